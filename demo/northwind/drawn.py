"""A picture meant for a passport, drawn here: of nobody, and no real document. A PNG by hand: the demo needs no more."""

import struct
import zlib
from collections.abc import Sequence

WIDTH, HEIGHT = 900, 630
NAME = "passport.png"
_PAPER, _INK, _FACE = (214, 226, 236), (60, 76, 98), (150, 168, 188)
_BOXES: Sequence[tuple[int, int, int, int, tuple[int, int, int]]] = (
    *((40, 40, 860, 80, _INK), (60, 120, 290, 420, _FACE), (130, 160, 220, 270, _PAPER), (95, 300, 255, 420, _PAPER)),
    *((330, top, 330 + wide, top + 18, _INK) for top, wide in ((130, 240), (190, 320), (250, 180), (310, 280))),
    *((left, top, left + 12, top + 22, _INK) for top in (490, 540) for left in range(50, 850, 18)),
)


def passport() -> bytes:
    """A page with a head, four lines and two rows of signs."""
    rows = [bytearray(bytes(_PAPER) * WIDTH) for _ in range(HEIGHT)]
    for left, top, right, bottom, colour in _BOXES:
        for row in rows[top:bottom]:
            row[left * 3 : right * 3] = bytes(colour) * (right - left)
    raw = b"".join(b"\0" + bytes(row) for row in rows)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(raw, 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
