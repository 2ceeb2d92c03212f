"""A question taken apart: its terms with what each is worth, what else could have been meant, and how it was mistyped."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from kefu.search import analyse, glossary, guesses, pages, sounds
from kefu.search.analyse import Kind, Term
from kefu.search.contract import Asked, Groups, Stopwatch
from kefu.search.document import Query
from kefu.search.engine import current
from kefu.search.guesses import Seen

MOST_CHARS = 2_000  # of a question; what is pasted beyond is not looked at
MOST_TERMS = 120
WORTH = {Kind.WORD: 1.0, Kind.CODE: 2.5, Kind.PAIR: 1.0, Kind.SINGLE: 0.3}
STOP_WORTH = 0.12  # of a word that says little
SOUND_WORTH = 0.15  # of what only sounds like a pair that is written
UNWRITTEN_SOUND_WORTH = 0.6  # where no document writes it as it was asked
CONDITIONS = 24  # in one statement


@dataclass(frozen=True, slots=True)
class Expression:
    """The terms of what was said, and of each of its synonyms."""

    said: tuple[str, ...]
    others: Sequence[tuple[str, ...]]


@dataclass(slots=True)
class Question:
    """`worth`: term -> what a match counts. `corrected`: the question as it was probably meant.

    `meant`: expressions that have synonyms; all of one together count once.
    """

    folded: str
    worth: dict[str, float] = field(default_factory=dict)
    meant: list[Expression] = field(default_factory=list)
    frequencies: dict[str, int] = field(default_factory=dict)
    corrected: str | None = None
    written: str = ""  # without spaces and signs

    def add(self, term: str, worth: float) -> None:
        self.worth[term] = max(self.worth.get(term, 0.0), worth)

    @property
    def all_terms(self) -> list[str]:
        return list(
            dict.fromkeys([*self.worth, *(term for each in self.meant for terms in each.others for term in terms)])
        )


def understood(query: Query, *, groups: Groups, shard: int, stopwatch: Stopwatch) -> Question:
    """`groups`: the viewer's rights and the filters; their frequencies are asked for with those of the words."""
    folded = analyse.fold(query.text[:MOST_CHARS])
    scopes = [term for group in groups for term in group]
    question = _taken(folded)
    _count(question, query.shelf, scopes)
    seen = partial(_seen, question=question, query=query, shard=shard)
    unknown = _unknown(question, analyse.terms(folded), seen)
    if not unknown or stopwatch.is_over:
        return question
    guess = guesses.made(folded, unknown, shelf=query.shelf, scopes=query.scopes, seen=seen, stopwatch=stopwatch)
    if guess.said != folded:
        question = _taken(guess.said)
        question.corrected = guess.said
    for term, worth in guess.worth.items():
        question.add(term, worth)
    _count(question, query.shelf, scopes)
    return question


def _taken(folded: str) -> Question:
    question = Question(folded, written=pages.written(folded))
    terms = list(dict.fromkeys(analyse.terms(folded)))[:MOST_TERMS]
    _say(question, terms)
    _mean(question, folded)
    _hear(question, terms)
    return question


def _unknown(question: Question, terms: Sequence[Term], seen: Seen) -> list[Term]:
    """Words and codes of Latin letters that stand nowhere the reader may look."""
    latin = [
        term
        for term in dict.fromkeys(terms)
        if term.kind in {Kind.WORD, Kind.CODE}
        and term.text.isascii()
        and not term.is_stop
        and term.text in question.worth
    ]
    known = seen({term.text for term in latin if question.frequencies.get(term.text)})
    return [term for term in latin if term.text not in known]


def _seen(terms: Collection[str], *, question: Question, query: Query, shard: int) -> set[str]:
    """Those that stand in a document the reader may find. The engine is asked of what may stand in the others alone."""
    scopes = [analyse.scope(token) for token in query.scopes]
    documents = question.frequencies.get(pages.COUNT, 0)
    hidden = documents - max((question.frequencies.get(scope, 0) for scope in scopes), default=documents)
    if not hidden:
        return set(terms)
    doubtful = sorted(term for term in terms if question.frequencies.get(term, 0) <= hidden)
    found = set(terms) - set(doubtful)
    for start in range(0, len(doubtful), CONDITIONS):
        part = doubtful[start : start + CONDITIONS]
        held = current().find(shard, [Asked([[term], scopes], 1) for term in part])
        found |= {term for term, keys in zip(part, held, strict=True) if keys}
    return found


def _count(question: Question, shelf: str, scopes: Sequence[str]) -> None:
    question.frequencies = pages.frequencies(shelf, [*scopes, *_with_titles(question.all_terms)])
    _hear_the_unwritten(question, list(dict.fromkeys(analyse.terms(question.folded)))[:MOST_TERMS])


def _say(question: Question, terms: Sequence[Term]) -> None:
    has_pairs = any(term.kind is Kind.PAIR for term in terms)
    for term in terms:
        worth = WORTH[term.kind] if has_pairs or term.kind is not Kind.SINGLE else 1.0
        question.add(term.text, worth * (STOP_WORTH if term.is_stop else 1.0))


def _mean(question: Question, folded: str) -> None:
    """Synonyms."""
    for match in glossary.matches(folded):
        others = list(dict.fromkeys(filter(None, map(_telling, match.others))))
        if others:
            question.meant.append(Expression(_telling(match.said), others))


@lru_cache(maxsize=8_192)
def _telling(word: str) -> tuple[str, ...]:
    """Terms of a synonym: they are the same at every search."""
    return tuple(term.text for term in analyse.terms(word) if term.kind is not Kind.SINGLE and not term.is_stop)


def _hear(question: Question, terms: Sequence[Term]) -> None:
    """Characters that sound alike: 提比 for 提币."""
    for term in terms:
        if term.kind is Kind.PAIR and not term.is_stop:
            for sound in sounds.of_pair(term.text):
                question.add(sounds.SOUND + sound, SOUND_WORTH)


def _hear_the_unwritten(question: Question, terms: Sequence[Term]) -> None:
    """A pair that stands nowhere is most likely a slip for one that sounds like it."""
    for term in terms:
        if term.kind is Kind.PAIR and not term.is_stop and not question.frequencies.get(term.text):
            for sound in sounds.of_pair(term.text):
                question.add(sounds.SOUND + sound, UNWRITTEN_SOUND_WORTH)


def _with_titles(terms: Sequence[str]) -> list[str]:
    return [pages.COUNT, *terms, *(pages.TITLE + term for term in terms if not term.startswith("_"))]
