"""What was found to be a fraud: whole lists, brought by an operator, and what our own people confirmed."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Max

from kefu.kit import clock
from kefu.trust import journal
from kefu.trust.lookalike import lists
from kefu.trust.lookalike.lists import Lists
from kefu.trust.models import DeniedName

REPORTED = "report"
_AT_ONCE = 2_000


def bring(source: str, told: Lists) -> int:
    """Puts a list in the place of what came from the same source before. How many names it has."""
    rows = [DeniedName(name=each, source=source) for each in sorted(told.denied - told.allowed)]
    rows += [DeniedName(name=each, source=source, is_shared=True) for each in sorted(told.allowed)]
    with transaction.atomic():
        DeniedName.objects.filter(source=source).delete()
        DeniedName.objects.bulk_create(rows, batch_size=_AT_ONCE)
        journal.write([_act("denied_list_brought", f"{source}: {len(rows)}")])
    return len(rows)


def deny(names: Iterable[str]) -> None:
    """What a report was confirmed for. Call it inside the transaction of the decision."""
    for each in names:
        DeniedName.objects.get_or_create(name=each[: lists.MOST_CHARS], source=REPORTED)


def allow(names: Iterable[str]) -> None:
    """The decision was taken back."""
    DeniedName.objects.filter(name__in=list(names), source=REPORTED).delete()


def every() -> Lists:
    rows = DeniedName.objects.values_list("name", "is_shared")
    told = list(rows[: lists.MOST_NAMES])
    return lists.made((name for name, shared in told if not shared), allowed=(name for name, shared in told if shared))


def state() -> tuple[int, int]:
    """Another pair after every change."""
    found = DeniedName.objects.aggregate(count=Count("id"), newest=Max("id"))
    return found["count"], found["newest"] or 0


def _act(action: str, detail: str) -> journal.Act:
    return journal.Act(clock.now(), "operator", 0, action, "denied_list", 0, detail[:200])
