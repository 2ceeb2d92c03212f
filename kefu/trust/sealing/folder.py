"""The folder outside the database: a file for each head and for the leaves it added. Files are added, and none is changed.

line-1/2026-11-29/000000001234.head                     the signed note
line-1/2026-11-29/000000001200-000000001234.leaves      32 bytes for each of these positions
"""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from kefu.trust.sealing import notes
from kefu.trust.sealing.errors import Bent

HEAD, LEAVES = ".head", ".leaves"
DIGITS = 12
_FILE_MODE, _FOLDER_MODE = 0o400, 0o700


def name_of_head(head: notes.Head) -> str:
    return f"line-{head.line}/{head.at:%Y-%m-%d}/{head.size:0{DIGITS}}{HEAD}"


def name_of_leaves(head: notes.Head, start: int, end: int) -> str:
    return f"line-{head.line}/{head.at:%Y-%m-%d}/{start:0{DIGITS}}-{end:0{DIGITS}}{LEAVES}"


def keep(name: str, data: bytes) -> None:
    """On return it is on the disk under this name. Bent if something else is there; OSError if it cannot be."""
    place = Path(settings.JOURNAL_FOLDER) / name
    if place.exists():
        if place.read_bytes() != data:
            raise Bent("taken", f"{name} is in the folder already, and is another")
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
    half = place.with_name(f".{place.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        half.unlink()
    with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(half, place)
    held = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def newest(home: Path | None = None, *, keys: Collection[str] = ()) -> notes.Head | None:
    """The last head that one of `keys` signed, or one we know. None where there is no folder."""
    keys = keys or notes.known_keys()
    for line in reversed(lines(home)):
        for file in _files(home, line, HEAD, newest_first=True):
            with suppress(notes.Unsigned):
                return notes.read(text_of(file), keys=keys)
    return None


def lines(home: Path | None = None) -> list[int]:
    """The numbers of the lines that have a folder, ascending."""
    found = [each.name.removeprefix("line-") for each in _home(home).glob("line-*") if each.is_dir()]
    return sorted(int(number) for number in found if number.isdecimal())


def heads(home: Path | None, line: int) -> Iterator[Path]:
    """The files of a line's heads, by size as far as the days go: a head of a later day is no smaller."""
    return _files(home, line, HEAD)


def leaves(home: Path | None, start: int, end: int) -> list[bytes] | None:
    """The leaves of these positions as they were brought, the newest line's first. None if some are not there."""
    for line in reversed(lines(home)):
        found = _leaves(home, line, start, end)
        if found is not None:
            return found
    return None


def text_of(file: Path) -> str:
    """What stands in a head's file; of one that is too large for a note, its beginning."""
    with file.open("rb") as opened:
        return opened.read(notes.MAX_BYTES).decode("utf-8", "replace")


def _leaves(home: Path | None, line: int, start: int, end: int) -> list[bytes] | None:
    at, found = start, list[bytes]()
    for file in _files(home, line, LEAVES):
        first, _, last = file.name.removesuffix(LEAVES).partition("-")
        if not (first.isdecimal() and last.isdecimal()) or not int(first) <= at < int(last):
            continue
        raw = file.read_bytes()[32 * (at - int(first)) : 32 * (min(end, int(last)) - int(first))]
        found += [raw[offset : offset + 32] for offset in range(0, len(raw), 32)]
        at = start + len(found)
        if at >= end:
            return found
    return None


def _files(home: Path | None, line: int, ending: str, *, newest_first: bool = False) -> Iterator[Path]:
    days = sorted((day for day in (_home(home) / f"line-{line}").glob("????-??-??")), reverse=newest_first)
    for day in days:
        yield from sorted(day.glob(f"[0-9]*{ending}"), reverse=newest_first)


def _home(home: Path | None) -> Path:
    return Path(settings.JOURNAL_FOLDER) if home is None else home
