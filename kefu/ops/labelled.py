"""Files of lines that `kefu guard`, `shield` and `lookalike` try their rules on: plain ones, or JSON that says what is right."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management.base import CommandError

MOST_BYTES = 64_000_000
HARMLESS = frozenset({"", "clean", "harmless", "none"})


@dataclass(frozen=True, slots=True)
class Line:
    """`number` from 1; `told`: all that its object has."""

    number: int
    text: str
    told: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_labelled(self) -> bool:
        """Somebody said what it is."""
        return "label" in self.told

    @property
    def label(self) -> str:
        """In small letters; empty for one that is harmless."""
        label = str(self.told.get("label") or "").lower()
        return "" if label in HARMLESS else label

    def is_of(self, half: str | None) -> bool:
        return not half or self.told.get("half") == half


def lines(name: str, *, takes_any: bool = False) -> Iterator[Line]:
    """Of a file, or of standard input (`-`); empty ones are left out. `takes_any`: JSON that is no row, as a key file is, is a
    text like others. CommandError, with the line's number, for what is neither.
    """
    for number, line in enumerate(text(name).split("\n"), 1):
        if line.strip():
            yield _line(number, line.rstrip("\r"), takes_any=takes_any)


def text(name: str) -> str:
    """All of it. CommandError for what is no text in UTF-8, and for what is too large."""
    try:
        if name == "-":
            found = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                found = file.read(MOST_BYTES + 1)
        if len(found) > MOST_BYTES:
            raise CommandError(f"{name} is larger than {MOST_BYTES // 1_000_000} MB.")
        return found.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}. Name a text file in UTF-8.") from error


def _line(number: int, line: str, *, takes_any: bool) -> Line:
    if not line.lstrip().startswith("{"):
        return Line(number, line)
    try:
        told = json.loads(line)
    except ValueError as error:
        if takes_any:
            return Line(number, line)
        raise CommandError(f"Line {number} begins like JSON and is none: {error}.") from error
    if takes_any and not told.keys() & {"text", "label"}:
        return Line(number, line)
    if not isinstance(told.get("text"), str):
        raise CommandError(f'Line {number} needs a "text" that is a string.')
    return Line(number, told["text"], told)
