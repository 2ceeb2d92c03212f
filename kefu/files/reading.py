"""Words found on a picture as texts: secrets stand in columns, with numbers, broken over lines, and each way is tried."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*[.:)、．]?\s*([^\W\d_]+)\s*$")
_HAN_LINE = re.compile(r"[\u4e00-\u9fff\s]{1,60}")
_LONG_TOKEN = re.compile(r"[0-9A-Za-z+/=]{16,}")
_DIGITS = re.compile(r"\d+(?: \d+)+")
_NUMBER_ALONE = re.compile(r"\s*\d{1,2}\s*[.:)]?\s*")


@dataclass(frozen=True, slots=True)
class Word:
    """What was read in one piece, and where: pixels."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def ways(words: Sequence[Word]) -> list[str]:
    """The texts that may be meant, without doubles. The lines as they stand come first."""
    words = [part for word in words for part in _upright(word)]
    rows = _rows(words)
    lines = [" ".join(word.text for word in row) for row in rows]
    found = ["\n".join(lines), _by_number(rows), _by_column(words), _without_breaks(lines), _in_fours(lines)]
    return [text for text in dict.fromkeys(found) if text.strip()]


def _upright(word: Word) -> list[Word]:
    """Characters of several rows that were read as one column, each in its place."""
    height, text = word.bottom - word.top, word.text.strip()
    if len(text) < 2 or height < 1.5 * (word.right - word.left):
        return [word]
    step = height / len(text)
    return [
        Word(word.left, word.top + at * step, word.right, word.top + (at + 1) * step, letter)
        for at, letter in enumerate(text)
    ]


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """From the top, each from the left: what stands at one height is one row."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda each: each.middle):
        if rows and rows[-1][0].top <= word.middle <= rows[-1][0].bottom:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _by_number(rows: Sequence[Sequence[Word]]) -> str:
    """`1. abandon  7. zoo` in columns: the words in the order of their numbers, wherever they stand."""
    found: dict[int, str] = {}
    for row in rows:
        told = [word.text for word in row]
        pairs = [(told[at], told[at + 1]) for at in range(len(told) - 1) if _NUMBER_ALONE.fullmatch(told[at])]
        for text in [*told, *(f"{number} {word}" for number, word in pairs)]:
            if match := _NUMBERED.fullmatch(text):
                found.setdefault(int(match[1]), match[2])
    return "\n".join(f"{number}. {found[number]}" for number in sorted(found))


def _by_column(words: Sequence[Word]) -> str:
    """From the left, each column from the top: a column is what begins at nearly the same place."""
    columns: list[list[Word]] = []
    for word in sorted(words, key=lambda each: each.left):
        height = word.bottom - word.top
        if columns and word.left - columns[-1][0].left <= 2 * height:
            columns[-1].append(word)
        else:
            columns.append([word])
    return "\n".join(word.text for column in columns for word in sorted(column, key=lambda each: each.middle))


def _without_breaks(lines: Sequence[str]) -> str:
    """Long keys and rows of characters are broken where the screen ends."""
    text = ""
    for line in lines:
        before = text.rpartition("\n")[2]
        joins = _both(_LONG_TOKEN, before.rpartition(" ")[2], line) or _both(_HAN_LINE, before, line)
        text += line if joins or not text else f"\n{line}"
    return text


def _in_fours(lines: Sequence[str]) -> str:
    """A card's number, whose groups are read together or apart as the print has it."""
    joined = [line.replace(" ", "") for line in lines if _DIGITS.fullmatch(line.strip())]
    return "\n".join(" ".join(each[at : at + 4] for at in range(0, 16, 4)) for each in joined if len(each) == 16)


def _both(pattern: re.Pattern[str], one: str, other: str) -> bool:
    return bool(pattern.fullmatch(one) and pattern.fullmatch(other))
