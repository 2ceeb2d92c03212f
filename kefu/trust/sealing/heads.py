"""All heads there are, of the database and of the folder outside, as one stream in the order of their sizes."""

import heapq
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from kefu.trust.models_sealing import TreeHead
from kefu.trust.sealing import folder, notes, store


@dataclass(frozen=True, slots=True)
class Found:
    """`head` is None where no known key signed it; then `says` tells why. `lost`: rows beyond where a restore began anew."""

    where: str
    head: notes.Head | None
    says: str = ""
    is_outside: bool = False
    lost: int = 0

    @property
    def size(self) -> int:
        return self.head.size if self.head else 0


def every(home: Path | None, *, keys: Collection[str]) -> Iterator[Found]:
    """By size. Of each line only one head at a time is held, so that years of them take no memory."""
    numbers = sorted({*folder.lines(home), *TreeHead.objects.values_list("line", flat=True).distinct()})
    starts = {line: _start(home, line, keys) for line in numbers}
    streams = []
    for line in numbers:
        later = [start for other, start in starts.items() if other > line and start is not None]
        ends = min(later, default=None)
        streams += [_marked(_outside(home, line, keys), ends), _marked(_inside(line, keys), ends)]  # outside goes first
    return heapq.merge(*streams, key=lambda found: found.size)


def newest_in_folder() -> tuple[int, int] | None:
    """Line and size of the last head of this line that the database says the folder has."""
    rows = TreeHead.objects.filter(line=store.line(), in_folder_at__isnull=False).order_by("-id")
    return rows.values_list("line", "size").first()


def _start(home: Path | None, line: int, keys: Collection[str]) -> int | None:
    """With how many rows the line began, by its first head that is signed."""
    streams = (_inside(line, keys), _outside(home, line, keys))
    firsts = [next((found.head for found in stream if found.head), None) for stream in streams]
    return min((first.size for first in firsts if first), default=None)


def _marked(stream: Iterator[Found], ends: int | None) -> Iterator[Found]:
    for found in stream:
        lost = max(found.size - ends, 0) if ends is not None else 0
        yield Found(found.where, found.head, found.says, found.is_outside, lost)


def _inside(line: int, keys: Collection[str]) -> Iterator[Found]:
    rows = TreeHead.objects.filter(line=line).order_by("size").values_list("size", "root", "note")
    for size, root, note in rows.iterator(chunk_size=1_000):
        found = _read(f"database, head of {size} rows", str(note), keys, is_outside=False)
        held = bytes(root) if isinstance(root, bytes | memoryview) else b""
        if found.head and (found.head.line, found.head.size, found.head.root) != (line, size, held):
            yield Found(found.where, None, "its columns say other than what was signed")
        else:
            yield found


def _outside(home: Path | None, line: int, keys: Collection[str]) -> Iterator[Found]:
    for file in folder.heads(home, line):
        yield _read(str(file), folder.text_of(file), keys, is_outside=True)


def _read(where: str, text: str, keys: Collection[str], *, is_outside: bool) -> Found:
    try:
        return Found(where, notes.read(text, keys=keys), is_outside=is_outside)
    except notes.Unsigned as error:
        return Found(where, None, str(error), is_outside=is_outside)
