"""Lists and sessions are looked after whatever one round raised."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from django.db import DatabaseError, InterfaceError

from kefu.conversations import seers
from kefu.live import desks, tail
from kefu.live.hub import Hub, Member
from kefu.live.receipts import Receipts
from kefu.live.tail import Tail

ERRORS = [DatabaseError, InterfaceError]


class Outbox:
    is_full = False

    def __init__(self) -> None:
        self.frames: list[bytes] = []

    def put(self, frame: bytes) -> None:
        self.frames.append(frame)


def a_desk(hub: Hub, monkeypatch: pytest.MonkeyPatch, *, failing: Callable[[], Exception]) -> Outbox:
    """Of somebody confined, whose first reading fails."""
    failures, outbox = [failing()], Outbox()

    def sight_of(_changed: object) -> object:
        if failures:
            raise failures.pop()
        return SimpleNamespace(lets_hear=lambda _viewer, _public_id: True)

    monkeypatch.setattr(seers, "sight_of", sight_of)
    monkeypatch.setattr(desks, "_sees_all", lambda _viewer: False)
    hub.inbox.add(cast(Member, Desk(outbox)))
    return outbox


class Desk:
    viewer = None

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox


async def for_a_while(tail: Tail, hub: Hub) -> None:
    hub.note_change("first")
    task = asyncio.create_task(tail._keep_inboxes())
    for turn in range(100):
        await asyncio.sleep(0.01)
        if turn == 50:
            hub.note_change("second")
    task.cancel()


@pytest.mark.parametrize("error", ERRORS)
def test_what_could_not_be_asked_for_is_told_the_next_time(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    hub = Hub()
    outbox = a_desk(hub, monkeypatch, failing=error)
    monkeypatch.setattr(tail, "INBOX_S", 0.01)
    asyncio.run(for_a_while(Tail(hub, cast(Receipts, None)), hub))
    told = b"".join(outbox.frames)
    assert b'"first"' in told
    assert b'"second"' in told


def test_a_fault_of_our_own_ends_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    outbox = a_desk(hub, monkeypatch, failing=KeyError)
    monkeypatch.setattr(tail, "INBOX_S", 0.01)
    asyncio.run(for_a_while(Tail(hub, cast(Receipts, None)), hub))
    assert b'"second"' in b"".join(outbox.frames)


@pytest.mark.parametrize("error", [*ERRORS, KeyError])
def test_a_job_that_failed_once_is_done_again(error: type[Exception]) -> None:
    done: list[int] = []

    async def job() -> None:
        done.append(1)
        if len(done) == 1:
            raise error

    async def played() -> None:
        task = asyncio.create_task(Tail(Hub(), cast(Receipts, None))._every(0.01, job))
        await asyncio.sleep(0.3)
        task.cancel()

    asyncio.run(played())
    assert len(done) > 1


def test_lists_of_many_are_told_in_one_pass_over_them(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []

    class Compared(Desk):
        def __eq__(self, other: object) -> bool:
            compared.append(other)
            return self is other

        __hash__ = object.__hash__

    hub = Hub()
    outbox = a_desk(hub, monkeypatch, failing=DatabaseError)
    hub.inbox |= {cast(Member, Compared(outbox)) for _ in range(20)}
    hub.note_change("first")
    compared.clear()
    asyncio.run(desks.tell_changed(hub))
    assert compared == []
