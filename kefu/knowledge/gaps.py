"""What the help centre lacks: searches without result or without click, conversations without an article; and deflection.

Everything is counted over a period, from rows that `tidying` forgets after a while.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock, ids
from kefu.kit.text import clean_line
from kefu.knowledge import locales
from kefu.knowledge.models import Lookup, Unanswered, Visit
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability

MOST, MAX_DAYS = 200, 400
ENDED_AFTER = timedelta(minutes=30)
DEFINITION: Promise = _(
    "A visit counts on the day it began, once 30 minutes have passed since its last page, if its reader opened an article"
    " or searched. It was deflected if no message reached us from it: one sent in the chat, in the same browser, within"
    " the four hours a visit lasts at most. Not seen are messages from a chat inside another site or an app, from another"
    " browser, mails and calls, and readers who ask not to be followed. Somebody who left without an answer counts as"
    " deflected too: read it together with the votes."
)


@dataclass(frozen=True, slots=True)
class Gap:
    """`words` as somebody typed or chose them last; `locale` of that time."""

    words: str
    locale: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """`share` is None on a day without any ended visit: nothing is claimed."""

    on: date
    visits: int
    contacted: int

    @property
    def deflected(self) -> int:
        return self.visits - self.contacted

    @property
    def share(self) -> float | None:
        return self.deflected / self.visits if self.visits else None


def without_result(viewer: Viewer, *, days: int = 30, locale: str = "") -> list[Gap]:
    """Searches that found nothing, most often first."""
    require(viewer, Capability.EDIT_ARTICLES)
    return _searches(_lookups(days, locale).filter(results=0))


def without_click(viewer: Viewer, *, days: int = 30, locale: str = "") -> list[Gap]:
    """Searches that found something nobody opened."""
    require(viewer, Capability.EDIT_ARTICLES)
    return _searches(_lookups(days, locale).filter(results__gt=0, clicked=None))


def without_article(viewer: Viewer, *, days: int = 30, locale: str = "") -> list[Gap]:
    """What closed conversations were about for which nobody named an article. `words` is the category's slug, or empty."""
    require(viewer, Capability.EDIT_ARTICLES)
    rows = Unanswered.objects.filter(at__gt=_since(days))
    spoken = rows.filter(locale=locales.of_reader(locale)) if locale else rows
    counted = spoken.values("topic", "locale").annotate(n=Count("id"), last=Max("at")).order_by("-n", "-last")[:MOST]
    return [Gap(row["topic"], row["locale"], row["n"], row["last"]) for row in counted]


def conversation(public_id: str, *, topic: str, locale: str, has_article: bool) -> None:
    """Told by the watcher when a conversation is closed, or sorted anew: whether it needs no article, having had one.

    `topic` is its category's slug, empty without one.
    """
    if not ids.is_public_id(public_id):
        return
    if has_article:
        Unanswered.objects.filter(conversation=public_id).delete()
        return
    wanted = {"topic": clean_line(topic, max_chars=80), "locale": locales.of_reader(locale)}
    Unanswered.objects.update_or_create(conversation=public_id, defaults=wanted)


def deflection(viewer: Viewer, *, days: int = 30) -> list[Day]:
    """Each day's, oldest first, as `DEFINITION` says. Days are UTC's."""
    require(viewer, Capability.EDIT_ARTICLES)
    rows = _ended(days).annotate(on=TruncDate("began_at")).values("on")
    counted = rows.annotate(n=Count("id"), contacted=Count("id", filter=Q(contacted_at__isnull=False)))
    by_day = {row["on"]: Day(row["on"], row["n"], row["contacted"]) for row in counted}
    return [by_day.get(on, Day(on, 0, 0)) for on in _days(days)]


def _ended(days: int) -> QuerySet[Visit]:
    """Visits that read or searched and are over."""
    did = ~Q(pages=[]) | Q(searches__gt=0)
    return Visit.objects.filter(did, began_at__gt=_since(days), seen_at__lt=clock.now() - ENDED_AFTER)


def _lookups(days: int, locale: str) -> QuerySet[Lookup]:
    rows = Lookup.objects.filter(at__gt=_since(days))
    return rows.filter(locale=locales.of_reader(locale)) if locale else rows


def _searches(rows: QuerySet[Lookup]) -> list[Gap]:
    """Equal words are one gap, whoever typed them; shown as typed last."""
    counted = rows.values("folded").annotate(n=Count("id"), last=Max("at"), newest=Max("id"))
    found = list(counted.order_by("-n", "-last")[:MOST])
    shown = Lookup.objects.in_bulk([row["newest"] for row in found])
    return [
        Gap(shown[row["newest"]].words, shown[row["newest"]].locale, row["n"], row["last"])
        for row in found
        if row["newest"] in shown
    ]


def _since(days: int) -> datetime:
    return clock.now() - timedelta(days=max(1, min(days, MAX_DAYS)))


def _days(days: int) -> Sequence[date]:
    today = clock.now().date()
    return [today - timedelta(days=back) for back in range(max(1, min(days, MAX_DAYS)) - 1, -1, -1)]
