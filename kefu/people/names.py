"""Customers by their names, however many there are: so by the beginning of each word, Chinese from any sign on.

Names are sealed, so what is looked for is a digest of each beginning, up to a bound; whoever is found by it is opened, and
held against what was asked for. Equal beginnings have equal digests: docs/sealed.md says what that tells a thief.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db.models import Exists, OuterRef, Subquery

from kefu.kit import db
from kefu.people import directory, keys
from kefu.people.models import Customer, NamePart

MAX_WORDS, MAX_STARTS = 8, 8
LATIN_BEGINNING, CJK_BEGINNING = (
    8,
    4,
)  # so many letters, or signs, are looked for; longer words are held against the name
CANDIDATES = 400  # so many who begin alike are opened to find the one who goes on as asked
LATELY = 1_000  # among so many of the newest, a name is found by any part of it
AT_FIRST, AT_ONCE = 8, 256
FIRST_CJK = "\u2e80"
ABOUT = "people.namepart"
MARK, DIGITS = "h", 16


def parts_of(name: str) -> set[str]:
    """The digests that a customer of this name is found by."""
    beginnings = {start[:upto] for start in _starts_in(name) for upto in range(1, min(len(start), _bound(start)) + 1)}
    return {_written(beginning) for beginning in beginnings}


def keep(customer: int, name: str) -> None:
    """Have the customer found by their present name, also where another release gave it. Call it at each sign-in."""
    wanted, kept = parts_of(name), set(NamePart.objects.filter(customer=customer).values_list("part", flat=True))
    if wanted == kept:
        return
    if kept:
        forget(customer)
    _insert({customer: wanted})


def keep_new(names: Mapping[int, str]) -> None:
    """The same of customers (rows) whom the caller's transaction makes."""
    _insert({customer: parts_of(name) for customer, name in names.items()})


def forget(customer: int) -> None:
    NamePart.objects.filter(customer=customer).delete()


def customers_named(text: str, *, limit: int) -> list[int]:
    """Rows of customers: those with words that begin so, then the newest with this anywhere in their name."""
    found = dict.fromkeys(_beginning_so(text, limit=limit))
    if len(found) < limit:
        found |= dict.fromkeys(_lately(text, limit=limit))
    return list(found)[:limit]


def _insert(parts: Mapping[int, Collection[str]]) -> None:
    rows = [(customer, part) for customer, wanted in parts.items() for part in sorted(wanted)]
    db.insert_rows(NamePart._meta.db_table, "customer_id, part", rows)


def _beginning_so(text: str, *, limit: int) -> list[int]:
    """Newest first, in the order of the index: the longest word leads, the others are asked of whoever has it."""
    words = sorted(_words(text), key=len, reverse=True)
    if not words:
        return []
    rows = NamePart.objects.filter(part=_looked_for(words[0]))
    for word in words[1:]:
        rows = rows.filter(Exists(NamePart.objects.filter(part=_looked_for(word), customer=OuterRef("customer"))))
    candidates = list(rows.order_by("part", "-customer_id").values_list("customer_id", flat=True)[:CANDIDATES])
    fitting = (row for row, name in _opened_in_turn(candidates) if _has_all(name, words))
    return [row for row, _ in zip(fitting, range(limit), strict=False)]


def _lately(text: str, *, limit: int) -> list[int]:
    """Opened in turn, newest first, until enough are found."""
    newest = Subquery(Customer.objects.order_by("-pk").values("pk")[:1])
    named = Customer.objects.filter(pk__gt=newest - LATELY).exclude(sealed_name=None).order_by("-pk")
    wanted = text.casefold()
    fitting = (row for row, name in _opened_in_turn(named.values_list("pk", flat=True)) if wanted in name.casefold())
    return [row for row, _ in zip(fitting, range(limit), strict=False)]


def _opened_in_turn(customers: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Rows and names, in the order given: few are read at first, more at once the longer it takes."""
    rows, start, count = list(customers), 0, AT_FIRST
    while start < len(rows):
        yield from _opened(rows[start : start + count])
        start, count = start + count, min(2 * count, AT_ONCE)


def _opened(customers: Sequence[int]) -> list[tuple[int, str]]:
    names = directory.customer_names(customers)
    return [(row, names[row]) for row in customers if row in names]


def _has_all(name: str, words: Iterable[str]) -> bool:
    starts = list(_starts_in(name))
    return all(any(start.startswith(word) for start in starts) for word in words)


def _looked_for(word: str) -> str:
    return _written(word[: _bound(word)])


def _written(beginning: str) -> str:
    return MARK + keys.digest(beginning, about=ABOUT)[:DIGITS]


def _bound(word: str) -> int:
    return CJK_BEGINNING if word >= FIRST_CJK else LATIN_BEGINNING


def _starts_in(name: str) -> Iterator[str]:
    for word in _words(name):
        yield from _starts(word)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())[:MAX_WORDS]


def _starts(word: str) -> list[str]:
    return [word[at:] for at in range(min(len(word), MAX_STARTS))] if word >= FIRST_CJK else [word]
