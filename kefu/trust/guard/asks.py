"""Whether a text asks for a secret: what names one, and near it what makes an ask, unless a warning or a page stands by. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kefu.trust.guard import cues, objects
from kefu.trust.guard.kinds import Rule
from kefu.trust.guard.words import compiled

Span = tuple[int, int]
Found = tuple[Rule, int, int]

_ENDS = re.compile(r"[!?。;\n]+|(?<!\.)\.+(?=[\s'\")”]|$)")
_PAUSES = re.compile(r"[,:—]|\s[-–]\s|\b(?:but|and then|otherwise)\b|但是?|不过|然后")
_OURS_BEFORE = compiled("cues", "ours_before")  # what we do ourselves is no ask
MOST_NAMED = 200  # no honest message names secrets as often; beyond, it is refused unread
_NEAR, _NEAR_AFTER, _WINDOW = 70, 30, 140
_IT = re.compile(r"\b(?:it|them|yours)\b|[它其]")


@dataclass(frozen=True)
class Sentence:
    """A stretch of the folded text. Places are those of the whole."""

    text: str
    begins: int
    ends: int

    @cached_property
    def named(self) -> list[Found]:
        """Secrets by name, in order."""
        found = [(rule, *hit.span()) for rule, kind in objects.OBJECTS.items() for hit in self._hits(kind)]
        return sorted((each for each in found if not self._is_another(each)), key=lambda each: each[1])

    @cached_property
    def numbers(self) -> list[Found]:
        return [(Rule.CODE, *hit.span()) for hit in self._hits(objects.NUMBERS)]

    @cached_property
    def hands(self) -> list[Span]:
        return [hit.span() for hit in self._hits(cues.HANDS) if not self._is_ours(hit.start())]

    @cached_property
    def hands_after(self) -> list[Span]:
        return [hit.span() for hit in self._hits(cues.HANDS_AFTER) if not self._is_ours(hit.start())]

    @cached_property
    def enters(self) -> list[Span]:
        return [hit.span() for hit in self._hits(cues.ENTERS) if not self._is_ours(hit.start())]

    @cached_property
    def whats(self) -> list[Span]:
        return [hit.span() for hit in self._hits(cues.WHAT)]

    @cached_property
    def whats_after(self) -> list[Span]:
        hits = [*self._hits(cues.WHAT_AFTER), *self._hits(cues.NEEDS_AFTER)]
        return sorted(hit.span() for hit in hits)

    @cached_property
    def needs(self) -> list[Span]:
        return [hit.span() for hit in self._hits(cues.NEEDS)]

    @cached_property
    def handed(self) -> Span | None:
        """Where what was named before is asked for."""
        for hit in self._hits(cues.HANDED):
            begins, ends = self.clauses(hit.start(), hit.end())
            other = cues.OTHER_THINGS.search(self.text, begins, ends)
            if other is None and not self._is_ours(hit.start()) and self.is_asking(hit.span()):
                return hit.span()
        return None

    def has(self, cue: re.Pattern[str]) -> bool:
        return cue.search(self.text, self.begins, self.ends) is not None

    def clauses(self, begins: int, ends: int) -> Span:
        """From the pause before to the pause after, within bounds."""
        first, last = max(self.begins, begins - _WINDOW), min(self.ends, ends + _WINDOW)
        at = bisect_right(self._pauses, begins)
        after = bisect_left(self._pauses, ends)
        begins = self._pauses[at - 1] if at else self.begins
        ends = self._pauses[after] if after < len(self._pauses) else self.ends
        return max(first, begins), min(last, ends)

    def is_asking(self, span: Span) -> bool:
        """Neither a denial nor talk of others nor of a page stands in its clauses."""
        begins, ends = self.clauses(*span)
        text = self.text
        if cues.DENIES.search(text, begins, ends) or cues.OTHERS.search(text, begins, ends):
            return False
        return not cues.PLACES.search(text, begins, ends) or cues.HERE.search(text, begins, ends) is not None

    def is_plain(self, begins: int, ends: int) -> bool:
        """Nothing between changes what is asked for."""
        return cues.BETWEEN_BREAKS.search(self.text, begins, ends) is None

    @cached_property
    def _pauses(self) -> list[int]:
        return [self.begins + hit.end() - 1 for hit in _PAUSES.finditer(self.text[self.begins : self.ends])]

    def _hits(self, cue: re.Pattern[str]) -> Iterator[re.Match[str]]:
        return cue.finditer(self.text, self.begins, self.ends)

    def _is_another(self, found: Found) -> bool:
        """A code that is no secret: of an error, a country, a friend."""
        rule, begins, _ends = found
        return (
            rule is Rule.CODE and objects.OTHER_CODE_BEFORE.search(self.text[max(0, begins - 20) : begins]) is not None
        )

    def _is_ours(self, begins: int) -> bool:
        return _OURS_BEFORE.search(self.text[max(0, begins - 30) : begins]) is not None


def found(text: str) -> Found | None:
    """The first ask in a folded text: its rule and where its secret is named."""
    before: list[Sentence] = []
    most = MOST_NAMED
    for sentence in sentences(text):
        most -= len(sentence.named)
        if most < 0:
            return sentence.named[0]
        asked = _asked_in(sentence, before)
        if asked is not None:
            return asked
        before = [*before[-1:], sentence]
    return None


def sentences(text: str) -> Iterator[Sentence]:
    at = 0
    for end in _ENDS.finditer(text):
        if end.end() > at:
            yield Sentence(text, at, end.end())
        at = end.end()
    if at < len(text):
        yield Sentence(text, at, len(text))


def _asked_in(sentence: Sentence, before: Sequence[Sentence]) -> Found | None:
    for each in sentence.named:
        if _is_asked(sentence, each):
            return each
    if sentence.numbers and any(each.has(objects.DEVICE) for each in [*before, sentence]):
        for each in sentence.numbers:
            if _is_asked(sentence, each):
                return each
    if sentence.handed is not None:
        return _handed_over(sentence, before)
    return None


def _handed_over(sentence: Sentence, before: Sequence[Sentence]) -> Found | None:
    """`Did the code arrive? Send it here`: what is named in this sentence, or in one of the two before."""
    for each in [sentence, *reversed(before)]:
        spoken = each.named or (each.numbers if any(one.has(objects.DEVICE) for one in [*before, sentence]) else [])
        for named in spoken:
            if _is_open(each, named) or (_says_it(sentence) and (sentence.has(cues.HERE) or sentence.has(cues.WANTED))):
                return named
    return None


def _says_it(sentence: Sentence) -> bool:
    begins, ends = sentence.handed or (0, 0)
    return _IT.search(sentence.text, begins, ends) is not None


def _is_open(sentence: Sentence, named: Found) -> bool:
    if sentence.has(cues.NEVER):
        return False
    begins, ends = sentence.clauses(named[1], named[2])
    said = sentence.text
    if cues.WHAT.search(said, begins, ends) is None and re.search(r"^\W*did ", said[begins:ends]):
        return True
    return not (cues.DENIES.search(said, begins, ends) or cues.OTHERS.search(said, begins, ends))


def _is_asked(sentence: Sentence, named: Found) -> bool:
    rule, begins, ends = named
    if sentence.has(cues.FORCED) or (sentence.has(cues.PLAIN_ASKS) and not sentence.has(cues.DENIES)):
        return True
    if sentence.has(cues.NOT_US) or cues.AFTER_BREAKS.search(sentence.text[ends : ends + 40]):
        return False
    return (
        _by_hand(sentence, begins, ends)
        or _by_entering(sentence, rule, begins, ends)
        or _by_question(sentence, begins, ends)
        or _by_form(sentence, begins, ends)
    )


def _by_hand(sentence: Sentence, begins: int, ends: int) -> bool:
    before = last_before(sentence.hands, begins, near=_NEAR)
    if before and sentence.is_plain(before[1], begins) and sentence.is_asking((before[0], ends)):
        return True
    after = first_after(sentence.hands_after, ends, near=_NEAR_AFTER)
    if after is None or not sentence.is_plain(ends, after[0]) or not sentence.is_asking((begins, after[1])):
        return False
    return cues.OTHER_THINGS.search(sentence.text, ends, sentence.clauses(*after)[1]) is None


def _by_entering(sentence: Sentence, rule: Rule, begins: int, ends: int) -> bool:
    """To write it is harmless on a page; here it is not, and a phrase or a key is asked for nowhere else."""
    before = last_before(sentence.enters, begins, near=_NEAR)
    after = first_after(sentence.enters, ends, near=_NEAR_AFTER)
    for span in (before and (before[0], ends), after and (begins, after[1])):
        if span and sentence.is_asking(span) and sentence.is_plain(*span):
            around = sentence.clauses(*span)
            is_here = cues.HERE_WRITTEN.search(sentence.text, *around) is not None
            if is_here or (rule in {Rule.PHRASE, Rule.KEY} and not cues.PLACES.search(sentence.text, *around)):
                return True
    return False


def _by_question(sentence: Sentence, begins: int, ends: int) -> bool:
    for spans, near in ((sentence.whats, 40), (sentence.needs, 60)):
        before = last_before(spans, begins, near=near)
        if before and sentence.is_plain(before[1], begins) and sentence.is_asking((before[0], ends)):
            return True
    after = first_after(sentence.whats_after, ends, near=25)
    return after is not None and sentence.is_plain(ends, after[0]) and sentence.is_asking((begins, after[1]))


def _by_form(sentence: Sentence, begins: int, ends: int) -> bool:
    """`Your code, please`, or `The code?`."""
    ahead, behind = sentence.text[sentence.begins : begins], sentence.text[ends : ends + 3]
    if cues.ALONE_BEFORE.search(ahead) and cues.ALONE_AFTER.search(behind):
        return True
    is_early = begins - sentence.begins <= 40 and sentence.is_plain(sentence.begins, begins)
    rest = sentence.text[ends : min(sentence.ends, ends + 40)]
    return is_early and cues.PLEASE_AFTER.search(rest) is not None and sentence.is_asking((begins, ends))


def last_before(spans: Sequence[Span], begins: int, *, near: int) -> Span | None:
    at = bisect_right(spans, begins, key=lambda each: each[1])
    return spans[at - 1] if at and begins - spans[at - 1][1] <= near else None


def first_after(spans: Sequence[Span], ends: int, *, near: int) -> Span | None:
    at = bisect_left(spans, ends, key=lambda each: each[0])
    return spans[at] if at < len(spans) and spans[at][0] - ends <= near else None
