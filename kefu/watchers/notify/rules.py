"""Whom a notice may reach now: reasons, what each person chose, quiet hours over summer and winter time. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

MAX_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(hours=1)
ONE_A = timedelta(minutes=1)  # one notice a conversation


class Reason(StrEnum):
    """Why somebody is told. Stored: never rename a value."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    MENTION = "mention"
    ASSIGNED = "assigned"
    WOKEN = "woken"
    DUE = "due"
    ANSWER = "answer"  # the one for customers


class Sound(StrEnum):
    CHIME = "chime"
    KNOCK = "knock"
    BELL = "bell"
    NONE = "none"


FOR_AGENTS = tuple(reason for reason in Reason if reason is not Reason.ANSWER)
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `starts` on each of `days` (0 is Monday) until `ends`, on the next day if that is not later; wall-clock times."""

    starts: time = time(22)
    ends: time = time(8)
    days: frozenset[int] = EVERY_DAY
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one agent chose. `rings` is on the open desk, `pushes` where no desk is in sight."""

    rings: frozenset[Reason] = frozenset(FOR_AGENTS)
    pushes: frozenset[Reason] = frozenset(FOR_AGENTS) - {Reason.UNASSIGNED}
    sound: Sound = Sound.CHIME
    volume: int = 60
    quiet: QuietHours | None = None
    silent_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    starts_at: datetime
    ends_at: datetime = field(compare=False)

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def quiet_spans(quiet: QuietHours, *, since: datetime, until: datetime) -> list[Span]:
    """The quiet times that touch [since, until), in UTC, in order.

    An hour that the clocks skip begins when they have jumped; one that they repeat is quiet both times. A night that the
    calendar skipped was never there.
    """
    zone = ZoneInfo(quiet.zone)
    first, last = since.astimezone(zone).date() - timedelta(days=2), until.astimezone(zone).date()
    spans = [_span(quiet, day, zone) for day in _days(first, last) if day.weekday() in quiet.days]
    return [span for span in spans if span.starts_at < span.ends_at > since and span.starts_at < until]


def is_quiet(preferences: Preferences, now: datetime) -> bool:
    """Nothing rings and nothing is pushed at this moment."""
    if preferences.silent_until is not None and now < preferences.silent_until:
        return True
    quiet = preferences.quiet
    return quiet is not None and any(span.holds(now) for span in quiet_spans(quiet, since=now, until=_after(now)))


def may_push(preferences: Preferences, reason: Reason, now: datetime) -> bool:
    return reason in preferences.pushes and not is_quiet(preferences, now)


def is_once_more(told_at: Sequence[datetime], now: datetime) -> bool:
    """Whether this person was told of this within the last minute."""
    return any(now - at < ONE_A for at in told_at)


def retry_at(now: datetime, *, attempts: int, retry_after: str = "") -> datetime | None:
    """When to try again after so many attempts: as asked (seconds or a date, RFC 9110), else twice as long each time.

    None: no more. Nobody may make us wait for longer than an hour.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    asked = _asked_wait(retry_after, now)
    return now + min(max(asked, FIRST_WAIT * (1 << (attempts - 1))), LONGEST_WAIT)


def _asked_wait(retry_after: str, now: datetime) -> timedelta:
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), 86_400))
    try:
        asked = parsedate_to_datetime(text)
    except ValueError:
        return timedelta(0)
    return (asked if asked.tzinfo else asked.replace(tzinfo=UTC)) - now


def _span(quiet: QuietHours, day: date, zone: ZoneInfo) -> Span:
    ends_on = day if quiet.ends > quiet.starts else day + timedelta(days=1)
    return Span(_moment(day, quiet.starts, zone, fold=0), _moment(ends_on, quiet.ends, zone, fold=1))


def _moment(day: date, at: time, zone: ZoneInfo, *, fold: int) -> datetime:
    """A wall-clock time as a moment: of a repeated one the first or second, of a skipped one the jump's other side."""
    local = datetime.combine(day, at, tzinfo=zone).replace(fold=fold)
    moment = local.astimezone(UTC)
    is_skipped = moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)
    return local.replace(fold=0).astimezone(UTC) if is_skipped else moment


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _after(now: datetime) -> datetime:
    return now + timedelta(microseconds=1)
