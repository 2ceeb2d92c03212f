"""Watchers: each runs for what it watches, one's failure is its own, and order does not matter."""

import random
import threading
from collections.abc import Iterable, Sequence

import pytest
from django.db import IntegrityError

from conftest import says
from kefu.conversations import fold, log, marks, queries, react, rules, store
from kefu.conversations.data import MessageData, NoteData
from kefu.conversations.kinds import SYSTEM, Audience, AuthorKind, CloseReason, Kind
from kefu.conversations.models import Entry, Reaction
from kefu.conversations.react import Watcher
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord
from kefu.conversations.worker import Worker
from kefu.people.access import Viewer
from kefu.watchers.notify.queries import unread_for


class Greeter(Watcher):
    key = "greeter"
    watches = frozenset({Kind.MESSAGE})

    def on_entry(self, entry: EntryRecord) -> Iterable[Draft]:
        if entry.author.kind is AuthorKind.CUSTOMER:
            yield Draft(entry.conversation, Kind.MESSAGE, SYSTEM, MessageData(), body="We are on it.")


class Annotator(Watcher):
    key = "annotator"
    watches = frozenset({Kind.MESSAGE})

    def on_entry(self, entry: EntryRecord) -> Iterable[Draft]:
        if entry.author.kind is AuthorKind.CUSTOMER:
            yield Draft(entry.conversation, Kind.NOTE, SYSTEM, NoteData(), audience=Audience.STAFF, body="seen")


class Broken(Watcher):
    key = "broken"
    watches = frozenset({Kind.MESSAGE})

    def __init__(self, bad_body: str) -> None:
        self.bad_body = bad_body
        self.saw: list[str] = []

    def on_entry(self, entry: EntryRecord) -> Iterable[Draft]:
        if entry.body == self.bad_body:
            raise RuntimeError("cannot digest this")
        self.saw.append(entry.body)
        return ()


def bodies(viewer: Viewer, chat: ConversationRecord) -> list[str]:
    return [entry.body for entry in queries.entries_for(viewer, chat) if entry.body]


def passes(watchers: Sequence[Watcher]) -> None:
    while react.run_pass(order=watchers):
        pass


def test_a_watchers_entry_is_appended_once_though_it_runs_twice(chat: ConversationRecord, alice: Viewer) -> None:
    passes([Greeter()])
    Entry.objects.filter(kind=Kind.MESSAGE).update(reacted_at=None)
    passes([Greeter()])
    assert bodies(alice, chat).count("We are on it.") == 1


def test_one_failing_watcher_stops_neither_another_nor_other_entries(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.reply(chat.id, author=says(carol), body="poison"))
    log.stored(log.reply(chat.id, author=says(carol), body="fine"))
    broken = Broken("poison")
    passes([broken, Annotator()])
    assert "fine" in broken.saw
    assert bodies(alice, chat).count("seen") == 3
    row = Reaction.objects.get()
    assert (row.watcher, row.status, row.attempts) == ("broken", Reaction.Status.DUE, 1)
    assert "cannot digest this" in row.error
    assert not Entry.objects.filter(reacted_at=None).exists()


def test_a_failed_reaction_is_tried_again_and_given_up_with_its_reason(
    chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Broken("充值两小时了还没到")
    monkeypatch.setattr(react, "watchers", lambda: (broken,))
    passes([broken])
    for _ in range(react.MAX_ATTEMPTS):
        Reaction.objects.update(next_try_at=chat.created_at)
        react.retry_due()
    assert Reaction.objects.get().status == Reaction.Status.GIVEN_UP
    broken.bad_body = ""
    Reaction.objects.update(status=Reaction.Status.DUE, next_try_at=chat.created_at)
    assert react.retry_due() == 1
    assert Reaction.objects.get().status == Reaction.Status.DONE


def test_the_order_of_watchers_does_not_change_the_fold(alice: Viewer, carol: Viewer) -> None:
    folds = []
    for seed in range(4):
        order: list[Watcher] = [Greeter(), Annotator(), *react.watchers()]
        random.Random(seed).shuffle(order)
        entry = log.stored(log.open(carol.id, author=says(carol), body="hi", key=f"shuffle-{seed}", locale="en"))
        passes(order)
        whole = store.select_entries("e.conversation_id = %s", [entry.conversation], tail="ORDER BY e.seq")
        state = fold.replay(whole)
        folds.append((state.status, state.holder, state.assignee, state.waiting_since is None))
        log.stored(log.close(entry.conversation, author=says(alice), reason=CloseReason.SOLVED))
    assert len(set(folds)) == 1


def test_a_customers_word_is_unread_until_it_is_read(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    assert unread_for(alice, [chat.id]) == set()
    passes(react.watchers())
    assert unread_for(alice, [chat.id]) == {chat.id}
    marks.record([marks.Mark(chat.id, chat.public_id, AuthorKind.AGENT, alice.id, delivered=2, read=2)])
    assert unread_for(alice, [chat.id]) == set()
    assert unread_for(bob, [chat.id]) == {chat.id}


def test_marks_only_move_forward_and_never_beyond_the_log(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.note(chat.id, author=says(alice), body="internal"))
    log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    mark = marks.Mark(chat.id, chat.public_id, AuthorKind.CUSTOMER, carol.id, delivered=2, read=99)
    receipt = marks.record([mark])[0]
    assert (receipt.is_customers, receipt.delivered, receipt.read) == (True, 4, 4)
    assert not marks.record([marks.Mark(chat.id, chat.public_id, AuthorKind.CUSTOMER, carol.id, delivered=1, read=1)])
    far = marks.marks_for(alice, chat)
    assert (far.customer_delivered, far.customer_read) == (4, 4)
    assert marks.marks_for(carol, chat).customer_read == 2


def test_a_customer_is_told_how_far_our_side_got_and_nothing_of_notes(
    chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    note = log.stored(log.note(chat.id, author=says(alice), body="internal"))
    far = marks.record([marks.Mark(chat.id, chat.public_id, AuthorKind.AGENT, alice.id, delivered=3, read=3)])
    assert [(receipt.is_customers, receipt.delivered, receipt.read) for receipt in far] == [(False, 2, 2)]
    behind = marks.Mark(chat.id, chat.public_id, AuthorKind.AGENT, bob.id, delivered=2, read=2)
    reads_note = marks.Mark(chat.id, chat.public_id, AuthorKind.AGENT, alice.id, delivered=note.seq, read=note.seq)
    assert not marks.record([behind, reads_note])
    assert marks.marks_for(alice, chat).staff_read == note.seq


class Clumsy(Watcher):
    """Wants to append what cannot be."""

    key = "clumsy"
    watches = frozenset({Kind.MESSAGE})

    def on_entry(self, entry: EntryRecord) -> Iterable[Draft]:
        if entry.author.kind is AuthorKind.CUSTOMER:
            yield Draft(entry.conversation, Kind.MESSAGE, SYSTEM, MessageData(), body=f"answer to {entry.body}")


def test_a_draft_that_cannot_be_stored_stops_no_other_and_its_row_says_why(
    chat: ConversationRecord, alice: Viewer, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = store.insert_entries

    def fails_on_poison(entries, **more):  # type: ignore[no-untyped-def]
        if any(entry.body == "answer to poison" for entry in entries):
            raise IntegrityError("this row cannot be stored")
        insert(entries, **more)

    monkeypatch.setattr(store, "insert_entries", fails_on_poison)
    poison = log.stored(log.reply(chat.id, author=says(carol), body="poison"))
    long = log.stored(log.reply(chat.id, author=says(carol), body="x" * rules.MAX_BODY_CHARS))
    log.stored(log.reply(chat.id, author=says(carol), body="fine"))
    passes([Clumsy(), Annotator()])
    assert "answer to fine" in bodies(alice, chat)
    assert bodies(alice, chat).count("seen") == 4
    why = dict(Reaction.objects.filter(status=Reaction.Status.GIVEN_UP).values_list("entry_id", "error"))
    assert "cannot be stored" in why[poison.id]
    assert why[long.id] == "refused: too_long"
    assert not Entry.objects.filter(reacted_at=None).exists()


def test_a_failure_nobody_foresaw_does_not_end_the_thread() -> None:
    stop = threading.Event()
    stop.set()

    def fails() -> int:
        raise ValueError("nobody foresaw this")

    assert Worker(stop)._guarded(fails) == 0
