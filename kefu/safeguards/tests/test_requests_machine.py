"""SEC-L11: whatever is done in whatever order, by whomever, an account moves after two people, a day and its owner's silence."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conftest import a_customer, an_agent, as_viewer, says
from kefu.conversations import log, queries
from kefu.exchange import asking
from kefu.exchange.contract import calls
from kefu.exchange.contract.actions import Acted, Notified
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import CannotTell, Connector, Learned
from kefu.exchange.contract.kinds import Action, Channel, Trouble
from kefu.kit import clock
from kefu.kit.errors import KefuError
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Team
from kefu.safeguards import requests_store, requests_work
from kefu.safeguards.models import AccountRequest, RequestStep
from kefu.safeguards.requests import Flag, ProofKind, State
from kefu.safeguards.requests_store import Asked

DAY = timedelta(hours=24)
_numbers = count(1)


class Moving:
    """The house's clock, as fast as a test wants it."""

    now: ClassVar[datetime] = clock.now()

    @classmethod
    def read(cls) -> datetime:
        return cls.now


class Exchange(Connector):
    """Does what it is asked once for each key; how it answers is the test's choice."""

    key = "fake"

    def __init__(self) -> None:
        self.mood = "well"
        self.does: dict[str, datetime] = {}
        self.asked: list[tuple[str, datetime]] = []

    def answer(self, call: Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
        assert uid
        if call is calls.NOTIFY:
            if self.mood != "well":
                raise CannotTell(Trouble.UNAVAILABLE)
            failed = (Channel.SMS,) if self.mood == "half" else ()
            return Learned(Notified((Channel.EMAIL,), failed), Moving.now)
        self.asked.append((asked.key, Moving.now))
        if self.mood == "refuses":
            raise CannotTell(Trouble.REFUSED)
        self.does.setdefault(asked.key, Moving.now)
        if self.mood == "answers late":
            raise CannotTell(Trouble.TIMEOUT)
        return Learned(Acted(self.does[asked.key]), Moving.now)


def at_the_desk(viewer: Viewer) -> Viewer:
    return replace(viewer, session="desk:test")


def some_people() -> dict[str, Viewer]:
    """Two teams with an agent and a lead each, and a lead of none."""
    found = {}
    for name, role, team in (
        ("Ann", Role.AGENT, "east"),
        ("Ben", Role.LEAD, "east"),
        ("Cem", Role.AGENT, "west"),
        ("Dora", Role.LEAD, "west"),
        ("Eve", Role.LEAD, ""),
        ("Root", Role.ADMIN, "west"),
    ):
        agent = an_agent(name, role)
        if team:
            agent.teams.add(Team.objects.get_or_create(slug=team, name=team)[0])
        found[name] = at_the_desk(as_viewer(agent))
    return found


@pytest.fixture
def people(db: None) -> dict[str, Viewer]:
    return some_people()


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch) -> Exchange:
    made = Exchange()
    Moving.now = clock.now()
    monkeypatch.setattr(clock, "now", Moving.read)
    monkeypatch.setattr(asking, "current", lambda: made)
    return made


WHO = st.sampled_from(["Ann", "Ben", "Cem", "Dora", "Eve", "Root"])


class Takeovers(RuleBasedStateMachine):
    people: ClassVar[dict[str, Viewer]]
    exchange: ClassVar[Exchange]
    asked = Bundle("asked")

    def __init__(self) -> None:
        super().__init__()
        self.exchange.mood = "well"
        self.ended: dict[str, str] = {}
        self.flags: dict[str, set[str]] = {}
        self.vetoed: dict[str, datetime] = {}
        self.mine: set[str] = set()

    @rule(target=asked, who=WHO, action=st.sampled_from([Action.RESET_SECOND_FACTOR, Action.UNFREEZE]))
    def ask(self, who: str, action: Action) -> str:
        started = a_customer(f"owner-{next(_numbers)}")
        entry = log.stored(log.open(started.viewer.id, author=says(started.viewer), body="lost", key=None, locale="en"))
        chat = queries.conversation_for(started.viewer, entry.conversation_public_id)
        made = requests_store.ask(self.people[who], chat, Asked(action, "lost phone"))
        self.mine.add(made)
        return made

    def _try(self, act: Callable[[], None]) -> None:
        with suppress(KefuError):
            act()

    @rule(one=asked, who=WHO, kind=st.sampled_from(ProofKind))
    def prove(self, one: str, who: str, kind: ProofKind) -> None:
        self._try(lambda: requests_store.prove(self.people[who], one, kind=kind, note="seen"))

    @rule(one=asked, who=WHO)
    def approve(self, one: str, who: str) -> None:
        self._try(lambda: requests_store.approve(self.people[who], one))

    @rule(one=asked, who=WHO, proves=WHO)
    def prove_and_approve(self, one: str, who: str, proves: str) -> None:
        self.prove(one, proves, ProofKind.VIDEO)
        self.approve(one, who)
        self.work()

    @rule(one=asked, mood=st.sampled_from(["well", "well", "half", "answers late", "refuses"]))
    def go_far(self, one: str, mood: str) -> None:
        """As it should be, so that what follows meets a hold, or what was begun."""
        self.prove(one, "Ann", ProofKind.VIDEO)
        for who in ("Dora", "Ben"):
            self.approve(one, who)
        self.work()
        self.exchange.mood = mood
        if mood != "half":
            self.work_a_day_later()

    @rule(one=asked, who=WHO)
    def approve_by_a_program(self, one: str, who: str) -> None:
        before = AccountRequest.objects.get(public_id=one).state
        with pytest.raises(KefuError):
            requests_store.approve(replace(self.people[who], session="token:1"), one)
        assert AccountRequest.objects.get(public_id=one).state == before

    @rule(one=asked, who=WHO)
    def refuse(self, one: str, who: str) -> None:
        self._try(lambda: requests_store.refuse(self.people[who], one, reason="odd"))

    @rule(one=asked, who=WHO)
    def stop(self, one: str, who: str) -> None:
        self._try(lambda: requests_store.stop(self.people[who], one, reason="odd"))

    @rule(one=asked)
    def veto(self, one: str) -> None:
        row = AccountRequest.objects.get(public_id=one)
        token = requests_store.link_of(row).rpartition("/")[2]
        self._try(lambda: requests_store.stop_by_link(token))

    @rule(one=asked, who=WHO, flag=st.sampled_from(Flag))
    def flag(self, one: str, who: str, flag: Flag) -> None:
        self._try(lambda: requests_store.flag(self.people[who], one, flag))

    @rule(hours=st.sampled_from([0.02, 1, 12, 23.9, 24, 25, 49, 200]))
    def wait(self, hours: float) -> None:
        Moving.now += timedelta(hours=hours)

    @rule(mood=st.sampled_from(["well", "well", "down", "half", "refuses", "answers late"]))
    def change_mood(self, mood: str) -> None:
        self.exchange.mood = mood

    @rule()
    def work(self) -> None:
        requests_work.work(Moving.now)

    @rule()
    def work_a_day_later(self) -> None:
        self.wait(24)
        self.work()

    @invariant()
    def nothing_moves_but_by_the_rules(self) -> None:
        for row in AccountRequest.objects.filter(public_id__in=self.mine):
            done_at = self.exchange.does.get(row.public_id)
            if done_at is not None:
                assert row.approved_at is not None
                assert row.held_from is not None
                assert done_at >= max(row.approved_at, row.held_from) + DAY
                parts = {row.asked_by_id, *(proof["by"] for proof in row.proofs)}
                assert len(parts) < len({*parts, row.approved_by_id})
                assert row.approved_by_id not in row.colleagues
                assert row.state in {State.EXECUTED, State.EXECUTING}
            if row.state == State.EXECUTED:
                assert done_at is not None
            flags = {each["flag"] for each in row.flags}
            assert self.flags.setdefault(row.public_id, set()) <= flags
            self.flags[row.public_id] = flags
            if row.public_id in self.ended:
                assert row.state == self.ended[row.public_id], "an end is an end"
            if row.state in {State.VETOED, State.REFUSED, State.EXPIRED, State.EXECUTED}:
                self.ended[row.public_id] = row.state
            if row.state == State.VETOED:
                at = self.vetoed.setdefault(row.public_id, row.ended_at or Moving.now)
                assert all(key != row.public_id or asked_at <= at for key, asked_at in self.exchange.asked)
            out = set(row.steps.exclude(noticed_at=None).values_list("notice", flat=True))
            assert row.held_from is None or {"asked", "approved"} <= out


@pytest.mark.django_db(transaction=True)
def test_SEC_L11_no_order_of_steps_moves_an_account_early_or_alone(
    people: dict[str, Viewer], exchange: Exchange
) -> None:
    Takeovers.people, Takeovers.exchange = people, exchange
    found = settings(
        max_examples=20, stateful_step_count=25, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Takeovers, settings=found)
    assert exchange.does, "in some order it is done"
    assert RequestStep.objects.exclude(noted_at=None).exists()
