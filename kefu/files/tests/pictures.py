"""Pictures, honest and hostile, made in the test: nothing binary is kept in the project."""

import io
import struct
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY = "canary-4711"


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (64, 48)) -> bytes:
    return encoded(Image.linear_gradient("L").resize(size).convert("RGB"), kind)


def photo_with_secrets(kind: str) -> bytes:
    """Every place where a picture can carry words: EXIF with a position, a profile, comments, bytes after the end."""
    picture = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = CANARY
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[29] = CANARY
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 29.0)
    options: dict[str, object] = {"exif": exif.tobytes(), "icc_profile": b"\0" * 128 + CANARY.encode()}
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Comment", CANARY)
        options["pnginfo"] = info
    if kind in {"JPEG", "GIF"}:
        options["comment"] = CANARY
    if kind in {"JPEG", "WEBP"}:
        options["xmp"] = CANARY.encode()
    if kind == "GIF":
        options = {"comment": CANARY}
    return encoded(picture, kind, **options) + CANARY.encode()


def png_bomb(*, side: int = 20_000) -> bytes:
    """A PNG of one colour: a whole screenful in a few hundred kilobytes."""
    return _png(side, side, zlib.compress(b"\0" * ((side // 8 + 1) * side), 9))


def png_liar(*, side: int = 64) -> bytes:
    """Says it is small, and carries a stream that unpacks to 200 MB."""
    return _png(side, side, zlib.compress(b"\0" * 200_000_000, 9))


def gif_of(frames: int, *, side: int = 16) -> bytes:
    """An animation by hand: every frame is one byte of LZW."""
    head = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b"\x3b"


def jpeg_claiming(width: int, height: int) -> bytes:
    """A real JPEG whose header was rewritten to claim another size."""
    data = bytearray(photo("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def gifar() -> bytes:
    """A picture and a zip in one file."""
    return photo("GIF") + b"PK\x03\x04" + CANARY.encode() + b"PK\x05\x06" + b"\0" * 18


MASQUERADES: dict[str, bytes] = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<script>alert(1)</script>",
    "html after png magic": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "html after gif magic": b"GIF89a/*<script>alert(1)</script>*/=1;",
    "html after jpeg magic": b"\xff\xd8\xff<script>alert(1)</script>",
    "riff but not webp": b"RIFF\x24\0\0\0WAVEfmt ",
    "webp cut short": b"RIFF\x24\0\0\0WEBPVP8X",
    "bmp": encoded(Image.new("RGB", (4, 4)), "BMP"),
    "tiff": encoded(Image.new("RGB", (4, 4)), "TIFF"),
    "nothing": b"",
    "zip": b"PK\x03\x04" + b"\0" * 30,
}


def _png(width: int, height: int, stream: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", stream), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
