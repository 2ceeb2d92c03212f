"""Quiet hours and retries as arithmetic: over summer and winter time, skipped and repeated hours included."""

from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kefu.watchers.notify.rules import (
    EVERY_DAY,
    LONGEST_WAIT,
    MAX_ATTEMPTS,
    Preferences,
    QuietHours,
    Reason,
    is_quiet,
    may_push,
    quiet_spans,
    retry_at,
)

# half an hour's shift, a day that never was (Apia 2011), shifts at midnight, none at all
ZONES = (
    "UTC Asia/Shanghai Europe/Berlin America/New_York Australia/Lord_Howe America/Santiago Africa/Cairo Pacific/Apia"
)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))
HOURS = st.builds(
    QuietHours,
    starts=TIMES,
    ends=TIMES,
    days=st.frozensets(st.integers(0, 6)),
    zone=st.sampled_from(ZONES.split()),
)
FIRST, LAST = (datetime.fromisoformat(day) for day in ("2011-12-25", "2030-01-01"))
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
LARGEST_SHIFT = timedelta(days=1)


def wall_clock_says(quiet: QuietHours, now: datetime) -> bool:
    """What a person reads off the clock on the wall."""
    local = now.astimezone(ZoneInfo(quiet.zone))
    at, today, yesterday = local.time(), local.weekday(), (local - timedelta(days=1)).weekday()
    if quiet.ends > quiet.starts:
        return today in quiet.days and quiet.starts <= at < quiet.ends
    return (today in quiet.days and at >= quiet.starts) or (yesterday in quiet.days and at < quiet.ends)


def is_near_a_shift(quiet: QuietHours, now: datetime) -> bool:
    zone = ZoneInfo(quiet.zone)
    days = timedelta(days=2)
    return (
        len({(now + shift).astimezone(zone).utcoffset() for shift in (-days, -days / 2, days * 0, days / 2, days)}) > 1
    )


@given(HOURS, MOMENTS)
def test_quiet_is_what_the_clock_on_the_wall_says(quiet: QuietHours, now: datetime) -> None:
    if not is_near_a_shift(quiet, now):
        assert is_quiet(Preferences(quiet=quiet), now) == wall_clock_says(quiet, now)


@given(HOURS, MOMENTS)
@example(QuietHours(time(0, 1), time(0, 0), frozenset({4}), "Pacific/Apia"), FIRST.replace(tzinfo=UTC))  # 30 December
def test_spans_are_in_order_end_after_they_begin_and_last_as_long_as_they_should(
    quiet: QuietHours, now: datetime
) -> None:
    spans = quiet_spans(quiet, since=now, until=now + timedelta(days=9))
    assert spans == sorted(spans, key=lambda span: span.starts_at)
    nominal = datetime.combine(date(2026, 1, 1), quiet.ends) - datetime.combine(date(2026, 1, 1), quiet.starts)
    lasts = nominal if nominal > timedelta(0) else nominal + timedelta(days=1)
    for span in spans:
        assert timedelta(0) <= span.ends_at - span.starts_at
        assert abs((span.ends_at - span.starts_at) - lasts) <= LARGEST_SHIFT
        assert span.ends_at > now
        assert span.starts_at < now + timedelta(days=9)


@given(HOURS, MOMENTS, st.integers(0, 9 * 24 * 60))
def test_the_spans_told_to_a_page_say_the_same_as_the_server(quiet: QuietHours, since: datetime, minutes: int) -> None:
    at = since + timedelta(minutes=minutes)
    spans = quiet_spans(quiet, since=since, until=since + timedelta(days=9, minutes=1))
    assert any(span.holds(at) for span in spans) == is_quiet(Preferences(quiet=quiet), at)


@given(HOURS, MOMENTS)
def test_a_night_begins_at_the_time_that_was_chosen(quiet: QuietHours, now: datetime) -> None:
    zone = ZoneInfo(quiet.zone)
    for span in quiet_spans(quiet, since=now, until=now + timedelta(days=9)):
        begins = span.starts_at.astimezone(zone)
        if not is_near_a_shift(quiet, span.starts_at):
            assert (begins.time(), begins.weekday() in quiet.days) == (quiet.starts, True)


NIGHTS = [  # Berlin: the clocks jumped on 29 March 2026 from 2 to 3, and back on 25 October 2026 from 3 to 2
    (time(22), time(8), "2026-03-28T21:00", "2026-03-29T06:00"),  # nine hours
    (time(22), time(8), "2026-10-24T20:00", "2026-10-25T07:00"),  # eleven
    (time(2, 30), time(4), "2026-03-29T01:30", "2026-03-29T02:00"),  # begins in the hour that is not
    (time(1), time(2, 30), "2026-10-24T23:00", "2026-10-25T01:30"),  # ends in the second of two hours
]


@pytest.mark.parametrize(("starts", "ends", "begins", "is_over"), NIGHTS)
def test_a_night_in_which_the_clocks_change_still_ends_by_the_wall_clock(
    starts: time, ends: time, begins: str, is_over: str
) -> None:
    quiet = QuietHours(starts=starts, ends=ends, days=EVERY_DAY, zone="Europe/Berlin")
    first, last = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (begins, is_over))
    [span] = [s for s in quiet_spans(quiet, since=first, until=last) if s.holds(first)]
    assert (span.starts_at, span.ends_at) == (first, last)


def test_silence_ends_when_it_was_said_to() -> None:
    now = datetime(2026, 5, 5, 12, tzinfo=UTC)
    silent = Preferences(silent_until=now + timedelta(hours=1))
    assert is_quiet(silent, now)
    assert not is_quiet(silent, now + timedelta(hours=1))
    assert not may_push(silent, Reason.MENTION, now)
    assert may_push(silent, Reason.MENTION, now + timedelta(hours=1))
    assert not may_push(silent, Reason.UNASSIGNED, now + timedelta(hours=1))


@given(MOMENTS, st.integers(1, MAX_ATTEMPTS - 1), st.text(max_size=40))
def test_whatever_a_service_asks_for_we_come_back_within_the_hour_and_later_each_time(
    now: datetime, attempts: int, asked: str
) -> None:
    at = retry_at(now, attempts=attempts, retry_after=asked)
    assert at is not None
    assert timedelta(seconds=20) <= at - now <= LONGEST_WAIT


def test_a_service_that_names_a_time_gets_it() -> None:
    now = datetime(2026, 5, 5, 12, tzinfo=UTC)
    assert retry_at(now, attempts=1, retry_after="120") == now + timedelta(seconds=120)
    date_of = format_datetime(now + timedelta(seconds=300), usegmt=True)
    assert retry_at(now, attempts=1, retry_after=date_of) == now + timedelta(seconds=300)
    assert retry_at(now, attempts=1, retry_after="99999999999999999999") == now + LONGEST_WAIT
    assert retry_at(now, attempts=MAX_ATTEMPTS) is None
