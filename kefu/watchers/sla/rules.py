"""Arithmetic of a promise: when it is due, when it is nearly due, whether it was kept, which week it counts to. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

NEAR = 0.8  # of the time is gone


@dataclass(frozen=True, slots=True)
class Span:
    """One promise: from `opened_at` on, an answer by `due_at`. `answered_at` null: none yet."""

    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """`begins`: its Monday. Of what was opened in it: `kept` in time, `broken`; what is neither yet does not count."""

    begins: date
    kept: int
    broken: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; null while nothing counts."""
        counted = self.kept + self.broken
        return self.kept / counted if counted else None

    @property
    def percent(self) -> str:
        """As it is shown: to a tenth, and 100 % only where all were kept."""
        share = self.share
        return "" if share is None else f"{min(share * 100, 99.9 if self.broken else 100):.4g} %"


def due(opened_at: datetime, promise: timedelta) -> datetime:
    """Hours of the clock, day and night, whatever happens meanwhile: a first answer is never put off."""
    return opened_at + promise


def near(opened_at: datetime, promise: timedelta) -> datetime:
    return opened_at + promise * NEAR


def is_kept(span: Span, *, now: datetime) -> bool | None:
    """Null while it may still be kept."""
    if span.answered_at is not None:
        return span.answered_at <= span.due_at
    return False if now > span.due_at else None


def weeks(spans: Iterable[Span], *, now: datetime, zone: ZoneInfo) -> Sequence[Week]:
    """By the week in which each was opened, by the clock of `zone`, the newest first."""
    counted: dict[date, list[int]] = {}
    for span in spans:
        day = span.opened_at.astimezone(zone).date()
        found = counted.setdefault(day - timedelta(days=day.weekday()), [0, 0])
        kept = is_kept(span, now=now)
        if kept is not None:
            found[0 if kept else 1] += 1
    return [Week(begins, *counted[begins]) for begins in sorted(counted, reverse=True)]
