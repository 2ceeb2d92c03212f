"""One exchange call that hangs keeps its own conversation waiting, and nobody else's."""

from collections.abc import Iterator
from concurrent.futures import Future, wait
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections

from conftest import a_customer
from kefu.exchange import asking
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import Learned
from kefu.exchange.contract.kinds import TransferState
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.watchers.cases import jobs, lanes, telling
from kefu.watchers.cases.models import CaseJob
from kefu.watchers.cases.tests.test_cases import Exchange, diagnosed, look, opened, ran, verdicts

pytestmark = pytest.mark.django_db(transaction=True)
LONG_S = 30.0  # what would be an endless wait for these tests: nothing here waits for it when all is well


class Slow(Exchange):
    """Answers about Carol's account when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked, self.let_go = Event(), Event()
        self.is_slow = False

    def answer(self, call: Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
        if self.is_slow and uid == "carol":
            self.is_asked.set()
            self.let_go.wait(LONG_S)
        return super().answer(call, asked, uid=uid)


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    told, begun = Slow(), list[Future[None]]()
    whole = lanes.Round.begin

    def watched(self: lanes.Round, *given: Any) -> None:
        whole(self, *given)
        begun.append(self.begun[-1])

    asking.forget()
    monkeypatch.setattr(asking, "current", lambda: told)
    monkeypatch.setattr(lanes.Round, "begin", watched)
    yield told
    told.let_go.set()
    wait(begun, timeout=LONG_S)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[int, Event]:
    """By conversation: set once the log was told."""
    events: dict[int, Event] = {}
    whole = telling.tell

    def heard(job: CaseJob, run: Any) -> Any:
        outcome = whole(job, run)
        events[job.conversation].set()
        return outcome

    monkeypatch.setattr(telling, "tell", heard)
    return events


def work_and_leave(now: datetime) -> None:
    """As the worker's thread does, and without a connection left behind."""
    try:
        jobs.work(now)
    finally:
        connections.close_all()


def test_a_look_that_hangs_delays_nobody_elses(carol: Viewer, exchange: Slow, told: dict[int, Event]) -> None:
    dora = a_customer("dora").viewer
    for each in (carol, dora):
        ran(each)
    theirs, others = opened(carol, "where is it"), opened(dora, "where is it")
    told |= {theirs.id: Event(), others.id: Event()}
    exchange.deposit |= {"state": TransferState.CREDITED}
    exchange.is_slow = True
    round_of_both = Thread(target=work_and_leave, args=[clock.now() + timedelta(minutes=1)])
    round_of_both.start()
    assert exchange.is_asked.wait(LONG_S)
    assert told[others.id].wait(LONG_S)
    assert not told[theirs.id].is_set()
    exchange.let_go.set()
    round_of_both.join(LONG_S)
    look(clock.now() + timedelta(minutes=10))
    assert verdicts(diagnosed(carol, theirs)) == verdicts(diagnosed(dora, others)) == ["on_its_way", "credited"]


def test_a_look_that_hangs_does_not_keep_the_next_round_from_beginning(
    carol: Viewer, exchange: Slow, told: dict[int, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(carol)
    theirs = opened(carol, "where is it")
    told[theirs.id] = Event()
    exchange.deposit |= {"state": TransferState.CREDITED}
    exchange.is_slow = True
    monkeypatch.setattr(lanes, "PATIENCE_S", 0.0)
    later = clock.now() + timedelta(minutes=1)
    assert jobs.work(later) == 1
    assert exchange.is_asked.wait(LONG_S)
    dora = a_customer("dora").viewer
    exchange.deposit |= {"state": TransferState.SEEN}
    ran(dora)
    others = opened(dora, "where is it")
    told[others.id] = Event()
    exchange.deposit |= {"state": TransferState.CREDITED}
    assert jobs.work(later + jobs.STALE_AFTER + timedelta(minutes=1)) == 1  # not Carol's again: it is under way
    assert told[others.id].wait(LONG_S)
    assert not told[theirs.id].is_set()


def test_no_more_looks_are_begun_than_there_are_lanes(
    carol: Viewer, exchange: Slow, told: dict[int, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LANES", 1)
    monkeypatch.setattr(lanes, "PATIENCE_S", 0.0)
    dora = a_customer("dora").viewer
    for each in (carol, dora):
        ran(each)
        told[opened(each, "where is it").id] = Event()
    exchange.is_slow = True
    later = clock.now() + timedelta(minutes=1)
    assert jobs.work(later) == 1
    assert exchange.is_asked.wait(LONG_S)
    assert jobs.work(later) == 0
