"""Files of every kind, honest and hostile, made in the test."""

import gzip
import io
import struct
import zipfile
from collections.abc import Iterable

PDF = b"%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>>>>\n%%EOF"
WEBM = (
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + b"\0" * 99
)
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c\0\x04" + b"\x07" * 60
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def film(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\2\0" + b"isomiso2" + b"\0\0\0\x08free" + b"\xff" * 40


def zipped(*names: str, data: bytes = b"words", **info: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name)
            for key, value in info.items():
                setattr(entry, key, value)
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def locked_zip() -> bytes:
    """The bit that says so, in both headers, as an archiver with a password writes it."""
    data = bytearray(zipped("statement.pdf"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def zip_claiming(*, packed: int, unpacked: int) -> bytes:
    """A bomb as its list shows it: nobody has to make ten gigabytes for the test."""
    data = bytearray(zipped("bomb.bin"))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<LL", data, at + 20, packed, unpacked)
    return bytes(data)


def zip_of_many(entries: int) -> bytes:
    """The list alone, as long as asked."""
    one = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, entries % 65_536, entries % 65_536, len(one) * entries, 30, 0)
    return b"PK\x03\x04" + b"\0" * 26 + one * entries + end


def gzip_bomb() -> bytes:
    return gzip.compress(b"\0" * 60_000_000)


LINKED = zipped("link", data=b"/etc/passwd", create_system=3, external_attr=0o120777 << 16)

HONEST: dict[str, tuple[str, bytes, str]] = {
    "pdf": ("contract.pdf", PDF, "application/pdf"),
    "webm": ("screen.webm", WEBM, "video/webm"),
    "mp4": ("clip.mp4", film(b"isom"), "video/mp4"),
    "a phone's mp4": ("VID_1.3gp", film(b"3gp4"), "video/mp4"),
    "mov": ("IMG_0001.MOV", film(b"qt  "), "video/quicktime"),
    "text": ("错误.log", "充值没有到账\n[ERROR] <html> in a line\n".encode(), "text/plain"),
    "text of Chinese Windows": ("a.txt", "充值没有到账".encode("gb18030"), "text/plain"),
    "text of Windows": ("a.txt", "充值没有到账".encode("utf-16"), "text/plain"),
    "coloured log": ("a.log", b"\x1b[31merror\x1b[0m\n", "text/plain"),
    "csv": ("trades.csv", b"id,amount\n1,2\n", "text/csv"),
    "json": ("har.json", b'{"log": 1}', "application/json"),
    "zip": ("logs.zip", zipped("a.log", "b/c.txt"), "application/zip"),
    "7z": ("logs.7z", SEVEN_ZIP, "application/x-7z-compressed"),
    "gz": ("app.log.gz", gzip.compress(b"a log\n" * 100), "application/gzip"),
    "tar.gz": ("logs.tar.gz", gzip.compress(b"\0" * 10_240), "application/gzip"),
}

REFUSED: dict[str, tuple[str, bytes, str]] = {
    "windows program": ("invoice.pdf", b"MZ\x90\0" + b"\0" * 90, "program"),
    "linux program": ("a.txt", b"\x7fELF\x02\x01" + b"\0" * 90, "program"),
    "mac program": ("a.mov", b"\xcf\xfa\xed\xfe" + b"\0" * 90, "program"),
    "shell script": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "program"),
    "script by its name": ("run.BAT", b"del c:\\*\n", "program"),
    "script behind marks": ("run.b\u200bat", b"del c:\\*\n", "program"),
    "html": ("a.txt", b"\xef\xbb\xbf\n<!DOCTYPE html><script>alert(1)</script>", "program"),
    "html by its name": ("a.html", b"hello", "program"),
    "html of Windows": ("a.txt", "<html><script>".encode("utf-16"), "unknown_type"),
    "svg": ("a.txt", b'<svg onload="alert(1)">', "program"),
    "xhtml": ("a.pdf", b'<?xml version="1.0"?><html/>', "program"),
    "mhtml": ("a.txt", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "program"),
    "shortcut": ("a.txt", b"[InternetShortcut]\nURL=file://evil", "program"),
    "java": ("a.zip", zipped("META-INF/MANIFEST.MF", "A.class"), "program"),
    "app": ("a.zip", zipped("AndroidManifest.xml", "classes.dex"), "program"),
    "a program in a zip": ("a.zip", zipped("pictures/photo.jpg.exe"), "program"),
    "a link to a program in a zip": ("a.zip", zipped("statement.pdf.lnk"), "program"),
    "word": ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), "office_file"),
    "macros": ("a.zip", zipped("xl/vbaProject.bin"), "office_file"),
    "old excel": ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90, "office_file"),
    "rtf": ("a.txt", b"{\\rtf1 words}", "office_file"),
    "macros by name": ("a.xlsm", b"words", "office_file"),
    "locked zip": ("a.zip", locked_zip(), "archive_locked"),
    "zip slip": ("a.zip", zipped("../../etc/cron.d/x"), "archive_unsafe"),
    "zip slip of Windows": ("a.zip", zipped("..\\..\\x"), "archive_unsafe"),
    "zip of the whole disk": ("a.zip", zipped("/etc/passwd"), "archive_unsafe"),
    "zip with a link": ("a.zip", LINKED, "archive_unsafe"),
    "zip bomb": ("a.zip", zip_claiming(packed=10_000_000, unpacked=4_000_000_000), "archive_unsafe"),
    "modest zip bomb": ("a.zip", zip_claiming(packed=100_000, unpacked=100_000_000), "archive_unsafe"),
    "zip64": ("a.zip", zip_claiming(packed=0xFFFFFFFF, unpacked=0xFFFFFFFF), "archive_unsafe"),
    "zip of 60,000": ("a.zip", zip_of_many(60_000), "archive_unsafe"),
    "zip without a list": ("a.zip", b"PK\x03\x04" + b"\0" * 200, "archive_unsafe"),
    "gzip bomb": ("a.gz", gzip_bomb(), "archive_unsafe"),
    "rar": ("a.rar", b"Rar!\x1a\x07\x01\0" + b"\0" * 20, "unknown_type"),
    "heic": ("a.heic", film(b"heic"), "unknown_type"),
    "matroska": ("a.webm", b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska" + b"\0" * 90, "unknown_type"),
    "anything": ("a.txt", bytes(range(256)), "unknown_type"),
    "text with a zero": ("a.txt", b"abc\0def", "unknown_type"),
}  # fmt: skip


def pieces(data: bytes, size: int) -> Iterable[tuple[int, bytes]]:
    """(offset, piece) of it all."""
    for at in range(0, len(data), size):
        yield at, data[at : at + size]
