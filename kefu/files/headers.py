"""What a picture's own header says: its type and its size, read without decoding a single pixel.

Everything is bounded: at most `MAX_SEGMENTS` steps, and an animation's count stops one past the limit.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from kefu.files.errors import NotAPicture, PictureTooLarge, TooManyFrames
from kefu.files.kinds import MediaType

MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MAX_FRAMES = 300
MAX_ANIMATION_PIXELS = 60_000_000  # frames x width x height
MAX_SEGMENTS = 200_000

# JPEG, ITU-T T.81 table B.1: the start-of-frame markers carry the size; C4, C8 and CC are not frames.
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass(frozen=True, slots=True)
class Header:
    media_type: MediaType
    width: int
    height: int
    frames: int = 1


def checked(file: BinaryIO) -> Header:
    """The header of a picture we are willing to decode; one of this room's errors otherwise."""
    header = read(file)
    pixels = header.width * header.height
    if not pixels:
        raise NotAPicture
    if pixels > MAX_PIXELS or max(header.width, header.height) > MAX_SIDE:
        raise PictureTooLarge
    if header.frames > MAX_FRAMES or (header.frames > 1 and header.frames * pixels > MAX_ANIMATION_PIXELS):
        raise TooManyFrames
    return header


def read(file: BinaryIO) -> Header:
    """Type and size by content alone. NotAPicture for anything else, and for headers cut short."""
    file.seek(0)
    start = file.read(16)
    try:
        if start.startswith(b"\xff\xd8\xff"):
            return _jpeg(file)
        if start.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(file)
        if start.startswith((b"GIF87a", b"GIF89a")):
            return _gif(file)
        if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
            return _webp(file)
    except (struct.error, IndexError) as error:
        raise NotAPicture from error
    raise NotAPicture


def _jpeg(file: BinaryIO) -> Header:
    file.seek(2)
    for _ in range(MAX_SEGMENTS):
        marker = _next_marker(file)
        if marker in _STANDALONE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker in _SOF:
            _precision, height, width = struct.unpack(">BHH", file.read(5))
            return Header(MediaType.JPEG, width, height)
        if marker in {0xD9, 0xDA} or length < 2:  # pixels or the end before any size
            break
        file.seek(length - 2, 1)
    raise NotAPicture


def _next_marker(file: BinaryIO) -> int:
    if file.read(1) != b"\xff":
        raise NotAPicture
    for _ in range(64):
        byte = file.read(1)[0]
        if byte != 0xFF:  # any number of fill bytes may stand before a marker
            return byte
    raise NotAPicture


def _png(file: BinaryIO) -> Header:
    """An animated PNG is shown by its first picture, so only IHDR counts."""
    file.seek(8)
    length, name, width, height = struct.unpack(">I4sII", file.read(16))
    if name != b"IHDR" or length != 13:
        raise NotAPicture
    return Header(MediaType.PNG, width, height)


def _gif(file: BinaryIO) -> Header:
    file.seek(6)
    width, height, flags = struct.unpack("<HHB", file.read(5))
    file.seek(13 + _colour_table_bytes(flags))
    frames = 0
    for _ in range(MAX_SEGMENTS):
        block = file.read(1)
        if block == b"\x2c":
            frames += 1
            width, height = _grown(file, width=width, height=height)
            file.seek(1, 1)  # LZW code size
        elif block == b"\x21":
            file.seek(1, 1)
        else:  # the trailer, the end, or junk after the last frame
            break
        if frames > MAX_FRAMES:
            break
        _skip_sub_blocks(file)
    if not frames:
        raise NotAPicture
    return Header(MediaType.GIF, width, height, frames)


def _grown(file: BinaryIO, *, width: int, height: int) -> tuple[int, int]:
    """A frame may reach beyond the screen that the file announced; decoders then enlarge it."""
    left, top, frame_width, frame_height, flags = struct.unpack("<HHHHB", file.read(9))
    file.seek(_colour_table_bytes(flags), 1)
    return max(width, left + frame_width), max(height, top + frame_height)


def _colour_table_bytes(flags: int) -> int:
    if flags & 0x80:
        return int(3 * 2 ** ((flags & 7) + 1))
    return 0


def _skip_sub_blocks(file: BinaryIO) -> None:
    for _ in range(MAX_SEGMENTS):
        size = file.read(1)
        if not size or size == b"\0":
            return
        file.seek(size[0], 1)
    raise TooManyFrames


def _webp(file: BinaryIO) -> Header:
    """RFC 9649: VP8 and VP8L hold the size of a still picture, VP8X that of the canvas."""
    file.seek(12)
    name, size = struct.unpack("<4sI", file.read(8))
    data = file.read(min(size, 16))
    if name == b"VP8X":
        width = int.from_bytes(data[4:7], "little") + 1
        height = int.from_bytes(data[7:10], "little") + 1
        return Header(MediaType.WEBP, width, height, _webp_frames(file, after=20 + size + size % 2))
    if name == b"VP8L" and data[:1] == b"\x2f":
        (bits,) = struct.unpack("<I", data[1:5])
        return Header(MediaType.WEBP, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if name == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[6:10])
        return Header(MediaType.WEBP, width & 0x3FFF, height & 0x3FFF)
    raise NotAPicture


def _webp_frames(file: BinaryIO, *, after: int) -> int:
    file.seek(after)
    frames = 0
    for _ in range(MAX_SEGMENTS):
        head = file.read(8)
        if len(head) < 8 or frames > MAX_FRAMES:
            break
        name, size = struct.unpack("<4sI", head)
        frames += name == b"ANMF"
        file.seek(size + size % 2, 1)
    return max(frames, 1)
