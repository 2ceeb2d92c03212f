"""What people say, each with the key of what they mean. On a shelf of its own beside the documents' one, found as they are."""

from collections.abc import Mapping, Sequence, Set

from django.db import transaction

from kefu.kit import db
from kefu.search import analyse, index
from kefu.search.index import Document
from kefu.search.models import Example, Head

MOST_CHARS = 300  # of an example: what is longer says other things too
MOST_OF_A_KEY = 500
_PUTTING = 0xE7A3  # of one shelf one writer at a time


def shelf_of(shelf: str) -> str:
    return f"{shelf}/said"


def put(shelf: str, key: int, said: Sequence[tuple[str, str]], *, scopes: Sequence[str] = ()) -> None:
    """(text, locale) each, inside the caller's transaction, in place of what stood under this key; the first 500.

    `scopes`: who may be told of this key, as a document's. A key is any number; documents may have the same.
    """
    wanted = {(text.strip()[:MOST_CHARS], locale): None for text, locale in said if text.strip()}
    wanted = dict(list(wanted.items())[:MOST_OF_A_KEY])
    with transaction.atomic(), index.leaving_no_trace():
        db.lock_names(_PUTTING, [key % 2**31])
        known = {(row.text, row.locale): row for row in Example.objects.filter(shelf=shelf, key=key)}
        stale = [row for told, row in known.items() if told not in wanted or row.scopes != list(scopes)]
        _drop(shelf, [row.pk for row in stale])
        kept = known.keys() - {(row.text, row.locale) for row in stale}
        _add(
            [
                Example(shelf=shelf, key=key, text=text, locale=locale, scopes=list(scopes))
                for text, locale in wanted
                if (text, locale) not in kept
            ]
        )


def remove(shelf: str, keys: Sequence[int]) -> None:
    """Inside the caller's transaction; no trace of them is left."""
    with transaction.atomic(), index.leaving_no_trace():
        _drop(shelf, list(Example.objects.filter(shelf=shelf, key__in=keys).values_list("pk", flat=True)))


def clear(shelf: str) -> None:
    """All of a shelf, and what was learned from it, inside the caller's transaction."""
    remove(shelf, sorted(keys(shelf)))
    Head.objects.filter(shelf=shelf_of(shelf)).delete()


def alike(examples: Sequence[int], text: str) -> Set[int]:
    """Those among these that say the same, however it is written."""
    told = Example.objects.filter(pk__in=examples).values_list("pk", "text")
    wanted = _folded(text)
    return frozenset(pk for pk, said in told if _folded(said) == wanted)


def keys(shelf: str) -> set[int]:
    """Every key that has any."""
    return set(Example.objects.filter(shelf=shelf).values_list("key", flat=True).distinct())


def keys_of(shelf: str, examples: Sequence[int]) -> Mapping[int, int]:
    """Example -> what it is one of."""
    condition, params = db.among("id", examples)
    rows = db.rows(f"SELECT id, key FROM search_example WHERE shelf = %s AND {condition}", [shelf, *params])
    return dict(rows)


def _folded(text: str) -> str:
    return " ".join(analyse.fold(text).split())


def _drop(shelf: str, rows: Sequence[int]) -> None:
    if rows:
        Example.objects.filter(pk__in=rows).delete()
        index.remove(shelf_of(shelf), rows)


def _add(rows: Sequence[Example]) -> None:
    for row in rows:
        row.save(force_insert=True)  # one by one: not every database gives back the numbers of many
    index.put(
        [
            Document(shelf_of(row.shelf), row.pk, row.text, "", scopes=list(row.scopes), locale=row.locale)
            for row in rows
        ]
    )
