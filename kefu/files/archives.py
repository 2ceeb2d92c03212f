"""A bounded look at an archive's own list of contents. Nothing is ever unpacked, not one entry.

ZIP: APPNOTE.TXT 6.3.10. The central directory is read within `MAX_ENTRIES` and `MAX_LIST_BYTES`; what is larger is refused.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from kefu.files import names
from kefu.files.errors import ArchiveLocked, ArchiveUnsafe, OfficeFile, Program, UnknownType

MAX_ENTRIES = 10_000
MAX_LIST_BYTES = 4 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_RATIO = 200  # beyond the first MAX_MODEST_BYTES; texts seldom pass 20
MAX_MODEST_BYTES = 50 * 1024 * 1024

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_SYMLINK = 0o120000
_ARCHIVES = frozenset({".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".zst", ".lzh", ".arj", ".ace"})
# what colleagues are lured into starting
_LURES = names.suffixes(
    ".apk .bat .chm .cmd .com .cpl .dll .docm .exe .hta .img .iso .jar .js .jse .lnk .msi .pif .ps1 .scr .url .vbe "
    ".vbs .vhd .wsf .xlsm"
)
_INSTALLS = frozenset({"meta-inf/manifest.mf", "androidmanifest.xml", "classes.dex", "appxmanifest.xml"})
_OFFICE_PARTS = ("[content_types].xml", "vbaproject.bin", "mimetype", "content.xml")


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    is_locked: bool
    is_link: bool
    packed_bytes: int
    unpacked_bytes: int


def vet_zip(file: BinaryIO) -> None:
    """ArchiveLocked, ArchiveUnsafe, OfficeFile or Program for what must not reach a colleague's disk."""
    packed = unpacked = 0
    for entry in listed(file):
        _vet_entry(entry)
        packed, unpacked = packed + entry.packed_bytes, unpacked + entry.unpacked_bytes
    if _is_bomb(packed=packed, unpacked=unpacked):
        raise ArchiveUnsafe


def vet_gzip(file: BinaryIO) -> None:
    """RFC 1952: the last four bytes say how much was packed, modulo 4 GiB. Enough to tell a careless bomb."""
    size = file.seek(0, os.SEEK_END)
    if size < 18:
        raise UnknownType
    file.seek(size - 4)
    (unpacked,) = struct.unpack("<L", file.read(4))
    if _is_bomb(packed=size, unpacked=unpacked):
        raise ArchiveUnsafe


def holds_archives(file: BinaryIO) -> bool:
    """Whether a ZIP's list names further archives."""
    return any(names.suffix_of(entry.name) in _ARCHIVES for entry in listed(file))


def listed(file: BinaryIO) -> Iterator[Entry]:
    """The entries of a ZIP's central directory. ArchiveUnsafe where it is missing, torn or longer than we read."""
    count, offset = _list_of(file)
    file.seek(offset)
    listing = file.read(MAX_LIST_BYTES + 1)
    at = 0
    for _ in range(count):
        head = listing[at : at + _ENTRY.size]
        if len(head) < _ENTRY.size or not head.startswith(b"PK\x01\x02"):
            raise ArchiveUnsafe
        fields = _ENTRY.unpack(head)
        name_bytes, extra_bytes, comment_bytes = fields[10:13]
        name = listing[at + _ENTRY.size : at + _ENTRY.size + name_bytes]
        at += _ENTRY.size + name_bytes + extra_bytes + comment_bytes
        yield Entry(
            name=_decoded(name, flags=fields[3]),
            is_locked=bool(fields[3] & _ENCRYPTED),
            is_link=(fields[15] >> 16) & 0o170000 == _SYMLINK,
            packed_bytes=fields[8],
            unpacked_bytes=fields[9],
        )


def _list_of(file: BinaryIO) -> tuple[int, int]:
    """How many entries, and where their list begins. ZIP64 is for archives larger than we take."""
    size = file.seek(0, os.SEEK_END)
    reach = min(size, _END.size + 65_535)
    file.seek(size - reach)
    tail = file.read(reach)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise ArchiveUnsafe
    _magic, disk, first_disk, here, count, list_bytes, offset, _comment = _END.unpack_from(tail, at)
    is_whole = disk == first_disk == 0 and here == count and offset + list_bytes <= size
    if not is_whole or not 0 < count <= MAX_ENTRIES or list_bytes > MAX_LIST_BYTES:
        raise ArchiveUnsafe
    return count, offset


def _vet_entry(entry: Entry) -> None:
    name = entry.name.replace("\\", "/")
    parts, lower = name.split("/"), name.lower()
    if entry.is_locked:
        raise ArchiveLocked
    if entry.is_link or ".." in parts or name.startswith("/") or ":" in parts[0] or "\0" in name:
        raise ArchiveUnsafe
    if lower.startswith(_OFFICE_PARTS) or lower.endswith("vbaproject.bin"):
        raise OfficeFile
    if names.suffix_of(entry.name) in _LURES or lower in _INSTALLS or lower.endswith("/androidmanifest.xml"):
        raise Program


def _is_bomb(*, packed: int, unpacked: int) -> bool:
    return unpacked > MAX_UNPACKED_BYTES or (unpacked > MAX_MODEST_BYTES and unpacked > MAX_RATIO * max(packed, 1))


def _decoded(name: bytes, *, flags: int) -> str:
    return name.decode("utf-8" if flags & 0x0800 else "cp437", "replace")
