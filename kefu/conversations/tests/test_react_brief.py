"""With the embedded database a pass lets its watchers look before it takes the lock that all writers share."""

from collections.abc import Iterable, Sequence

import pytest
from django.db import connection

from conftest import says
from kefu.conversations import log, react
from kefu.conversations.data import NoteData
from kefu.conversations.kinds import SYSTEM, Audience, Kind
from kefu.conversations.models import Entry, Reaction
from kefu.conversations.react import Effect, Hint, Rows, Watcher
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord
from kefu.kit import db, wake
from kefu.people.access import Viewer
from kefu.watchers.notify.models import Unread

FULL, NORMAL = 2, 1  # of SQLite's PRAGMA synchronous

pytestmark = pytest.mark.django_db(transaction=True)


class Looker(Watcher):
    """Returns what it is told to, and remembers how the database was while it looked."""

    key = "looker"
    watches = frozenset({Kind.MESSAGE})

    def __init__(self, *effects: Effect) -> None:
        self.effects = effects
        self.was_held: list[bool] = []

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
        self.was_held.append(connection.in_atomic_block)
        return self.effects


class Another(Looker):
    key = "another"


def unread(chat: ConversationRecord, *, seq: int | None = 7) -> Rows:
    row = (chat.id, seq, db.to_moment(chat.created_at))
    return Rows("notify_unread", "conversation_id, last_seq, at", [row], or_else="(conversation_id) DO NOTHING")


def waits_for() -> object:
    return db.rows("PRAGMA synchronous" if db.is_sqlite() else "SHOW synchronous_commit")[0][0]


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How much of the disk each pass's commit waited for."""
    found: list[object] = []
    mark_done = react._mark_done

    def marking(entries: Sequence[EntryRecord]) -> None:
        found.append(waits_for())
        mark_done(entries)

    monkeypatch.setattr(react, "_mark_done", marking)
    return found


def test_nothing_is_held_while_watchers_look(chat: ConversationRecord) -> None:
    looker = Looker(unread(chat))
    assert react.run_pass(order=[looker]) > 0
    assert looker.was_held == [not db.is_sqlite()]
    assert Unread.objects.get().last_seq == 7
    assert not Entry.objects.filter(reacted_at=None).exists()


def test_a_pass_that_appends_waits_for_the_disk_and_one_that_does_not_is_run_again_if_it_is_lost(
    chat: ConversationRecord, carol: Viewer, synced: list[object]
) -> None:
    react.run_pass(order=[Looker(unread(chat))])
    note = Draft(chat.id, Kind.NOTE, SYSTEM, NoteData(), audience=Audience.STAFF, body="seen")
    log.stored(log.reply(chat.id, author=says(carol), body="hello?"))
    react.run_pass(order=[Looker(note)])
    assert synced == ([NORMAL, FULL] if db.is_sqlite() else ["on", "on"])
    assert waits_for() in {FULL, "on"}


def test_a_hint_is_told_when_its_rows_can_be_read(chat: ConversationRecord) -> None:
    heard: list[int] = []

    def hears(topic: str, refs: wake.Refs, carried: object) -> None:
        if topic == "looked":
            heard.append(Unread.objects.filter(conversation_id=chat.id).count())

    stop = wake.subscribe(hears)
    try:
        react.run_pass(order=[Looker(unread(chat), Hint("looked", [["here"]]))])
    finally:
        stop()
    assert heard == [1]


def test_rows_that_cannot_be_written_stop_no_other_watcher_and_are_remembered(chat: ConversationRecord) -> None:
    bad, good = Looker(unread(chat, seq=None)), Another(unread(chat))
    assert react.run_pass(order=[bad, good]) > 0
    assert Unread.objects.get().last_seq == 7
    assert {row.watcher for row in Reaction.objects.all()} == {"looker"}
    assert not Entry.objects.filter(reacted_at=None).exists()
