"""The newest of a shelf that hold all of a question: shard after shard, until there are enough or the time is spent."""

from collections.abc import Sequence

from kefu.search import analyse
from kefu.search.analyse import LEAST_PREFIX_CHARS, Kind, Term
from kefu.search.contract import Asked, Groups, OutOfTime, Stopwatch
from kefu.search.document import Found, Hit, Query
from kefu.search.engine import current
from kefu.search.ranked import filters
from kefu.search.shards import numbers

MOST_CHARS = 1_000
MOST_TERMS = 40


def terms_of(title: str, text: str, keywords: str) -> list[str]:
    return list(dict.fromkeys(analyse.texts(f"{title}\n{keywords}\n{text}")))


def search(query: Query, *, stopwatch: Stopwatch) -> Found:
    groups = [*_groups(query.text), *filters(query)]
    has_question = bool(groups) and (bool(_groups(query.text)) or not query.text.strip())
    before = query.before or 2**62
    keys: list[int] = []
    is_complete = True
    for shard, first_key in numbers(query.shelf) if has_question else []:
        if first_key >= before:
            continue
        if stopwatch.is_over:
            is_complete = False
            break
        try:
            with current().limited(stopwatch):
                keys += current().find(shard, [Asked(groups, query.limit - len(keys), before=before)])[0]
        except OutOfTime:
            is_complete = False
        if len(keys) >= query.limit or not is_complete:
            break
    return Found([Hit(key, 0.0) for key in keys], is_complete, None, stopwatch.spent_ms)


def _groups(text: str) -> Groups:
    """Every word must be there; those that say little only where there is nothing else."""
    terms = list(dict.fromkeys(analyse.terms(text[:MOST_CHARS])))
    pairs = {term.text for term in terms if term.kind is Kind.PAIR}
    parts = {part for term in terms if not term.word.isalnum() for part in analyse.texts(term.word)} - _wholes(terms)
    told = [term for term in terms if not _is_within(term, pairs) and term.text not in parts]
    meaning = [term for term in told if not term.is_stop] or told
    return [[_beginning(term)] for term in meaning[:MOST_TERMS]]


def _wholes(terms: Sequence[Term]) -> set[str]:
    """Codes written in parts, ORD-2024-0012: they are looked for as they are kept when they are given alone."""
    return {term.text for term in terms if not term.word.isalnum()}


def _is_within(term: Term, pairs: set[str]) -> bool:
    return term.kind is Kind.SINGLE and any(term.text in pair for pair in pairs)


def _beginning(term: Term) -> str:
    """A code is found by its first characters."""
    return f"{term.text}*" if term.kind is Kind.CODE and len(term.text) >= LEAST_PREFIX_CHARS else term.text
