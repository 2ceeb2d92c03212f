"""What of a text is to be marked for a question: the words that were asked for, their synonyms whole, and how they sound."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kefu.search import analyse, glossary, sounds
from kefu.search.analyse import Kind, Term

LEAST_CHINESE = 2  # characters of a synonym


@dataclass(frozen=True, slots=True)
class Wanted:
    """`terms` wherever they stand; `chinese` and `english` where the whole expression does, the latter by its first term."""

    terms: frozenset[str]
    chinese: Sequence[str]
    english: Mapping[str, Sequence[tuple[str, ...]]]
    heard: frozenset[str]

    def sounds_like(self, pair: str) -> bool:
        """For Latin letters that are syllables."""
        return bool(self.heard) and not self.heard.isdisjoint(_sounds_of(pair))


@lru_cache(maxsize=64)  # all the results of a page are marked for the same question
def _asked(query: str) -> tuple[frozenset[str], frozenset[str]]:
    terms = [term for term in analyse.terms(query) if not term.is_stop]
    has_pairs = any(term.kind is Kind.PAIR for term in terms)
    kept = frozenset(term.text for term in terms if term.kind is not Kind.SINGLE or not has_pairs)
    telling = frozenset(text for text in kept if not any(char in analyse.STOP_CHARS for char in text))
    return telling or kept, frozenset(sounds.SOUND + each for term in terms for each in _heard(term))


def of(query: str) -> Wanted:
    terms, heard = _asked(query)
    chinese: list[str] = []
    english: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    matches = glossary.matches(query)
    for word in dict.fromkeys(word for match in matches for word in [match.said, *match.others]):
        form = glossary.form_of(word)
        if form and all(analyse.is_cjk(run.group()) for run in analyse.runs(form)):
            if len(form) >= LEAST_CHINESE:
                chinese.append(form)
        elif form and not _is_stop(word):
            said = tuple(form.split())
            english[said[0]].append(said)
    return Wanted(terms - _between(query, [match.said for match in matches]), chinese, english, heard)


def _between(query: str, said: Sequence[str]) -> set[str]:
    """Pairs of the last character of one expression and the first of the next: 币没 in 提币没到账."""
    folded = analyse.fold(query)
    ends, starts = {form[-1:] for form in said}, {form[:1] for form in said}
    pairs = {end + start for end in ends for start in starts}
    return {pair for pair in pairs if pair in folded and not any(pair in form for form in said)}


@lru_cache(maxsize=8_192)
def _is_stop(word: str) -> bool:
    return all(term.is_stop for term in analyse.terms(word))


def _heard(term: Term) -> Sequence[str]:
    """Of letters that spell two syllables or more. A word may be both: where it is one, there is no Chinese to mark."""
    if term.kind is not Kind.WORD or len(sounds.split(term.word[: sounds.MOST_LETTERS])) < 2:
        return []
    return [each.removeprefix(sounds.SOUND) for each in sounds.typed(term.word)]


@lru_cache(maxsize=16_384)
def _sounds_of(pair: str) -> tuple[str, ...]:
    return tuple(sounds.SOUND + each for each in sounds.of_pair(pair))
