"""Where one of our people is confined to: customers of some regions, hours of a shift. Pure; `access` and `sessions` ask.

A compartment as text: "TW JP unknown | Asia/Taipei mon-fri 09:00-18:00". Either side may be empty, which confines to nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from kefu.kit import zones

UNKNOWN = "unknown"  # customers of whom the exchange told no region: guests, and who signed in before it told one
MOST_REGIONS = 40
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REGION = re.compile(r"[A-Z]{2}\Z")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)\Z")


@dataclass(frozen=True, slots=True)
class Shift:
    """On these weekdays (0 is Monday) from `begins` until `ends`, minutes of the day in `zone`; past midnight if that is less."""

    zone: str
    days: frozenset[int]
    begins: int
    ends: int

    def holds(self, now: datetime) -> bool:
        here = now.astimezone(zones.zone_of(self.zone))
        minute, today = here.hour * 60 + here.minute, here.weekday()
        if self.begins < self.ends:
            return today in self.days and self.begins <= minute < self.ends
        yesterday = (here - timedelta(days=1)).weekday()
        return (today in self.days and minute >= self.begins) or (yesterday in self.days and minute < self.ends)


@dataclass(frozen=True, slots=True)
class Compartment:
    """`regions` null: everywhere. Every one of `shifts` has to hold."""

    regions: frozenset[str] | None = None
    shifts: tuple[Shift, ...] = ()

    def lets_region(self, region: str) -> bool:
        return self.regions is None or (region or UNKNOWN) in self.regions

    def lies_in(self, other: "Compartment") -> bool:
        """Whoever is in it sees nothing, and at no hour, that `other` does not let them. False where that is not plain."""
        is_inside = other.regions is None or (self.regions is not None and self.regions <= other.regions)
        return is_inside and set(other.shifts) <= set(self.shifts)

    def lets_now(self, now: datetime) -> bool:
        return all(shift.holds(now) for shift in self.shifts)


EVERYWHERE = Compartment()


def stored(regions: Iterable[str]) -> list[str]:
    """Regions as customers' rows hold them: empty where nobody told one."""
    return sorted("" if each == UNKNOWN else each for each in regions)


def region_of(claimed: str) -> str:
    """ISO 3166-1 alpha-2 as the exchange signs it; empty for whatever is none."""
    region = claimed.strip().upper()
    return region if _REGION.match(region) else ""


def written(regions: Sequence[str], shift: str) -> str:
    """The text that is kept. ValueError says what is wrong with it."""
    wanted = {each if each == UNKNOWN else region_of(each) for each in regions}
    if "" in wanted or len(wanted) > MOST_REGIONS:
        raise ValueError("regions are two letters each (ISO 3166), or: unknown")
    if shift:
        _shift(shift)
    return f"{' '.join(sorted(wanted))} | {' '.join(shift.split())}" if wanted or shift else ""


def shift_text(zone: str, days: Iterable[int], begins: str, ends: str) -> str:
    """A shift as `written` takes it, of weekdays (0 is Monday) and hours such as 09:00."""
    return f"{zone} {','.join(_DAYS[day] for day in sorted(days))} {begins}-{ends}"


@lru_cache(maxsize=1_024)
def read(lines: str) -> Compartment:
    """Of all that confine somebody, a line each: what lies in every one. A line nobody can read confines to nowhere."""
    regions: frozenset[str] | None = None
    shifts: list[Shift] = []
    for line in filter(None, lines.splitlines()):
        places, _, shift = (part.strip() for part in line.partition("|"))
        if places:
            named = frozenset(places.split())
            regions = named if regions is None else regions & named
        try:
            shifts += [_shift(shift)] if shift else []
        except ValueError:
            regions = frozenset()
    return Compartment(regions, tuple(shifts))


def _shift(text: str) -> Shift:
    parts = text.split()
    if len(parts) != 3 or zones.known_name(parts[0]) != parts[0]:
        raise ValueError('a shift is written as "Asia/Taipei mon-fri 09:00-18:00"')
    hours = _HOURS.match(parts[2])
    if hours is None:
        raise ValueError("hours are written as 09:00-18:00")
    begins, ends = (int(hours[at]) * 60 + int(hours[at + 1]) for at in (1, 3))
    return Shift(parts[0], _days(parts[1].lower()), begins, ends)


def _days(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError("days are written as mon-fri, or mon,wed,sat")
        begin, end = _DAYS.index(first), _DAYS.index(last or first)
        found |= {day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)}
    return frozenset(found)
