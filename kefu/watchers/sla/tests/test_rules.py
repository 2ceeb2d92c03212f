"""The arithmetic of a promise, over time zones and summer time; a week counts what is decided."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kefu.watchers.sla import rules
from kefu.watchers.sla.rules import Span

DAY = timedelta(hours=24)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@given(minute=st.integers(0, 10_000_000), length=st.integers(60, 43_200))
def test_it_is_nearly_due_before_it_is_due_and_both_are_hours_of_the_clock(minute: int, length: int) -> None:
    opened, promise = NOON + timedelta(minutes=minute), timedelta(minutes=length)
    assert opened < rules.near(opened, promise) < rules.due(opened, promise)
    assert rules.due(opened, promise) - opened == promise


def test_a_day_is_24_hours_also_when_the_clocks_change() -> None:
    before = datetime(2026, 10, 24, 20, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    assert rules.due(before, DAY).astimezone(ZoneInfo("Europe/Berlin")).hour == 19


def test_it_is_kept_broken_or_neither_yet() -> None:
    due = rules.due(NOON, DAY)
    assert rules.is_kept(Span(NOON, due, due), now=due + DAY) is True
    assert rules.is_kept(Span(NOON, due, due + timedelta(seconds=1)), now=due + DAY) is False
    assert rules.is_kept(Span(NOON, due), now=due) is None
    assert rules.is_kept(Span(NOON, due), now=due + timedelta(seconds=1)) is False


def test_weeks_begin_on_monday_by_the_zones_own_clock() -> None:
    sunday = datetime(2026, 11, 22, 17, tzinfo=UTC)  # Monday, 1:00 in Shanghai
    spans = [Span(sunday, sunday + DAY, sunday), Span(NOON, NOON + DAY), Span(NOON, NOON + DAY, NOON + 2 * DAY)]
    (week,) = rules.weeks(spans, now=NOON, zone=ZoneInfo("Asia/Shanghai"))
    assert (week.begins, week.kept, week.broken, week.share) == (date(2026, 11, 23), 1, 1, 0.5)
    first, second = rules.weeks(spans, now=NOON, zone=ZoneInfo("UTC"))
    assert (first.begins, first.share, second.begins, second.share) == (
        date(2026, 11, 23),
        0.0,
        date(2026, 11, 16),
        1.0,
    )


def test_a_week_without_a_decision_has_no_share() -> None:
    (week,) = rules.weeks([Span(NOON, NOON + DAY)], now=NOON, zone=ZoneInfo("UTC"))
    assert week.share is None
