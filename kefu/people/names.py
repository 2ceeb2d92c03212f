"""Customers by their names, however many there are: so by the beginning of each word, Chinese from any sign on.

A part is kept as the hexadecimal digits of its UTF-8, which every database sorts alike, whatever its language.
"""

import re
import unicodedata

from django.db.models import Exists, Max, OuterRef, Q

from kefu.people.models import Customer, NamePart

MAX_WORDS, MAX_CHARS, MAX_STARTS = 8, 24, 8
LATELY = 20_000  # among so many of the newest, a name is found by any part of it
FIRST_CJK = "\u2e80"


def parts_of(name: str) -> set[str]:
    return {_written(start) for word in _words(name) for start in _starts(word)}


def keep(customer: Customer) -> None:
    """Have the customer found by their present name, also where a release that kept no parts gave it. Call it at each sign-in."""
    wanted = parts_of(customer.name)
    if wanted == set(NamePart.objects.filter(customer=customer).values_list("part", flat=True)):
        return
    NamePart.objects.filter(customer=customer).delete()
    NamePart.objects.bulk_create(NamePart(customer=customer, part=part) for part in sorted(wanted))


def customers_named(text: str, *, limit: int) -> list[int]:
    """Rows of customers: those with words that begin so, then the newest with this anywhere in their name."""
    found = dict.fromkeys(_beginning_so(text, limit=limit))
    if len(found) < limit:
        found |= dict.fromkeys(_lately(text, limit=limit))
    return list(found)[:limit]


def _beginning_so(text: str, *, limit: int) -> list[int]:
    """Walked in the order of the index: the longest word leads, the others are asked of whoever has it."""
    words = sorted(map(_written, _words(text)), key=len, reverse=True)
    if not words:
        return []
    rows = NamePart.objects.filter(_begins(words[0]))
    for word in words[1:]:
        rows = rows.filter(Exists(NamePart.objects.filter(_begins(word), customer=OuterRef("customer"))))
    ordered = rows.order_by("part", "-customer_id").values_list("customer_id", flat=True)
    return list(dict.fromkeys(ordered[: limit * 4]))[:limit]


def _lately(text: str, *, limit: int) -> list[int]:
    newest = Customer.objects.aggregate(newest=Max("pk"))["newest"] or 0
    found = Customer.objects.filter(pk__gt=newest - LATELY, name__icontains=text).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:limit])


def _begins(word: str) -> Q:
    """No digit is behind `f`: with a `g` at its end it is behind all that begin so."""
    return Q(part__gte=word, part__lt=f"{word}g")


def _written(word: str) -> str:
    return word[:MAX_CHARS].encode().hex()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())[:MAX_WORDS]


def _starts(word: str) -> list[str]:
    return [word[at:] for at in range(min(len(word), MAX_STARTS))] if word >= FIRST_CJK else [word]
