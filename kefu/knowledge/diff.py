"""What changed between two texts: line by line, and within a line that was changed. Pure data; screens draw it.

Bounded: a comparison has `MAX_STEPS` to spend; lines it has nothing left for are shown removed and added whole.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_LINES, MAX_STEPS = 3_000, 300_000
_WORD = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)  # a Chinese character is a word of its own
ALIKE = 0.4  # the share of characters that stayed; below, two lines have nothing to do with each other


class Mark(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"  # of lines alone: its pieces say what


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Line:
    """A changed line holds both its old and its new words as pieces. Numbers begin at 1; 0 where there is none."""

    mark: Mark
    pieces: Sequence[Piece]
    old_number: int
    new_number: int


def lines(old: str, new: str) -> list[Line]:
    """All lines of both, in order."""
    left, right, purse = old.split("\n")[:MAX_LINES], new.split("\n")[:MAX_LINES], _Purse(MAX_STEPS)
    found: list[Line] = []
    for is_same, a, b, c, d in _blocks(left, right, purse):
        if is_same:
            found += [_whole(Mark.SAME, left[a + n], a + n + 1, c + n + 1) for n in range(b - a)]
        else:
            found += _replaced(left[a:b], right[c:d], a + 1, c + 1, purse)
    return found


def folded(all_lines: Sequence[Line], *, around: int = 3) -> list[Line | None]:
    """Only what is near a change; None stands for what was left out."""
    near = {
        n
        for at, line in enumerate(all_lines)
        if line.mark is not Mark.SAME
        for n in range(at - around, at + around + 1)
    }
    found: list[Line | None] = []
    for at, line in enumerate(all_lines):
        if at in near:
            found.append(line)
        elif not found or found[-1] is not None:
            found.append(None)
    return found


@dataclass(slots=True)
class _Purse:
    """The steps a comparison may still take."""

    steps: int

    def spend(self, steps: int) -> bool:
        """False if it is empty."""
        self.steps -= steps
        return self.steps >= 0


def _replaced(left: Sequence[str], right: Sequence[str], old_at: int, new_at: int, purse: _Purse) -> Iterator[Line]:
    """Lines that stand across from each other and are alike are changed; the others were removed and added."""
    for number in range(max(len(left), len(right))):
        old = left[number] if number < len(left) else None
        new = right[number] if number < len(right) else None
        if old is not None and new is not None:
            pieces = _pieces(old, new, purse)
            if pieces:
                yield Line(Mark.CHANGED, pieces, old_at + number, new_at + number)
                continue
        if old is not None:
            yield _whole(Mark.REMOVED, old, old_at + number, 0)
        if new is not None:
            yield _whole(Mark.ADDED, new, 0, new_at + number)


def _pieces(old: str, new: str, purse: _Purse) -> list[Piece]:
    """What is the same, removed and added within a line. Empty for lines that are not alike."""
    left, right = _WORD.findall(old), _WORD.findall(new)
    enough = ALIKE * (len(old) + len(new)) / 2
    if sum(len(word) * times for word, times in (Counter(left) & Counter(right)).items()) < enough:
        return []
    found: list[Piece] = []
    for is_same, a, b, c, d in _blocks(left, right, purse):
        if is_same:
            found.append(Piece("".join(left[a:b]), Mark.SAME))
            continue
        if b > a:
            found.append(Piece("".join(left[a:b]), Mark.REMOVED))
        if d > c:
            found.append(Piece("".join(right[c:d]), Mark.ADDED))
    return found if sum(len(piece.text) for piece in found if piece.mark is Mark.SAME) >= enough else []


def _whole(mark: Mark, text: str, old_number: int, new_number: int) -> Line:
    return Line(mark, [Piece(text, mark)], old_number, new_number)


def _blocks(left: Sequence[str], right: Sequence[str], purse: _Purse) -> Iterator[tuple[bool, int, int, int, int]]:
    """Stretches of both sides in order: (is it the same, left from, left to, right from, right to)."""
    a, c = 0, 0
    for b, d, size in [*_runs(_pairs(left, right, purse)), (len(left), len(right), 0)]:
        if b > a or d > c:
            yield False, a, b, c, d
        if size:
            yield True, b, b + size, d, d + size
        a, c = b + size, d + size


def _runs(pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Pairs that follow on each other, put together."""
    size = 0
    for number, (x, y) in enumerate(pairs):
        size += 1
        if number + 1 == len(pairs) or pairs[number + 1] != (x + 1, y + 1):
            yield x - size + 1, y - size + 1, size
            size = 0


def _pairs(left: Sequence[str], right: Sequence[str], purse: _Purse) -> list[tuple[int, int]]:
    """What stays where: both ends first, then of the middle what stands on both sides at all."""
    least, head = min(len(left), len(right)), 0
    while head < least and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < least - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    here, there = set(left[head : len(left) - tail]), set(right[head : len(right) - tail])
    xs = [x for x in range(head, len(left) - tail) if left[x] in there]
    ys = [y for y in range(head, len(right) - tail) if right[y] in here]
    middle = _longest([left[x] for x in xs], [right[y] for y in ys], purse)
    ends = [(len(left) - n, len(right) - n) for n in range(tail, 0, -1)]
    return [*((n, n) for n in range(head)), *((xs[x], ys[y]) for x, y in middle), *ends]


def _longest(left: Sequence[str], right: Sequence[str], purse: _Purse) -> list[tuple[int, int]]:
    """The longest common subsequence as pairs; none once the purse is empty.

    Greedy, by the number of differences: E. W. Myers, An O(ND) Difference Algorithm and Its Variations (1986).
    """
    before, trace = {1: 0}, []
    for differences in range(len(left) + len(right) + 1):
        if not purse.spend(differences + 1):
            return []
        trace.append(before)
        reached: dict[int, int] = {}
        for k in range(-differences, differences + 1, 2):
            x = began = _step(before, differences, k)[0]
            while x < len(left) and x - k < len(right) and left[x] == right[x - k]:
                x += 1
            reached[k] = x
            purse.spend(x - began)
            if x >= len(left) and x - k >= len(right):
                return _walked_back(trace, k, x)
        before = reached
    return []


def _walked_back(trace: Sequence[dict[int, int]], k: int, x: int) -> list[tuple[int, int]]:
    """The way that led to `x` on the diagonal `k`, from its beginning."""
    pairs = []
    for differences in range(len(trace) - 1, -1, -1):
        began, came_from = _step(trace[differences], differences, k)
        pairs += [(each, each - k) for each in range(x - 1, began - 1, -1)]
        k, x = came_from, trace[differences][came_from]
    return pairs[::-1]


def _step(before: dict[int, int], differences: int, k: int) -> tuple[int, int]:
    """How far one more difference leads on a diagonal, and from which other: an added one, or a removed one."""
    if k == -differences or (k != differences and before[k - 1] < before[k + 1]):
        return before[k + 1], k + 1
    return before[k - 1] + 1, k - 1
