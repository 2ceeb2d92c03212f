"""What was put off comes back when its moment has come: once, and whatever happens to the clock or the process."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from conftest import says
from kefu.conversations import everywhere, log, queries
from kefu.conversations.kinds import AuthorKind, Kind, Status
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.watchers.snooze.watch import Snooze

HOUR = timedelta(hours=1)


@pytest.fixture
def until(chat: ConversationRecord, alice: Viewer) -> datetime:
    moment = clock.now() + HOUR
    log.stored(log.snooze(chat.id, author=says(alice), until=moment))
    return moment


def status(viewer: Viewer, chat: ConversationRecord) -> Status:
    return queries.conversation_for(viewer, chat.public_id).status


def wakings(viewer: Viewer, chat: ConversationRecord) -> int:
    return [entry.kind for entry in queries.entries_for(viewer, chat)].count(Kind.WOKEN)


def test_it_comes_back_at_its_moment_and_not_before(chat: ConversationRecord, alice: Viewer, until: datetime) -> None:
    Snooze().wake_due(until - timedelta(microseconds=1))
    assert status(alice, chat) is Status.SNOOZED
    Snooze().wake_due(until)
    last = queries.entries_for(alice, chat)[-1]
    assert (status(alice, chat), last.kind, last.author.kind) == (Status.OPEN, Kind.WOKEN, AuthorKind.WATCHER)


def test_a_sweep_goes_by_the_clock(
    chat: ConversationRecord, alice: Viewer, until: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Snooze().sweep()
    assert status(alice, chat) is Status.SNOOZED
    monkeypatch.setattr(clock, "now", lambda: until + HOUR)
    Snooze().sweep()
    assert status(alice, chat) is Status.OPEN


def test_a_clock_that_jumps_to_and_fro_wakes_it_once(chat: ConversationRecord, alice: Viewer, until: datetime) -> None:
    for offset in (2 * HOUR, -2 * HOUR, 3 * HOUR, timedelta()):
        Snooze().wake_due(until + offset)
    assert wakings(alice, chat) == 1


def test_what_was_put_off_again_meanwhile_is_left_alone(
    chat: ConversationRecord, alice: Viewer, until: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = everywhere.snoozed_due(until, limit=10)
    log.stored(log.snooze(chat.id, author=says(alice), until=until + HOUR))
    monkeypatch.setattr(everywhere, "snoozed_due", lambda now, limit: found)
    Snooze().wake_due(until)
    assert (status(alice, chat), wakings(alice, chat)) == (Status.SNOOZED, 0)


def test_a_failed_sweep_loses_nothing(
    chat: ConversationRecord, alice: Viewer, until: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(log, "append", lambda drafts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            Snooze().wake_due(until)
    assert status(alice, chat) is Status.SNOOZED
    Snooze().wake_due(until)
    assert (status(alice, chat), wakings(alice, chat)) == (Status.OPEN, 1)


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_sweep_together_wake_it_once(
    chat: ConversationRecord, alice: Viewer, until: datetime
) -> None:
    together = threading.Barrier(2)

    def sweep(_: int) -> None:
        together.wait(5)
        try:
            Snooze().wake_due(until)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sweep, range(2)))
    assert (status(alice, chat), wakings(alice, chat)) == (Status.OPEN, 1)
