"""Counts by the hour of what strangers do, so that bounds hold among all processes and an operator sees what was turned away.

Whoever is counted lies here as a keyed hash, and for two days. All that is counted here may be lost by a cut of the power.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from kefu.channels.models_tallies import Tally
from kefu.kit import clock, crypto, db

HOUR, KEEP = timedelta(hours=1), timedelta(days=2)
_WHO = "channels.tallies"


class What(StrEnum):
    """Stored: never rename a value."""

    UNKNOWN_REPORT = "unknown_report"  # reports beyond those that are kept for a person
    TURNED_AWAY = "turned_away"  # mails answered "later", because of who brings so many
    OPENED = "opened"  # conversations that a domain opened without proof
    BY_MACHINE = "by_machine"  # conversations that a domain's machines opened
    AUTOMATIC = "automatic"  # mails that nobody wrote, to a domain
    GUESSED = "guessed"  # tokens that are none


def add(what: What, who: str = "", *, by: int = 1) -> int:
    """How many it was within this hour and the one before, these included."""
    row, now = _of(what, who), _hour(clock.now())
    with db.on_disk_later():
        if not Tally.objects.filter(**row, hour_at=now).update(count=F("count") + by):
            try:
                with transaction.atomic():
                    Tally.objects.create(**row, hour_at=now, count=by)
            except IntegrityError:  # another began this hour
                Tally.objects.filter(**row, hour_at=now).update(count=F("count") + by)
    return within(what, who)


def within(what: What, who: str = "", *, hours: int = 1) -> int:
    """Since so many full hours ago: never less than it was in the last `hours`."""
    since = _hour(clock.now()) - hours * HOUR
    rows = Tally.objects.filter(**_of(what, who), hour_at__gte=since)
    return rows.aggregate(total=Sum("count"))["total"] or 0


def told_once(what: What, who: str = "") -> bool:
    """Whether nobody was told of it within this hour and the one before: from now on somebody is."""
    since = _hour(clock.now()) - HOUR
    rows = Tally.objects.filter(**_of(what, who), hour_at__gte=since)
    if rows.filter(told=True).exists():
        return False
    return rows.filter(told=False).update(told=True) > 0


def sweep(now: datetime) -> int:
    return Tally.objects.filter(hour_at__lt=now - KEEP).delete()[0]


def _of(what: What, who: str) -> dict[str, str]:
    return {"what": what.value, "who": crypto.keyed_hash(_WHO, who.casefold()) if who else ""}


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
