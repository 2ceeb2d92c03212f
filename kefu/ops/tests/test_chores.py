"""What the worker is given to do besides the log: it runs, and publishes on time."""

import threading
from datetime import datetime
from functools import partial

import pytest

from kefu.conversations import worker as workers
from kefu.conversations.worker import Lane, Worker
from kefu.kit import clock
from kefu.knowledge import review, shelf, tidying
from kefu.ops import chores
from kefu.search import vectors
from kefu.search.matching import learning


@pytest.mark.django_db(transaction=True)
def test_what_must_be_prompt_is_asked_for_every_few_seconds_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, asked = threading.Event(), threading.Event()
    calls: list[datetime] = []

    def chore(now: datetime) -> int:
        calls.append(now)
        if len(calls) == 2:
            asked.set()
        return 0

    monkeypatch.setattr(workers, "SWEEP_S", 0.01)
    worker = Worker(stop, prompt=(chore,))
    thread = threading.Thread(target=worker._sweep)
    thread.start()
    try:
        assert asked.wait(20)
    finally:
        stop.set()
        thread.join(20)


@pytest.mark.django_db(transaction=True)
def test_what_is_slow_goes_on_while_there_is_some_and_holds_up_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, swept, free, done = (threading.Event() for _ in range(4))
    left = [3, 2, 1]

    def slow(now: datetime) -> int:
        assert free.wait(20)
        if not left:
            done.set()
        return left.pop() if left else 0

    def prompt(now: datetime) -> int:
        swept.set()
        return 0

    monkeypatch.setattr(workers, "SWEEP_S", 0.01)
    monkeypatch.setattr(workers, "REST_S", 0.01)
    lane = Lane("toil", (slow,))
    worker = Worker(stop, prompt=(prompt,), lanes=(lane,))
    threads = [threading.Thread(target=job) for job in (partial(worker._toil, lane), worker._sweep)]
    for thread in threads:
        thread.start()
    try:
        assert swept.wait(20)
        assert len(left) == 3
        free.set()
        assert done.wait(20)
    finally:
        stop.set()
        free.set()
        for thread in threads:
            thread.join(20)


def test_the_worker_publishes_what_is_due_finds_what_changed_and_forgets_what_is_old() -> None:
    assert {review.due, shelf.renew} <= set(chores.PROMPT)
    assert tidying.tidy in chores.TIDIES


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_pages_findable_by_meaning_and_after_an_upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    filled = iter([5, 0])
    monkeypatch.setattr(vectors, "fill", lambda limit: next(filled))
    _checks, mend = chores.SLOW
    _teach, fill, learn = chores.LEARNING
    assert (fill(clock.now()), fill(clock.now())) == (5, 0)
    assert mend is shelf.mend
    monkeypatch.setattr(learning, "learn", lambda: 1)
    assert learn(clock.now()) == 1
