"""The best of a shelf: candidates by rare terms from the engine, then every candidate weighed (BM25 over fields).

The same arithmetic on every engine, so the same order. Locales are preferred, exact titles and codes come first.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from kefu.search import analyse, meaning, pages, questions
from kefu.search.contract import Asked, Groups, OutOfTime, Stopwatch
from kefu.search.document import Found, Hit, Query
from kefu.search.engine import current
from kefu.search.packed import number_of
from kefu.search.pages import COUNT, TITLE, Kept
from kefu.search.questions import Question
from kefu.search.shards import numbers

K1 = 2.5
MOST_POSTINGS = 3_000
MOST_OF_ONE_TERM = 1_000
MOST_CANDIDATES = 40
MOST_TERMS = 48
CONDITIONS = 24  # in one statement
OPEN = 0.9  # of all documents
TITLE_MATCH = 0.6  # what a term is worth more, standing in the title
COVERED = 0.5  # what it adds that all of a question is met
EXACT_TITLE, TITLE_HOLDS_ALL = 1.0, 0.25
MEANING_WORTH = 0.35  # of the nearest in meaning, where all of a question's words are worth about one
LEAST_SPREAD = 0.05  # of likenesses
CANDIDATE_WORTH = 0.35  # of a synonym
SYNONYM_WORTH = 1.0  # of an expression that a document says in other words
SAME_LANGUAGE, SAME_LOCALE = 0.3, 0.35


@dataclass(frozen=True, slots=True)
class Weighed:
    term: str
    value: float  # worth times rarity
    number: int  # of the term, in packed weights


@dataclass(frozen=True, slots=True)
class Meant:
    """An expression of the question: the ways to say it, as numbers of terms, and what it adds that a document knows one."""

    value: float
    ways: Sequence[tuple[int, ...]]


def search(query: Query, *, stopwatch: Stopwatch) -> Found:
    shards = numbers(query.shelf)
    if not shards:
        return Found([], is_complete=True, corrected=None, spent_ms=stopwatch.spent_ms)
    try:
        with current().limited(stopwatch):
            groups = filters(query)
            question = questions.understood(query, groups=groups, shard=shards[0][0], stopwatch=stopwatch)
            as_meant = replace(query, text=question.corrected or query.text)
            alike = meaning.nearest(as_meant) if query.with_meaning else {}
            hits, is_complete = _best(shards[0][0], question, query, alike, stopwatch)
    except OutOfTime:
        return Found([], is_complete=False, corrected=None, spent_ms=stopwatch.spent_ms)
    return Found(hits[: query.limit], is_complete, question.corrected, stopwatch.spent_ms)


def filters(query: Query) -> list[list[str]]:
    """The viewer's rights and the filters, as groups of terms."""
    groups = [[analyse.scope(token)] for token in query.needs]
    return [*groups, [analyse.scope(token) for token in query.scopes]] if query.scopes else groups


def values(question: Question) -> list[Weighed]:
    """The question's terms that any document holds, the most telling first."""
    count = question.frequencies.get(COUNT, 0)
    found = [
        Weighed(term, worth * _rarity(question.frequencies[term], count), number_of(term))
        for term, worth in question.worth.items()
        if question.frequencies.get(term)
    ]
    return _most_telling(found)


def meant(question: Question) -> list[Meant]:
    """The question's expressions with synonyms that any document holds. One's synonyms are together as rare as a word."""
    count, found = question.frequencies.get(COUNT, 0), []
    for each in question.meant:
        held = {terms: min(question.frequencies.get(term, 0) for term in terms) for terms in each.others}
        if documents := sum(held.values()):
            ways = [terms for terms, number in held.items() if number]
            ways += [each.said] if each.said and each.said not in held else []
            found.append(Meant(SYNONYM_WORTH * _rarity(documents, count), [tuple(map(number_of, way)) for way in ways]))
    return found


def _most_telling(found: Sequence[Weighed]) -> list[Weighed]:
    return sorted(found, key=lambda each: (-each.value, each.term))[:MOST_TERMS]


def _with_synonyms(question: Question) -> list[Weighed]:
    """To find candidates by."""
    count = question.frequencies.get(COUNT, 0)
    others = {
        term: CANDIDATE_WORTH * _rarity(question.frequencies[term], count) / len(terms) ** 0.5
        for each in question.meant
        for terms in each.others
        for term in terms
        if term not in question.worth and question.frequencies.get(term)
    }
    return _most_telling([*values(question), *(Weighed(term, value, 0) for term, value in others.items())])


def _best(
    shard: int, question: Question, query: Query, alike: Mapping[int, float], stopwatch: Stopwatch
) -> tuple[list[Hit], bool]:
    """Filters that let nearly everything through are looked at last: asking the engine doubles its work."""
    groups = filters(query)
    is_open = all(_lets_through(group, question) for group in groups)
    keys, is_complete = _candidates(shard, question, query, [] if is_open else groups, stopwatch)
    documents = pages.kept(query.shelf, [*keys, *(alike.keys() - set(keys))])
    hits = _weighed([each for each in documents if _may_be_seen(each, query)], question, query, alike)
    if is_open and len(hits) < min(query.limit, len(documents)):
        keys, is_complete = _candidates(shard, question, query, groups, stopwatch)
        documents = pages.kept(query.shelf, [*keys, *(alike.keys() - set(keys))])
        hits = _weighed([each for each in documents if _may_be_seen(each, query)], question, query, alike)
    return hits, is_complete


def _lets_through(group: Sequence[str], question: Question) -> bool:
    most = max(question.frequencies.get(term, 0) for term in group)
    return most >= OPEN * question.frequencies.get(COUNT, 0)


def _candidates(
    shard: int, question: Question, query: Query, groups: Groups, stopwatch: Stopwatch
) -> tuple[list[int], bool]:
    asked, of = _asked(_with_synonyms(question), question, query, groups)
    points: dict[int, float] = {}
    is_complete = True
    for start in range(0, len(asked), CONDITIONS):
        if stopwatch.is_over:
            is_complete = False
            break
        part = current().find(shard, asked[start : start + CONDITIONS])
        for value, keys in zip(of[start : start + CONDITIONS], part, strict=True):
            for key in keys:
                points[key] = points.get(key, 0.0) + value
    return nlargest(MOST_CANDIDATES, points, key=lambda key: (points[key], key)), is_complete


def _asked(
    telling: Sequence[Weighed], question: Question, query: Query, groups: Groups
) -> tuple[list[Asked], list[float]]:
    """Titles first, then texts by rarity, until there are enough."""
    before = query.before or 2**62
    asked: list[Asked] = []
    of: list[float] = []
    left = MOST_POSTINGS
    for prefix, more in ((TITLE, 1.2), ("", 1.0)):
        for each in telling:
            documents = min(question.frequencies.get(prefix + each.term, 0), MOST_OF_ONE_TERM)
            if documents and documents <= left:
                asked.append(Asked([[prefix + each.term], *groups], MOST_OF_ONE_TERM, before=before))
                of.append(each.value * more)
                left -= documents
    return asked, of


def _weighed(documents: Sequence[Kept], question: Question, query: Query, alike: Mapping[int, float]) -> list[Hit]:
    telling, others = values(question), meant(question)
    whole = sum(each.value for each in telling) + sum(each.value for each in others) or 1.0
    by_words = {each.key: _score(each, telling, others, whole, question) / (whole * (K1 + 1)) for each in documents}
    total = {
        each.key: (by_words[each.key] + _likeness(each.key, alike)) * (1 + _nearness(each.locale, query.locale))
        for each in documents
    }
    hits = [Hit(key, round(score, 4)) for key, score in total.items()]
    return sorted(hits, key=lambda hit: (-hit.score, -hit.key))


def _likeness(key: int, alike: Mapping[int, float]) -> float:
    """From the last of the nearest to the first; the encoder's own numbers lie close together."""
    if not alike:
        return 0.0
    last, first = min(alike.values()), max(alike.values())
    return MEANING_WORTH * max(0.0, alike.get(key, last) - last) / max(first - last, LEAST_SPREAD)


def _may_be_seen(document: Kept, query: Query) -> bool:
    """The encoder's copy of the rights may be a moment old; the page is not."""
    has_right = not query.scopes or bool(document.scopes & set(query.scopes))
    return has_right and document.scopes.issuperset(query.needs)


def _score(
    document: Kept, telling: Sequence[Weighed], others: Sequence[Meant], whole: float, question: Question
) -> float:
    total = met = 0.0
    for each in telling:
        weight, is_titled = document.weights.of(each.number)
        if weight:
            total += each.value * _worth(weight, is_titled=is_titled)
            met += each.value
    for every in others:
        worth = max(_worth_of_all(document, numbers) for numbers in every.ways)
        total += every.value * worth
        met += every.value * bool(worth)
    return total * (1 + COVERED * met / whole) * _in_title(document, question)


def _worth(weight: float, *, is_titled: bool) -> float:
    return weight * (K1 + 1) / (weight + K1) + (TITLE_MATCH if is_titled else 0.0)


def _worth_of_all(document: Kept, terms: Sequence[int]) -> float:
    """Of a synonym, if all its terms are there: the least of them."""
    least = math.inf
    for number in terms:
        weight, is_titled = document.weights.of(number)
        if not weight:
            return 0.0
        least = min(least, _worth(weight, is_titled=is_titled))
    return least


def _in_title(document: Kept, question: Question) -> float:
    title, asked = pages.written(document.title), question.written
    if title == asked:
        return 1 + EXACT_TITLE
    return 1 + TITLE_HOLDS_ALL if asked and asked in title else 1.0


def _nearness(locale: str, preferred: str) -> float:
    if not preferred or not locale:
        return 0.0
    if locale.casefold() == preferred.casefold():
        return SAME_LOCALE
    return SAME_LANGUAGE if locale[:2].casefold() == preferred[:2].casefold() else 0.0


def _rarity(documents: int, count: int) -> float:
    return math.log(1 + (max(count, documents) - documents + 0.5) / (documents + 0.5))
