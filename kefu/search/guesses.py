"""What was probably meant by words that no document holds: a slip, a beginning, Chinese typed by its sound.

Nothing is offered that stands only where the reader may not look.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from kefu.search import analyse, heard, sounds, spelling
from kefu.search.analyse import Kind, Term
from kefu.search.contract import Stopwatch
from kefu.search.heard import Row

MOST_GUESSED = 6  # words of a question: what has more that nobody knows is none
CODE_WORTH = 2.5
BEGINNING_WORTH = 0.6
TYPED_WORTH = 0.7  # of what letters that are no word may sound like

Seen = Callable[[Collection[str]], set[str]]  # those terms that stand where the reader may look


@dataclass(slots=True)
class Guess:
    """The question as it was probably meant, and what else it may be about: term -> what a match counts."""

    said: str
    worth: dict[str, float] = field(default_factory=dict)

    def add(self, terms: Iterable[str], worth: float) -> None:
        for term in terms:
            self.worth[term] = max(self.worth.get(term, 0.0), worth)


@dataclass(frozen=True, slots=True)
class _Maybe:
    """For one word: codes and words that begin so, and those that are nearly so, the nearest first."""

    word: str
    codes: Sequence[str] = ()
    begun: Sequence[str] = ()
    near: Sequence[str] = ()

    @property
    def terms(self) -> list[str]:
        return [*self.codes, *map(_term, self.begun), *map(_term, self.near)]


def made(
    folded: str, unknown: Sequence[Term], *, shelf: str, scopes: Sequence[str], seen: Seen, stopwatch: Stopwatch
) -> Guess:
    guess = Guess(folded)
    names = {term.word for term in unknown}
    rows = heard.written([row for row in heard.rows(folded) if names & set(row.words)], shelf=shelf, scopes=scopes)
    chinese = [row for row in rows if row.written]
    said = {word for row in chinese for word in row.words}
    left = [term for term in unknown if term.word not in said]
    _sound(guess, left, rows)
    slips = _words(guess, left[:MOST_GUESSED], shelf=shelf, seen=seen, stopwatch=stopwatch)
    guess.said = _rewritten(folded, chinese, slips)
    return guess


def _sound(guess: Guess, left: Sequence[Term], rows: Sequence[Row]) -> None:
    for row in rows:
        if not row.is_all_written:
            guess.add(sounds.typed(row.letters), TYPED_WORTH)
    in_rows = {word for row in rows if len(row.words) > 1 for word in row.words}
    for term in left:
        if term.word not in in_rows:
            guess.add(sounds.typed(term.word), TYPED_WORTH)


def _words(guess: Guess, unknown: Sequence[Term], *, shelf: str, seen: Seen, stopwatch: Stopwatch) -> dict[str, str]:
    """Word -> the one it is a slip of. A word somebody may just be typing is none, unless the whole one is that near."""
    maybe = [_maybe(term, shelf=shelf) for term in unknown if not stopwatch.is_over]
    terms = {term for each in maybe for term in each.terms}
    known = seen(terms) if terms else set()
    slips: dict[str, str] = {}
    for each in maybe:
        guess.add((code for code in each.codes if code in known), CODE_WORTH)
        begun = [word for word in each.begun if _term(word) in known]
        for at, word in enumerate(begun, 1):  # the commonest first
            guess.add([_term(word)], BEGINNING_WORTH / at)
        near = [word for word in each.near if _term(word) in known and (not begun or word in begun)]
        if near:
            slips[each.word] = near[0]
    return slips


def _maybe(term: Term, *, shelf: str) -> _Maybe:
    if term.kind is Kind.CODE:
        return _Maybe(term.word, codes=spelling.codes_beginning(term.text, shelf=shelf))
    begun = spelling.words_beginning(term.word, shelf=shelf)
    return _Maybe(term.word, begun=begun, near=spelling.nearest(term.word, shelf=shelf))


def _rewritten(folded: str, chinese: Sequence[Row], slips: dict[str, str]) -> str:
    parts: list[str] = []
    at = 0
    changes = [(row.start, row.end, row.written) for row in chinese]
    changes += [(run.start(), run.end(), slips[run.group()]) for run in analyse.runs(folded) if run.group() in slips]
    for start, end, said in sorted(changes):
        parts += [folded[at:start], said]
        at = end
    return "".join([*parts, folded[at:]])


def _term(word: str) -> str:
    return analyse.texts(word)[0]
