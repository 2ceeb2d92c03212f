"""What Outlook packs into a winmail.dat: its text and its files, within bounds. Pure; never raises. (MS-OXTNEF, MS-OXCDATA.)

No length in it is believed beyond what is there, and no more is looked at than the bounds say.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from kefu.channels.email import markup
from kefu.channels.email.payloads import Attachment
from kefu.kit import charsets, text

BEGINNING = 0x223E9F78
MOST_ATTRIBUTES, MOST_PROPERTIES, MOST_FILES = 2_000, 2_000, 100
MOST_TEXT_BYTES = 1_000_000

_TITLE, _DATA, _BEGINS, _PROPERTIES_OF_FILE = 0x8010, 0x800F, 0x9002, 0x9005
_BODY, _PROPERTIES, _CODEPAGE = 0x800C, 0x9003, 0x9007
_FIXED = {
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 4,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_SIZED = {0x001E: "bytes", 0x001F: "utf-16", 0x0102: "bytes", 0x000D: "object"}
_MANY = 0x1000
_PR_BODY, _PR_HTML, _PR_RTF = 0x1000, 0x1013, 0x1009
_PR_NAME, _PR_LONG_NAME, _PR_KIND, _PR_CONTENT_ID, _PR_FILE = 0x3704, 0x3707, 0x370E, 0x3712, 0x3701


@dataclass(frozen=True, slots=True)
class Opened:
    """`is_whole`: it was read to its end, and its words, if it has any, in a way we know."""

    text: str
    files: tuple[Attachment, ...]
    is_whole: bool


@dataclass
class _File:
    name: str = ""
    kind: str = "application/octet-stream"
    content: bytes = b""
    content_id: str = ""


@dataclass
class _Message:
    codepage: str = ""
    body: bytes = b""
    properties: dict[int, bytes] = field(default_factory=dict)
    wide: set[int] = field(default_factory=set)
    files: list[_File] = field(default_factory=list)
    is_whole: bool = True


def opened(raw: bytes) -> Opened:
    if len(raw) < 6 or int.from_bytes(raw[:4], "little") != BEGINNING:
        return Opened("", (), is_whole=False)
    message = _Message()
    for name, data in _attributes(raw, message):
        _take(name, data, message)
    words, is_read = _words(message)
    files = tuple(
        Attachment(
            _named(each.name),
            each.kind[:100].lower(),
            each.content,
            bool(each.content_id) and "image" in each.kind,
            each.content_id,
        )
        for each in message.files
        if each.content or each.name
    )
    return Opened(words, files, message.is_whole and is_read)


def _attributes(raw: bytes, message: _Message) -> Iterator[tuple[int, bytes]]:
    """Level, id, length, data and a sum over it, one after the other."""
    at = 6
    for _each in range(MOST_ATTRIBUTES):
        if at + 9 > len(raw):
            message.is_whole = message.is_whole and at == len(raw)
            return
        _level, name, size = struct.unpack_from("<BII", raw, at)
        if at + 9 + size > len(raw):
            message.is_whole = False
            return
        yield name & 0xFFFF, raw[at + 9 : at + 9 + size]
        at += 9 + size + 2
    message.is_whole = False


def _take(name: int, data: bytes, message: _Message) -> None:
    if name == _CODEPAGE and len(data) >= 4:
        message.codepage = f"cp{int.from_bytes(data[:4], 'little')}"
    elif name == _BODY:
        message.body = data[:MOST_TEXT_BYTES]
    elif name == _PROPERTIES:
        for key, kind, value in _properties(data, message):
            message.properties[key] = value
            if kind == 0x001F:
                message.wide.add(key)
    elif name == _BEGINS:
        if len(message.files) < MOST_FILES:
            message.files.append(_File())
        else:
            message.is_whole = False
    elif message.files and name in (_TITLE, _DATA, _PROPERTIES_OF_FILE):
        _take_file(name, data, message)


def _take_file(name: int, data: bytes, message: _Message) -> None:
    here = message.files[-1]
    if name == _TITLE:
        here.name = here.name or _letters(data, message.codepage)
    elif name == _DATA:
        here.content = data
    else:
        for key, kind, value in _properties(data, message):
            told = _letters(value, "utf-16-le" if kind == 0x001F else message.codepage)
            if key == _PR_LONG_NAME or (key == _PR_NAME and not here.name):
                here.name = told
            elif key == _PR_KIND:
                here.kind = text.clean_line(told, max_chars=100)
            elif key == _PR_CONTENT_ID:
                here.content_id = text.clean_line(told.strip("<>"), max_chars=255)
            elif key == _PR_FILE and not here.content:
                here.content = value[16:] if kind == 0x000D else value


def _properties(data: bytes, message: _Message) -> Iterator[tuple[int, int, bytes]]:
    """Id, kind and value of each; what is named by words, and values of many, are passed over."""
    if len(data) < 4:
        return
    count, at = int.from_bytes(data[:4], "little"), 4
    for _each in range(min(count, MOST_PROPERTIES)):
        if at + 4 > len(data):
            message.is_whole = False
            return
        kind, key = struct.unpack_from("<HH", data, at)
        after = _behind_name(data, at + 4) if key >= 0x8000 else at + 4
        many = kind & _MANY
        values, after = _values(data, after, kind & ~_MANY, is_many=bool(many))
        if after < 0:
            message.is_whole = False
            return
        if values and not many:
            yield key, kind, values[0]
        at = after


def _behind_name(data: bytes, at: int) -> int:
    """After 16 bytes of whose name it is: a number, or its length and letters, filled up to four."""
    by_words = int.from_bytes(data[at + 16 : at + 20], "little")
    if not by_words:
        return at + 24
    size = int.from_bytes(data[at + 20 : at + 24], "little")
    return at + 24 + _filled(size)


def _values(data: bytes, at: int, kind: int, *, is_many: bool) -> tuple[list[bytes], int]:
    """And where they end; -1 where they end nowhere."""
    count = 1
    if is_many or kind in _SIZED:
        count = int.from_bytes(data[at : at + 4], "little")
        at += 4
    found: list[bytes] = []
    for _each in range(min(count, MOST_PROPERTIES)):
        if kind in _SIZED:
            size = int.from_bytes(data[at : at + 4], "little")
            at += 4
            step = _filled(size)
        elif kind in _FIXED:
            size = step = _FIXED[kind]
        else:
            return [], -1
        if at + size > len(data):
            return [], -1
        found.append(data[at : at + size])
        at += step
    return found, at if count <= MOST_PROPERTIES else -1


def _filled(size: int) -> int:
    return (size + 3) // 4 * 4


def _words(message: _Message) -> tuple[str, bool]:
    """Its text, and whether there is none that was left unread (compressed RTF is)."""
    for key in (_PR_BODY, _PR_HTML):
        raw = message.properties.get(key, b"")[:MOST_TEXT_BYTES]
        if raw:
            told = _letters(raw, "utf-16-le" if key in message.wide else message.codepage)
            return (markup.as_text(told) if key == _PR_HTML else told), True
    if message.body:
        return _letters(message.body, message.codepage), True
    return "", _PR_RTF not in message.properties


def _letters(raw: bytes, codepage: str) -> str:
    return charsets.decoded(raw[:MOST_TEXT_BYTES], codepage).text.rstrip("\x00")


def _named(written: str) -> str:
    return text.clean_line(written.replace("\\", "/").rpartition("/")[2], max_chars=255)
