"""The first event of a calendar file, as plain words (RFC 5545). Pure, within bounds; nothing in it is acted upon."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kefu.channels.email.payloads import Invitation
from kefu.kit import charsets, text, zones

MOST_BYTES, MOST_LINES, MOST_CHARS = 500_000, 5_000, 300
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"([A-Za-z-]{1,40})((?:;[^:\"]{0,300}(?:\"[^\"]{0,300}\"[^:\"]{0,300}){0,9})?):(.*)", re.DOTALL)
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?")
_SIGNS = {"n": "\n", "N": "\n", ",": ",", ";": ";", "\\": "\\"}
# Outlook's names for zones, of those who write to exchanges most (CLDR windowsZones, 2026).
_OUTLOOK = {
    "China Standard Time": "Asia/Shanghai",
    "Taipei Standard Time": "Asia/Taipei",
    "Singapore Standard Time": "Asia/Singapore",
    "Tokyo Standard Time": "Asia/Tokyo",
    "Korea Standard Time": "Asia/Seoul",
    "India Standard Time": "Asia/Kolkata",
    "SE Asia Standard Time": "Asia/Bangkok",
    "Arabian Standard Time": "Asia/Dubai",
    "Turkey Standard Time": "Europe/Istanbul",
    "Russian Standard Time": "Europe/Moscow",
    "W. Europe Standard Time": "Europe/Berlin",
    "Romance Standard Time": "Europe/Paris",
    "GMT Standard Time": "Europe/London",
    "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago",
    "Pacific Standard Time": "America/Los_Angeles",
    "AUS Eastern Standard Time": "Australia/Sydney",
    "UTC": "UTC",
}


@dataclass(frozen=True, slots=True)
class _Property:
    params: str
    value: str


def invitation(raw: bytes, charset: str) -> Invitation | None:
    """None where there is no event in it."""
    written = charsets.decoded(raw[:MOST_BYTES], charset or "utf-8").text
    lines = _FOLD.sub("", written).splitlines()[:MOST_LINES]
    method, event = _read(lines)
    if event is None:
        return None
    starts, ends = event.get("DTSTART"), event.get("DTEND")
    return Invitation(
        summary=_words(event, "SUMMARY"),
        when=" - ".join(_words({"": each}, "") for each in (starts, ends) if each is not None),
        starts_at=_moment(starts),
        ends_at=_moment(ends),
        organiser=re.sub("^mailto:", "", _words(event, "ORGANIZER"), flags=re.IGNORECASE),
        place=_words(event, "LOCATION"),
        method=method,
    )


def _read(lines: list[str]) -> tuple[str, dict[str, _Property] | None]:
    method = ""
    event: dict[str, _Property] | None = None
    inside: list[str] = []
    for line in lines:
        found = _LINE.match(line[:4_000])
        if found is None:
            continue
        name, params, value = found.group(1).upper(), found.group(2), found.group(3)
        if name == "BEGIN":
            inside.append(value.strip().upper())
            event = {} if inside[-1] == "VEVENT" and event is None else event
        elif name == "END":
            if inside and inside.pop() == "VEVENT":
                break
        elif name == "METHOD":
            method = text.clean_line(value, max_chars=20).upper()
        elif event is not None and inside[-1:] == ["VEVENT"]:
            event.setdefault(name, _Property(params, value))
    return method, event


def _words(event: dict[str, _Property], name: str) -> str:
    found = event.get(name)
    if found is None:
        return ""
    plain = re.sub(r"\\(.)", lambda sign: _SIGNS.get(sign.group(1), sign.group(1)), found.value[: MOST_CHARS * 4])
    return text.clean_line(plain, max_chars=MOST_CHARS)


def _moment(found: _Property | None) -> datetime | None:
    """A day alone is no moment, nor is an hour that does not say where."""
    told = _MOMENT.match(found.value.strip()) if found else None
    if found is None or told is None or told.group(4) is None:
        return None
    zone = UTC if told.group(7) else _zone(found.params)
    if zone is None:
        return None
    year, month, day, hour, minute, second = (int(each) for each in told.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(params: str) -> ZoneInfo | None:
    named = re.search(r";TZID=\"?([^;:\"]{1,80})", params, re.IGNORECASE)
    if named is None:
        return None
    name = _OUTLOOK.get(named.group(1).strip(), named.group(1).strip())
    return zones.zone_of(name) if zones.known_name(name) == name else None
