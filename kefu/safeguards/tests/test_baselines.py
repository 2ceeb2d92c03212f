"""SEC-M03: what was done at Coinbase and at Discord trips in the same shift with the baselines on; honest work trips nothing."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from conftest import a_customer, an_agent, as_viewer, says
from kefu.conversations import log, queries
from kefu.conversations.data_notes import Alarm
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Team
from kefu.safeguards import baselines, insiders, reveals, usually
from kefu.safeguards.baselines import Seen
from kefu.safeguards.insiders import Asked, Bounds
from kefu.safeguards.models import Reveal, RevealAlarm
from kefu.trust.sealing import standing

BOUNDS = Bounds(alarm_an_hour=30, slow_an_hour=60, freeze_an_hour=100, freeze_a_day=120, alarm_a_month=400)
MONDAY = datetime(2026, 9, 28, 9, 0, tzinfo=UTC)
ME, PEERS = 1, range(2, 9)
AT_LEAST = 400  # of honest shifts that were tried


@dataclass
class Desk:
    """Plays shifts of a team against the rules, ask by ask, and keeps what tripped and at which ask of the shift."""

    luck: random.Random
    seen: list[Seen] = field(default_factory=list)
    tripped: list[tuple[Alarm, int]] = field(default_factory=list)
    customers: int = 0

    def peers_work(self, begins: datetime, *, a_shift: int) -> None:
        for peer in PEERS:
            for at in self._moments(begins, self._about(a_shift), hours=8):
                self.seen.append(Seen(peer, self._next(), at, True))

    def i_work(self, begins: datetime, count: int, *, hours: float = 8, own: float = 1.0) -> None:
        asked: list[Asked] = []
        history = self._history(begins)
        before = {each.customer for each in self.seen if each.agent == ME and each.at > begins - insiders.MONTH}
        for number, at in enumerate(self._moments(begins, count, hours=hours), start=1):
            asked.append(Asked(self._next(), at, self.luck.random() < own))
            before.add(asked[-1].customer)
            bounds = usually.widened(BOUNDS, history)
            found = insiders.alarms(asked, bounds, in_a_month=len(before)) | usually.alarms(history, asked)
            frozen = insiders.freezing(asked, bounds)
            self.tripped += [(rule, number) for rule in (found | ({frozen} if frozen else set()))]
            if frozen:
                break
        self.seen += [Seen(ME, each.customer, each.at, each.is_own) for each in asked]

    def about(self, count: int) -> int:
        return self._about(count)

    def _history(self, now: datetime) -> usually.History:
        counts = baselines.shifts([each for each in self.seen if each.at > now - baselines.LOOKS_BACK], now=now)
        month: dict[int, set[int]] = {}
        for each in self.seen:
            if each.agent != ME and each.at > now - insiders.MONTH:
                month.setdefault(each.agent, set()).add(each.customer)
        known = baselines.usual(ME, counts, {agent: len(found) for agent, found in month.items()})
        return usually.History(ME, self.seen, counts.get(ME, []), known)

    def _moments(self, begins: datetime, count: int, *, hours: float) -> list[datetime]:
        return sorted(begins + timedelta(hours=hours * self.luck.random()) for _ in range(count))

    def _about(self, count: int) -> int:
        return max(1, round(self.luck.gauss(count, count**0.5)))

    def _next(self) -> int:
        self.customers += 1
        return self.customers


def workdays(weeks: int) -> list[datetime]:
    return [MONDAY + timedelta(weeks=week, days=day) for week in range(weeks) for day in range(5)]


def a_desk(seed: int, *, weeks: int, a_shift: int = 30) -> Desk:
    desk = Desk(random.Random(seed))
    for day in workdays(weeks):
        desk.peers_work(day, a_shift=a_shift)
    return desk


def test_SEC_M03_an_honest_busy_agent_of_thirty_a_day_trips_nothing_in_eight_weeks(
    record_property: Callable[[str, object], None],
) -> None:
    shifts = 0
    for seed in range(10):
        desk = Desk(random.Random(seed))
        for day in workdays(8):
            desk.i_work(day, desk.about(30))
            desk.peers_work(day, a_shift=30)
            shifts += 1
        assert desk.tripped == [], (seed, desk.tripped[:5])
    record_property("honest shifts without an alarm", shifts)
    assert shifts >= AT_LEAST


@pytest.mark.parametrize("weeks", [0, 4, 8])
def test_SEC_M03_two_hundred_a_day_for_weeks_trips_within_the_first_shift(weeks: int) -> None:
    """With and without a history of honest work before."""
    desk = a_desk(7, weeks=weeks)
    for day in workdays(weeks):
        desk.i_work(day, desk.about(25))
    desk.tripped.clear()
    desk.i_work(MONDAY + timedelta(weeks=weeks), 200, hours=10, own=0.0)
    first = dict(reversed(desk.tripped))
    assert Alarm.FROZEN_DAY in first
    assert min(first.values()) <= 60
    if weeks:
        assert first[Alarm.UNUSUAL] < 75, "long before the fixed bound of a day"


def test_SEC_M03_a_bulk_of_fifty_eight_hours_trips_in_the_same_shift() -> None:
    desk = a_desk(9, weeks=4)
    begins = MONDAY + timedelta(weeks=4)
    desk.i_work(begins, 2_000, hours=58, own=0.0)
    frozen = [number for rule, number in desk.tripped if rule in insiders.FREEZES]
    assert frozen
    assert frozen[0] <= BOUNDS.freeze_a_day
    assert max(each.at for each in desk.seen if each.agent == ME) < begins + timedelta(hours=8)


def test_SEC_M03_a_little_more_each_day_trips_while_each_day_is_within_every_bound() -> None:
    desk = a_desk(11, weeks=6)
    for number, day in enumerate(workdays(6)):
        desk.i_work(day, 10 + number)
        if any(rule is Alarm.SLOW_DRIP for rule, _ in desk.tripped):
            break
    assert [rule for rule, _ in desk.tripped][:1] == [Alarm.SLOW_DRIP]
    assert 10 + number < 30


def test_SEC_M03_few_a_day_and_never_a_customer_of_their_own_trips_within_two_weeks() -> None:
    desk = a_desk(13, weeks=2)
    for day in workdays(2):
        desk.i_work(day, 4, own=0.0)
    assert Alarm.SLOW_DRIP in {rule for rule, _ in desk.tripped}


def test_too_little_to_go_by_is_told_as_none_and_the_fixed_bounds_stand() -> None:
    few: dict[int, Sequence[int]] = {ME: [3] * (baselines.LEAST_SHIFTS - 1), 2: [3] * 20}
    assert baselines.usual(ME, few, {2: 9}) == baselines.Usual(None, None)
    assert not baselines.is_unusual(1_000, baselines.Usual(None, None))
    assert not baselines.drifts([1, 2, 3], today=100)


def test_few_odd_days_move_no_baseline() -> None:
    plain = baselines.usual(ME, {ME: [20] * 20}, {})
    odd = baselines.usual(ME, {ME: [*[20] * 20, 110, 115, 110]}, {})
    assert plain == odd


@pytest.mark.django_db
def test_SEC_M03_what_is_unusual_for_agent_and_team_is_an_alarm_of_the_reveal_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(standing, "may_reveal", lambda _now: True)
    people = [an_agent(name) for name in ("Ann", "Bea", "Cem", "Dan", "Eve", "Fay", "Gus")]
    Team.objects.create(slug="east", name="East").members.set(people)
    ann = _at_the_desk(as_viewer(people[0]))
    chats = []
    for number in range(18):
        customer = a_customer(f"one-{number}").viewer
        entry = log.stored(log.open(customer.id, author=says(customer), body="hi", key=None, locale="en"))
        log.assign(entry.conversation, author=says(ann), agent=ann.id)
        chats.append(queries.conversation_by_row(ann, entry.conversation))
    now = clock.now()
    Reveal.objects.bulk_create(
        Reveal(agent=who, conversation_id=chats[0].id, customer=10_000 + 10 * day + n, field="email", reason="identity",
               is_shown=True, is_own=True, at=now - timedelta(days=day, hours=1), ends_at=now - timedelta(days=day))
        for who in people for day in range(1, 13) for n in range(3)
    )  # fmt: skip
    for chat in chats:
        reveals.reveal(ann, chat, field="email", reason="identity")
    assert RevealAlarm.objects.filter(rule=Alarm.UNUSUAL.value, agent_id=ann.id).count() == 1


def _at_the_desk(viewer: Viewer) -> Viewer:
    return replace(viewer, session="desk:test")
