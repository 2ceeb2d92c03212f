"""A new key outside the database: every data key is wrapped anew under it, while everybody works on.

It may end anywhere and be begun again. Until it is done both outside keys have to be given; then the old one opens
nothing here. What is sealed stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from kefu.kit import data_key
from kefu.people import keys
from kefu.people.models import DataKey, KeyRing

BATCH = 500
_LIVING = DataKey.objects.filter(destroyed_at=None)

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Done:
    """`before`: the names of keys that were needed until now; `left`: data keys under none that was given."""

    leading: str
    before: tuple[str, ...]
    wrapped: int
    left: int


def lead() -> str:
    """New data keys are wrapped under the first key that is given from here on; which one led until now. Empty if it did."""
    leading = data_key.given()[0]
    with transaction.atomic():
        row = KeyRing.objects.select_for_update().get(pk=1)
        if row.under == leading.name:
            return ""
        before, digests = row.under, keys.unwrapped_digests(row)
        row.under, row.digests = leading.name, leading.wrapped(digests, about=keys.DIGESTS)
        row.save(update_fields=["under", "digests"])
    return before


def wrap_anew(*, told: Told = lambda done: None) -> Done:
    """All that are under another one. What cannot be opened with the keys that are given is left, and counted."""
    leading, before, wrapped, after = data_key.given()[0], set(), 0, 0
    while rows := list(_LIVING.filter(pk__gt=after).order_by("pk").values_list("pk", "under")[:BATCH]):
        others = {pk: under for pk, under in rows if under != leading.name}
        before |= set(others.values())
        wrapped += _batch(list(others), leading) if others else 0
        after = rows[-1][0]
        told(wrapped)
    return Done(leading.name, tuple(sorted(before)), wrapped, _LIVING.exclude(under=leading.name).count())


def not_held() -> list[str]:
    """Names of outside keys that data keys are wrapped under, and that nobody gave us."""
    held = [key.name for key in data_key.given()]
    needed = set(_LIVING.exclude(under__in=held).values_list("under", flat=True).distinct())
    return sorted({*needed, keys.needed()} - {*held, ""})


def _batch(rows: list[int], leading: data_key.Outside) -> int:
    held = {key.name: key for key in data_key.given()}
    count = 0
    with transaction.atomic():
        for row in _LIVING.select_for_update().filter(pk__in=rows).exclude(under=leading.name):
            outside, about = held.get(row.under), keys.owner(row.pk)
            if outside is None:
                continue
            try:
                key = outside.unwrapped(bytes(row.wrapped), about=about)
            except ValueError:  # changed by somebody: it opens nothing now, and must not keep all others from going on
                continue
            row.wrapped = leading.wrapped(key, about=about)
            row.under = leading.name
            row.save(update_fields=["wrapped", "under"])
            count += 1
    return count
