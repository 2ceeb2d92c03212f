"""The room's door: put documents in, get keys out. Shelves named in `SEARCH_STREAMS` are read newest first, others ranked.

What is put or removed is so with the caller's transaction. Nothing that is typed is an engine's syntax.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from django.db import transaction

from kefu.search import analyse, glossary, pages, phrases, ranked, shards, snippets, streams
from kefu.search.contract import Rows, Stopwatch
from kefu.search.document import Document, Found, Hit, Query
from kefu.search.engine import current
from kefu.search.phrases import Suggestion
from kefu.search.snippets import Piece

__all__ = [
    "Document",
    "Found",
    "Hit",
    "Piece",
    "Query",
    "Stopwatch",
    "Suggestion",
    "lacking",
    "leaving_no_trace",
    "put",
    "put_terms",
    "remove",
    "search",
    "size",
    "snippet",
    "suggest",
    "terms_of",
    "tidy",
    "warm",
]


def put(documents: Sequence[Document]) -> None:
    """Inside the caller's transaction; each replaces what stood under its shelf and key."""
    by_shelf: dict[str, dict[int, Document]] = defaultdict(dict)
    for document in documents:
        if document.key < 1:
            raise ValueError(f"{document.key} is no key: keys are positive")
        by_shelf[document.shelf][document.key] = document
    with transaction.atomic(), current().leaving_no_trace():
        for shelf, of_shelf in by_shelf.items():
            rows = terms_of(of_shelf.values()) if shards.is_stream(shelf) else []
            shards.store(shelf, rows or pages.store(shelf, list(of_shelf.values())))


def terms_of(documents: Iterable[Document]) -> Rows:
    """What a stream keeps of documents. It takes most of the time of putting them in, and needs no transaction."""
    return [_streamed(each) for each in documents]


def put_terms(shelf: str, rows: Rows) -> None:
    """`put` for a stream whose terms are known: few statements, for whoever holds a database that others wait for."""
    with transaction.atomic(savepoint=False), current().leaving_no_trace():
        shards.store(shelf, rows)


def leaving_no_trace() -> AbstractContextManager[None]:
    """Around transactions that put or remove: what is set for each of them is then set once, before they lock anything."""
    return current().leaving_no_trace()


def remove(shelf: str, keys: Sequence[int]) -> None:
    """Gone for good: no trace of their text is left in the index's tables."""
    with transaction.atomic(), current().leaving_no_trace():
        if not shards.is_stream(shelf):
            pages.forget(shelf, keys)
        shards.take_away(shelf, keys)


def lacking(shelf: str, keys: Sequence[int]) -> list[int]:
    """Those of a ranked shelf's keys under which nothing stands: after an upgrade that had to begin the shelf anew."""
    held = pages.held(shelf, keys)
    return [key for key in keys if key not in held]


def size(shelf: str) -> int:
    """How many documents stand on a ranked shelf."""
    return pages.size(shelf)


def search(query: Query) -> Found:
    stopwatch = Stopwatch(query.budget_ms)
    if query.newest_first or shards.is_stream(query.shelf):
        return streams.search(query, stopwatch=stopwatch)
    return ranked.search(query, stopwatch=stopwatch)


def suggest(text: str, *, shelf: str, scopes: Sequence[str] = (), locale: str = "") -> list[Suggestion]:
    """Titles and keywords that begin as typed, also by sound; those in the reader's language first."""
    return phrases.suggest(text, shelf=shelf, scopes=scopes, locale=locale)


def snippet(text: str, query_text: str, *, chars: int = 160) -> list[Piece]:
    """The part of a text that answers best, in pieces, those that were asked for marked. Never HTML."""
    return snippets.snippet(text, query_text, chars=chars)


def tidy() -> int:
    """For the worker's quiet moments: clears what replaced texts have left behind."""
    with transaction.atomic():
        return shards.tidy()


def warm() -> None:
    """Load what each search needs (2 MB, some tenths of a second), so that the first one does not wait for it."""
    glossary.matches("")


def _streamed(document: Document) -> tuple[int, list[str]]:
    terms = streams.terms_of(document.title, document.text, document.keywords)
    return document.key, [*terms, *analyse.of_codes(document.codes), *map(analyse.scope, document.scopes)]
