"""Time zones by the names that browsers tell."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

UTC = "UTC"


def zone_of(name: object) -> ZoneInfo:
    """The zone of this name; UTC where there is none."""
    return ZoneInfo(known_name(name))


def known_name(name: object) -> str:
    return name if isinstance(name, str) and name in _names() else UTC


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def offered() -> list[tuple[str, str]]:
    """For menus: each zone with how it reads."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(_names()) if "/" in zone or zone == UTC]
