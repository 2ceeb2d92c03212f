"""S43: whoever does what in whatever order, an account appeal ends by two people without a part in the first decision, or by its
customer; its deadlines are told and kept, and nothing leads back from an end.
"""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kefu.safeguards import account_appeals as machine
from kefu.safeguards.account_appeals import DECIDED, OPEN, Appeal, Item, Outcome, Refusal, Reviewer, State, Why

BRING, DECIDE = timedelta(days=14), timedelta(days=10)
WHO = st.integers(1, 6)
FIRST = frozenset({1, 2})


class Appeals(RuleBasedStateMachine):
    """Agents 1 and 2 decided first; 3 to 6 did not; 6 could have sat at the desk of any other."""

    began: ClassVar[datetime] = datetime(2026, 1, 1, tzinfo=UTC)

    @initialize()
    def begin(self) -> None:
        self.now = self.began
        self.appeal = machine.begun(parts=FIRST, bring_within=BRING, decide_within=DECIDE, now=self.now)
        self.promised = self.appeal.decide_by
        self.prepared: tuple[int, str] | None = None
        self.news = False
        self.alarms: list[tuple[datetime, int]] = []

    def _try(self, act: object, *args: object, **more: object) -> bool:
        before = self.appeal
        try:
            self.appeal = act(before, *args, **more)  # type: ignore[operator]
        except Refusal:
            assert self.appeal is before
            return False
        assert before.state in OPEN, "nothing leads back from an end"
        if before.items:
            assert [each.what for each in self.appeal.items[: len(before.items)]] == [
                each.what for each in before.items
            ]
        return True

    @rule(count=st.integers(0, 5), who=WHO)
    def ask(self, count: int, who: int) -> None:
        items = [Item(f"thing {number}", who, self.now) for number in range(count)]
        if self._try(machine.ask, items, by=Reviewer(who, who == 6), now=self.now):
            assert who not in {6} | FIRST
            assert self.appeal.bring_by == self.now + BRING
            self.promised = self.appeal.decide_by

    @rule(number=st.integers(-1, 13), lacks=st.booleans())
    def give(self, number: int, lacks: bool) -> None:
        was = self.appeal.state
        if self._try(machine.give, number, now=self.now, is_lacking=lacks) and was is State.PREPARED:
            assert self.appeal.state is State.REVIEW
            self.prepared = None

    @rule()
    def give_all(self) -> None:
        for number, item in enumerate(self.appeal.items, start=1):
            if item.given_at is None:
                self.give(number, lacks=False)

    @rule()
    def enough(self) -> None:
        self._try(machine.enough, now=self.now)

    @rule()
    def stop_waiting(self) -> None:
        bring_by = self.appeal.bring_by
        if self._try(machine.stop_waiting, now=self.now):
            assert bring_by is not None
            assert self.now >= bring_by

    @rule(who=WHO, outcome=st.sampled_from(Outcome))
    def prepare(self, who: int, outcome: Outcome) -> None:
        if self._try(machine.prepare, Reviewer(who, who == 6), outcome, reason="because", now=self.now):
            assert who not in FIRST
            self.prepared = (who, outcome.value)

    @rule(who=WHO)
    def confirm(self, who: int) -> None:
        if self._try(machine.confirm, Reviewer(who, who == 6), now=self.now):
            assert self.prepared is not None
            assert who not in {self.prepared[0], 6} | FIRST
            assert self.appeal.state.value == self.prepared[1]

    @rule(who=WHO)
    def send_back(self, who: int) -> None:
        if self._try(machine.send_back, Reviewer(who, who == 6)):
            self.prepared = None

    @rule(first=WHO, second=WHO)
    def decide(self, first: int, second: int) -> None:
        """Two steps at once, so that ends are met often."""
        self.enough()
        self.prepare(first, Outcome.PARTLY)
        self.confirm(second)

    @rule(often=st.integers(0, 5))
    def withdraw(self, often: int) -> None:
        if not often:
            self._try(machine.withdraw, now=self.now)

    @rule(hours=st.sampled_from([1, 30, 100, 193, 240, 400]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for _each in range(3):
            percent = machine.alarm_due(self.appeal, now=self.now)
            if percent:
                self.appeal = machine.alarmed(self.appeal, percent)
                self.alarms.append((self.appeal.since, percent))

    @invariant()
    def decided_by_two_who_did_not_decide_before(self) -> None:
        appeal = self.appeal
        if appeal.state in DECIDED:
            assert appeal.prepared_by is not None
            assert appeal.confirmed_by is not None
            assert len({appeal.prepared_by, appeal.confirmed_by, *FIRST}) == 4
            assert appeal.reason
        assert (appeal.ended_at is None) is (appeal.state in OPEN)
        assert appeal.asks <= machine.MOST_ASKS
        assert len(appeal.items) <= machine.MOST_ITEMS

    @invariant()
    def what_was_promised_is_not_put_off(self) -> None:
        assert self.appeal.decide_by <= self.promised

    @invariant()
    def each_alarm_rings_once_a_deadline(self) -> None:
        assert len(set(self.alarms)) == len(self.alarms)


TestAppeals = Appeals.TestCase
TestAppeals.settings = settings(max_examples=40, stateful_step_count=30, deadline=None, database=None)


@pytest.fixture
def appeal() -> Appeal:
    return machine.begun(parts=FIRST, bring_within=BRING, decide_within=DECIDE, now=Appeals.began)


def test_S43_alarms_ring_at_four_fifths_and_at_the_end_and_begin_anew_with_each_deadline(appeal: Appeal) -> None:
    began = Appeals.began
    assert machine.alarm_due(appeal, now=began + timedelta(days=7.9)) == 0
    assert machine.alarm_due(appeal, now=began + timedelta(days=8)) == 80
    rung = machine.alarmed(appeal, 80)
    assert machine.alarm_due(rung, now=began + timedelta(days=9.9)) == 0
    assert machine.alarm_due(rung, now=began + DECIDE) == 100
    assert machine.alarm_due(machine.alarmed(rung, 100), now=began + timedelta(days=99)) == 0
    asked = machine.ask(rung, [Item("a bill", 3, began)], by=Reviewer(3), now=began)
    assert machine.alarm_due(asked, now=began + timedelta(days=11.2)) == 80
    assert machine.alarm_due(machine.withdraw(asked, now=began), now=began + timedelta(days=99)) == 0


def test_S43_evidence_that_comes_while_it_is_confirmed_is_read_before_it_is_decided(appeal: Appeal) -> None:
    now = Appeals.began
    prepared = machine.prepare(appeal, Reviewer(3), Outcome.REFUSED, reason="no", now=now)
    after = machine.give(prepared, 0, now=now)
    assert (after.state, after.prepared_by) == (State.REVIEW, None)
    with pytest.raises(Refusal) as refused:
        machine.confirm(after, Reviewer(4), now=now)
    assert refused.value.why is Why.NOT_NOW


def test_S43_nobody_of_the_first_decision_and_nobody_twice(appeal: Appeal) -> None:
    now = Appeals.began
    for who, why in ((Reviewer(1), Why.FIRST_DECISION), (Reviewer(5, is_linked=True), Why.FIRST_DECISION)):
        with pytest.raises(Refusal) as refused:
            machine.prepare(appeal, who, Outcome.GRANTED, reason="yes", now=now)
        assert refused.value.why is why
    prepared = machine.prepare(appeal, Reviewer(3), Outcome.GRANTED, reason="yes", now=now)
    for who, why in (
        (Reviewer(3), Why.SAME_PERSON),
        (Reviewer(2), Why.FIRST_DECISION),
        (Reviewer(4, is_linked=True), Why.SAME_PERSON),
    ):
        with pytest.raises(Refusal) as refused:
            machine.confirm(prepared, who, now=now)
        assert refused.value.why is why
