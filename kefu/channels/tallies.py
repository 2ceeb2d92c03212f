"""Counts by the hour of what strangers do, so that bounds hold among all processes and an operator sees what was turned away.

Whoever is counted lies here as a keyed hash, and for two days. All that is counted here may be lost by a cut of the power.
"""

from collections import Counter
from collections.abc import Collection, Mapping
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


class Counting:
    """What is counted within a block is written down at its end, by one statement for each sort, and counts before."""

    def __init__(self) -> None:
        self._added: dict[What, Counter[str]] = {}

    def __enter__(self) -> "Counting":
        return self

    def __exit__(self, *error: object) -> None:
        for what, added in self._added.items():
            _write(what, added)

    def add_all(self, what: What, whos: Collection[str]) -> None:
        self._added.setdefault(what, Counter()).update(set(whos))

    def all_within(self, what: What, whos: Collection[str]) -> dict[str, int]:
        added = self._added.get(what, Counter[str]())
        return {who: count + added[who] for who, count in all_within(what, whos).items()}


def add(what: What, who: str = "", *, by: int = 1) -> int:
    """How many it was within this hour and the one before, these included."""
    add_all(what, [who], by=by)
    return within(what, who)


def add_all(what: What, whos: Collection[str], *, by: int = 1) -> None:
    """The same of several, in one statement."""
    _write(what, dict.fromkeys(whos, by))


def _write(what: What, counts: Mapping[str, int]) -> None:
    now, hashed = db.to_moment(_hour(clock.now())), Counter[str]()
    for who, count in counts.items():
        hashed[_hashed(who)] += count
    rows = [(what.value, who, now, count, False) for who, count in sorted(hashed.items())]
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
