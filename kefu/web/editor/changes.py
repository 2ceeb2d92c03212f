"""What changed between two texts, as the screens draw it: each line says in words what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from kefu.knowledge import diff
from kefu.knowledge.diff import Mark, Piece
from kefu.knowledge.drafts import Words
from kefu.web.editor import wording


@dataclass(frozen=True, slots=True)
class Row:
    """`told` is the mark in words; a row without pieces stands for lines that were left out."""

    mark: str
    told: str | Promise
    pieces: Sequence[Piece] = ()
    old: int = 0
    new: int = 0


GAP = Row("gap", "")


def rows(lines: Sequence[diff.Line], *, is_folded: bool = True) -> list[Row]:
    """Empty if nothing changed."""
    if all(line.mark is Mark.SAME for line in lines):
        return []
    return [_row(line) if line else GAP for line in (diff.folded(lines) if is_folded else lines)]


def between(old: Words, new: Words) -> list[Row]:
    return rows(diff.lines(whole(old), whole(new)))


def unchanged(words: Words) -> list[Row]:
    """A text that nothing is held against."""
    return [_row(line) for line in diff.lines(whole(words), whole(words))]


def whole(words: Words) -> str:
    """Title, summary and text, as `kefu.knowledge.drafts` compares them."""
    return f"{words.title}\n{words.summary}\n\n{words.body}"


def _row(line: diff.Line) -> Row:
    return Row(line.mark.value, wording.MARKS[line.mark], line.pieces, line.old_number, line.new_number)
