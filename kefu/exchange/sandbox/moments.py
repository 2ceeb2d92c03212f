"""The exchange's own time: it can be moved and can run faster than ours, and is told in ours.

Outside, nothing seems to come from the future: moving on by two hours makes all that happened two hours older.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """At `anchor_at` of our clock it was `then_at` at the exchange; since then it runs `speed` times as fast."""

    anchor_at: datetime
    then_at: datetime
    speed: float = 1.0

    def at(self, ours: datetime) -> datetime:
        return self.then_at + (ours - self.anchor_at) * self.speed

    def moved(self, by: timedelta) -> "Pace":
        return replace(self, then_at=self.then_at + by)

    def at_speed(self, speed: float, *, ours: datetime) -> "Pace":
        return Pace(ours, self.at(ours), speed)


@dataclass(frozen=True, slots=True)
class Frame:
    """One moment at the exchange, and how its moments look from outside."""

    ours: datetime
    now: datetime
    speed: float = 1.0

    def told(self, moment: datetime) -> datetime:
        """What was is as old as it is there; what will be comes as soon as it really comes."""
        ahead = moment - self.now
        return self.ours + (ahead / self.speed if ahead > timedelta(0) else ahead)

    def inside(self, moment: datetime) -> datetime:
        """The exchange's moment that is told as this one."""
        ahead = moment - self.ours
        return self.now + (ahead * self.speed if ahead > timedelta(0) else ahead)

    def show(self, value: T) -> T:
        """The same value with each of its moments as told."""
        shown: T = _each(value, self)
        return shown


def _each(value: Any, frame: Frame) -> Any:
    if isinstance(value, datetime):
        return frame.told(value)
    if isinstance(value, tuple):
        return tuple(_each(one, frame) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{each.name: _each(getattr(value, each.name), frame) for each in fields(value)})
    return value
