"""What a file is, by its bytes alone; and what it must not be, by its bytes or by the ending that a system would go by.

Never decodes, unpacks or runs anything: every look is at a bounded part of the file.
"""

import codecs
import re
from typing import BinaryIO

from kefu.files import archives, names
from kefu.files.errors import OfficeFile, Program, UnknownType
from kefu.files.kinds import MediaType

_HEAD_BYTES = 4_096
_CHUNK_BYTES = 256 * 1024

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"dex\n", b"!<arch>", b"MSCF", b"\xca\xfe\xba\xbe", b"\x4c\0\0\0\x01\x14\x02\0",
    b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\0asm", b"%!PS", b"Cr24",
)  # fmt: skip
_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")  # the old binary formats (and installers) hide macros in it
_PAGE = re.compile(
    rb"\s*(?:<(?:!--|!doctype|\?xml|html|head|body|script|iframe|svg|img|style|title|table|a |p>|br|h1|div|font|meta|link"
    rb"|object|embed|form|math|xsl:)|mime-version:|content-type: ?(?:multipart|text/html)|from: <saved by)",
    re.IGNORECASE,
)
_SHORTCUT = re.compile(
    rb"\s*(?:\[internetshortcut\]|\[desktop entry\]|windows registry editor|@echo off)", re.IGNORECASE
)
_PROGRAM_SUFFIXES = names.suffixes(
    ".ade .adp .apk .app .appx .asp .aspx .bat .bin .cab .chm .cmd .com .command .cpl .crx .deb .desktop .dex .dll "
    ".dmg .elf .exe .gadget .hta .htm .html .img .inf .ins .ipa .iso .jar .jnlp .js .jse .jsp .ksh .lnk .mht .mhtml "
    ".mjs .msc .msi .msix .msp .mst .pcd .php .pif .pht .phtml .pkg .pl .ps1 .psm1 .py .rb .reg .rpm .scf .scr .sct "
    ".settingcontent-ms .sh .shb .shtml .sys .svg .svgz .swf .url .vb .vbe .vbs .vhd .vxd .wasm .wsc .wsf .wsh .xht "
    ".xhtml .xml .xpi .xsl"
)
_OFFICE_SUFFIXES = names.suffixes(
    ".doc .docm .docx .dot .dotm .odp .ods .odt .one .pot .potm .ppa .ppam .pps .ppsm .ppt .pptm .pptx .pub .rtf "
    ".slk .xla .xlam .xll .xls .xlsb .xlsm .xlsx .xlt .xltm .iqy"
)
# ISO/IEC 14496-12: the brand after `ftyp`; still pictures (heic, avif) have brands of their own and are not taken
_MP4_BRANDS = re.compile(rb"(?:isom|iso\d|mp4[12]|avc1|M4V[ HP]|dash|MSNV|3g[2p].|f4v )")
_WEBM = re.compile(rb"\x42\x82.{1,8}?webm", re.DOTALL)  # EBML, RFC 8794: the element DocType
_TEXT_KINDS = {".csv": MediaType.CSV, ".json": MediaType.JSON}
# what a text never holds: control characters other than tab, line ends, form feed and the escape of coloured logs
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def is_picture(file: BinaryIO) -> bool:
    """Whether it begins as one of the four pictures that are made anew; nothing more is promised."""
    head = _head(file)
    return head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")


def identified(file: BinaryIO, *, name: str) -> MediaType:
    """The type of what is no picture. UnknownType, Program, OfficeFile, or what `archives` has against it."""
    head = _head(file)
    _refuse_what_runs(head, name=name)
    media_type = _binary(head) or _text(file, name=name)
    if media_type is MediaType.ZIP:
        archives.vet_zip(file)
    elif media_type is MediaType.GZIP:
        archives.vet_gzip(file)
    return media_type


def runs(name: str) -> bool:
    """Whether a system would run or render what has this name."""
    return names.suffix_of(name) in _PROGRAM_SUFFIXES


def is_office(name: str) -> bool:
    return names.suffix_of(name) in _OFFICE_SUFFIXES


def _refuse_what_runs(head: bytes, *, name: str) -> None:
    text = head.lstrip(codecs.BOM_UTF8)
    if head.startswith(_OFFICE) or is_office(name):
        raise OfficeFile
    if head.startswith(_PROGRAMS) or text.startswith(b"#!") or _PAGE.match(text) or _SHORTCUT.match(text) or runs(name):
        raise Program


def _binary(head: bytes) -> MediaType | None:
    if head.startswith(b"%PDF-"):
        return MediaType.PDF
    if head[4:8] == b"ftyp":
        return _film(head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3") and _WEBM.search(head[:128]):
        return MediaType.WEBM
    if head.startswith(b"PK\x03\x04"):
        return MediaType.ZIP
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return MediaType.SEVEN_ZIP
    if head.startswith(b"\x1f\x8b\x08"):
        return MediaType.GZIP
    return None


def _film(brand: bytes) -> MediaType:
    if brand == b"qt  ":
        return MediaType.MOV
    if _MP4_BRANDS.match(brand):
        return MediaType.MP4
    raise UnknownType


def _text(file: BinaryIO, *, name: str) -> MediaType:
    if not any(_reads_as(file, encoding) for encoding in _encodings(_head(file))):
        raise UnknownType
    return _TEXT_KINDS.get(names.suffix_of(name), MediaType.TEXT)


def _encodings(head: bytes) -> tuple[str, ...]:
    """As Chinese Windows writes them, too."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8", "gb18030")


def _reads_as(file: BinaryIO, encoding: str) -> bool:
    """Whether all of it is text in this encoding, with something in it and no control characters."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    begun = False
    try:
        while chunk := file.read(_CHUNK_BYTES):
            text = decoder.decode(chunk)
            if _CONTROLS.search(text) or (not begun and encoding == "utf-16" and _PAGE.match(text[:512].encode())):
                return False
            begun = True
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return begun


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_HEAD_BYTES)
