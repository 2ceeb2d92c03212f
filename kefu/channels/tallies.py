"""Counts by the hour of what strangers do, so that bounds hold among all processes and an operator sees what was turned away.

Whoever is counted lies here as a keyed hash, and for two days. All that is counted here may be lost by a cut of the power.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from kefu.channels.models_tallies import Tally
from kefu.kit import clock, crypto, db

HOUR, KEEP = timedelta(hours=1), timedelta(days=2)
_WHO = "channels.tallies"
_TABLE = Tally._meta.db_table
_ADDED = f"(what, who, hour_at) DO UPDATE SET count = {_TABLE}.count + excluded.count"


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
    add_all(what, [who], by=by)
    return within(what, who)


def add_all(what: What, whos: Collection[str], *, by: int = 1) -> None:
    """The same of several, in one statement."""
    now = db.to_moment(_hour(clock.now()))
    rows = [(what.value, hashed, now, by, False) for hashed in sorted({_hashed(each) for each in whos})]
    with db.on_disk_later():
        db.insert_rows(_TABLE, "what, who, hour_at, count, told", rows, or_else=_ADDED)


def within(what: What, who: str = "", *, hours: int = 1) -> int:
    """Since so many full hours ago: never less than it was in the last `hours`."""
    return all_within(what, [who], hours=hours)[who]


def all_within(what: What, whos: Collection[str], *, hours: int = 1) -> dict[str, int]:
    """The same of several, in one statement."""
    hashes = {each: _hashed(each) for each in whos}
    among, told = db.among("who", hashes.values())
    since = db.to_moment(_hour(clock.now()) - hours * HOUR)
    sql = f"SELECT who, sum(count) FROM {_TABLE} WHERE what = %s AND hour_at >= %s AND {among} GROUP BY who"
    found = dict(db.rows(sql, [what.value, since, *told])) if hashes else {}
    return {who: int(found.get(hashed, 0)) for who, hashed in hashes.items()}


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
    return {"what": what.value, "who": _hashed(who)}


def _hashed(who: str) -> str:
    return crypto.keyed_hash(_WHO, who.casefold()) if who else ""


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
