"""What somebody's reveals look like from outside: rules over what one agent asked for, in the order of time. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kefu.conversations.data_notes import Alarm

HOUR, DAY, MINUTE, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1), timedelta(days=30)
IN_A_ROW = 5
NOT_OWN_AN_HOUR = 5
ONCE_A_DAY = frozenset({Alarm.HALF_A_DAY, Alarm.UNUSUAL, Alarm.SAME_KIND})  # other rules are told of once an hour
ONCE_A_WEEK = frozenset({Alarm.MANY_A_MONTH, Alarm.SLOW_DRIP})
FREEZES = frozenset({Alarm.FROZEN_HOUR, Alarm.FROZEN_DAY, Alarm.HONEY})  # and these each time


@dataclass(frozen=True, slots=True)
class Asked:
    """One field asked for; `is_shown` is false where it was slowed down."""

    customer: int
    at: datetime
    is_own: bool
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of different customers."""

    alarm_an_hour: int
    slow_an_hour: int
    freeze_an_hour: int
    freeze_a_day: int
    alarm_a_month: int


def freezing(asked: Sequence[Asked], bounds: Bounds) -> Alarm | None:
    """The bound that the newest of `asked` reached, if any."""
    if len(_customers(asked, HOUR)) >= bounds.freeze_an_hour:
        return Alarm.FROZEN_HOUR
    if len(_customers(asked, DAY)) >= bounds.freeze_a_day:
        return Alarm.FROZEN_DAY
    return None


def wait_of(asked: Sequence[Asked], bounds: Bounds) -> timedelta:
    """How long the newest of `asked` has to wait; it counts as asked for all the same."""
    *before, this = asked
    shown_at = max((each.at for each in before if each.is_shown), default=None)
    if shown_at is None or len(_customers(asked, HOUR)) < bounds.slow_an_hour:
        return timedelta(0)
    return max(timedelta(0), shown_at + MINUTE - this.at)


def alarms(asked: Sequence[Asked], bounds: Bounds, *, in_a_month: int) -> set[Alarm]:
    """What the newest of `asked` sets off besides a freeze; `in_a_month`: how many customers, it among them."""
    in_an_hour, in_a_day = len(_customers(asked, HOUR)), len(_customers(asked, DAY))
    others = {each.customer for each in asked if not each.is_own and each.at > asked[-1].at - HOUR}
    found = {
        Alarm.MANY_AN_HOUR: in_an_hour >= bounds.alarm_an_hour,
        Alarm.SLOWED: in_an_hour >= bounds.slow_an_hour,
        Alarm.HALF_A_DAY: in_a_day * 2 >= bounds.freeze_a_day,
        Alarm.MANY_A_MONTH: in_a_month >= bounds.alarm_a_month,
        Alarm.NOT_OWN: not asked[-1].is_own and len(others) >= NOT_OWN_AN_HOUR,
    }
    return {rule for rule, is_broken in found.items() if is_broken}


def lately(asked: Sequence[Asked]) -> list[int]:
    """The newest IN_A_ROW different customers if they were asked for upwards or downwards, one by one; else none."""
    newest = list(dict.fromkeys(each.customer for each in reversed(asked)))[:IN_A_ROW]
    is_walk = newest in (sorted(newest), sorted(newest, reverse=True))
    return newest if is_walk and len(newest) == IN_A_ROW else []


def told_within(rule: Alarm) -> timedelta:
    """For how long nobody is told of the same rule again."""
    if rule in FREEZES:
        return timedelta(0)
    if rule in ONCE_A_WEEK:
        return timedelta(days=7)
    return DAY if rule in ONCE_A_DAY else HOUR


def _customers(asked: Sequence[Asked], span: timedelta) -> Collection[int]:
    since = asked[-1].at - span
    return {each.customer for each in asked if each.at > since}
