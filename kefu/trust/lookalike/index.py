"""Which of many names a text may be taken for: a few look-ups instead of a comparison with each. Pure.

Nothing that `alike` would find is left out; what is offered needlessly, `alike` turns away.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kefu.trust.lookalike import distance
from kefu.trust.lookalike.alike import LEAST_CHINESE, LEAST_INSIDE, LEAST_WORD, Name, Seen
from kefu.trust.lookalike.sounding import is_chinese

_HEAD_CHARS = 6


@dataclass(frozen=True, slots=True)
class Near:
    """Words by pieces of themselves: of a word with n slips, one of n + 1 pieces that do not touch is left whole."""

    most_of: Callable[[int], int]  # slips that a word of this length may have
    places: dict[tuple[int, int, str], list[int]] = field(default_factory=dict)
    cuts: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def add(self, word: str, number: int) -> None:
        size = len(word)
        for no, (start, length) in enumerate(self.cuts.setdefault(size, _cuts(size, self.most_of(size)))):
            self.places.setdefault((size, no, word[start : start + length]), []).append(number)

    def of(self, word: str) -> Iterator[int]:
        for size in range(len(word) - 2, len(word) + 3):
            longer, most = len(word) - size, self.most_of(size)
            if size not in self.cuts or abs(longer) > most:
                continue
            shifts = [each for each in range(-most, most + 1) if abs(each) + abs(longer - each) <= most]
            for no, (start, length) in enumerate(self.cuts[size]):
                for at in (start + shift for shift in shifts if start + shift >= 0):
                    yield from self.places.get((size, no, word[at : at + length]), ())


@dataclass(frozen=True, slots=True)
class Within:
    """Words to be found in the middle of another: `heads` has the lengths of those that begin so."""

    words: dict[str, list[int]] = field(default_factory=dict)
    heads: dict[str, set[int]] = field(default_factory=dict)
    sizes: set[int] = field(default_factory=set)

    def add(self, word: str, number: int) -> None:
        head = word[:_HEAD_CHARS]
        self.sizes.add(len(head))
        self.heads.setdefault(head, set()).add(len(word))
        self.words.setdefault(word, []).append(number)

    def of(self, text: str) -> Iterator[int]:
        for size in self.sizes:
            for at in range(len(text) - size + 1):
                for length in self.heads.get(text[at : at + size], ()):
                    yield from self.words.get(text[at : at + length], ())


@dataclass(frozen=True, slots=True)
class Index:
    """Names by number."""

    same: dict[str, list[int]]
    folded: Near
    loose: Near
    inside: Within
    inside_drawn: Within
    heard: Within

    def offered(self, seen: Seen, *, most_near: int) -> Sequence[int]:
        """Numbers of names to compare with, in order; of those that only a slip may join to it, at most `most_near`."""
        sure = {number for form in _forms(seen) for number in self.same.get(form, ())}
        sure.update(self.heard.of(seen.sound), self.inside.of(seen.joined))
        for word, drawn in dict.fromkeys(seen.parts):
            sure.update(self.inside.of(word), self.inside_drawn.of(drawn))
        near = set[int]()
        for each in (number for number in self._near(seen) if number not in sure):
            if len(near) >= most_near:
                break
            near.add(each)
        return sorted(sure | near)

    def _near(self, seen: Seen) -> Iterator[int]:
        yield from self.loose.of(seen.loose)
        for word in dict.fromkeys([seen.joined, *(core for core, _ in seen.cores), *(word for word, _ in seen.parts)]):
            yield from self.folded.of(word)


def index(names: Iterable[Name]) -> Index:
    made = Index(
        {}, Near(lambda size: max(distance.allowed_at(size), 1)), Near(lambda _: 1), Within(), Within(), Within()
    )
    for number, each in enumerate(names):
        for form in {each.text, each.folded, each.loose, each.core, each.sound, each.core_sound} - {""}:
            made.same.setdefault(form, []).append(number)
        if len(each.folded) >= LEAST_WORD:
            made.folded.add(each.folded, number)
        if len(each.folded) > LEAST_INSIDE:
            made.loose.add(each.loose, number)
        _add_inside(made, each, number)
    return made


def _add_inside(made: Index, each: Name, number: int) -> None:
    if is_chinese(each.folded):
        if len(each.folded) >= LEAST_CHINESE:
            made.inside.add(each.core, number)
            made.inside.add(each.folded, number)
    elif len(each.folded) >= LEAST_INSIDE:
        made.inside.add(each.folded, number)
        made.inside_drawn.add(each.loose, number)
    if each.sound:
        made.heard.add(each.sound, number)


def _forms(seen: Seen) -> set[str]:
    drawn = {seen.text, seen.joined, seen.loose, seen.loose_folded, seen.drawn}
    return drawn.union(*seen.cores, *seen.parts, *seen.heard)


def _cuts(size: int, most: int) -> list[tuple[int, int]]:
    """Start and length of `most + 1` pieces with one character between them, which two that changed places may touch."""
    length, over = divmod(max(size - most, 0), most + 1)
    found, at = [], 0
    for no in range(most + 1):
        found.append((at, length + (no < over)))
        at += length + (no < over) + 1
    return found
