"""Nobody answers blindly over another: `seen` is held against the log under its lock; an answer can take the conversation."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from conftest import says
from kefu.conversations import log, queries
from kefu.conversations.data import AssignedData, MessageData
from kefu.conversations.kinds import CloseReason, Holder, Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, Known, Outcome, Refused
from kefu.kit.errors import Conflict
from kefu.people.access import Viewer


def answer(chat: ConversationRecord, who: Viewer, *, seen: int | None, key: str | None = None) -> Outcome:
    return log.reply(chat.id, author=says(who), body="It is on its way", key=key, seen=seen)


def now(viewer: Viewer, chat: ConversationRecord) -> ConversationRecord:
    return queries.conversation_for(viewer, chat.public_id)


def test_a_reply_is_refused_if_the_customer_said_something_meanwhile(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    seen = now(alice, chat).last_seq
    log.stored(log.reply(chat.id, author=says(carol), body="It has arrived!"))
    assert answer(chat, alice, seen=seen) == Refused("stale")
    assert [entry.body for entry in queries.entries_for(alice, chat)][-1] == "It has arrived!"
    assert log.stored(answer(chat, alice, seen=seen + 1)).seq == seen + 2


def test_what_stale_means_is_told_as_a_conflict() -> None:
    error = log.error_of(Refused("stale"))
    assert isinstance(error, Conflict)
    assert error.code == "stale"


def test_notes_moves_and_own_words_make_nothing_stale(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    seen = now(alice, chat).last_seq
    log.stored(log.note(chat.id, author=says(bob), body="looks like a memo is missing"))
    log.stored(log.assign(chat.id, author=says(bob), agent=alice.id))
    log.stored(log.close(chat.id, author=says(bob), reason=CloseReason.SOLVED))
    log.stored(log.reopen(chat.id, author=says(bob)))
    log.stored(log.reply(chat.id, author=says(alice), body="one moment"))
    assert isinstance(answer(chat, alice, seen=seen), EntryRecord)
    assert answer(chat, bob, seen=seen) == Refused("stale")


def test_only_replies_of_agents_are_held_against_what_was_seen(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    assert isinstance(log.reply(chat.id, author=says(carol), body="me again", seen=1), EntryRecord)
    assert isinstance(answer(chat, alice, seen=None), EntryRecord)


def test_an_edit_by_another_makes_stale(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    said = log.stored(log.reply(chat.id, author=says(bob), body="wait a minute"))
    log.stored(log.edit(chat.id, author=says(bob), target=said.seq, body="wait an hour"))
    assert answer(chat, alice, seen=said.seq) == Refused("stale")


def test_words_earlier_in_the_same_batch_make_stale_too(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    seen = now(alice, chat).last_seq
    told = Draft(chat.id, Kind.MESSAGE, says(carol), MessageData(), body="it came")
    mine = Draft(chat.id, Kind.MESSAGE, says(alice), MessageData(), body="please wait", seen=seen)
    first, second = log.append([told, mine])
    assert isinstance(first, EntryRecord)
    assert second == Refused("stale")


def test_a_reply_that_was_stored_is_known_however_stale_its_repetition(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    seen = now(alice, chat).last_seq
    log.stored(answer(chat, alice, seen=seen, key="said-once-1"))
    log.stored(log.reply(chat.id, author=says(carol), body="thanks"))
    assert isinstance(answer(chat, alice, seen=seen, key="said-once-1"), Known)


def test_a_reply_takes_what_is_nobodys_in_the_same_breath(chat: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    said = log.stored(log.reply(chat.id, author=says(alice), body="hello", claims=True))
    taken = queries.entry_for(alice, chat, number=said.seq - 1)
    assert taken.data == AssignedData(agent=alice.id, previous=None)
    assert (now(alice, chat).assignee, now(alice, chat).holder) == (alice.id, Holder.AGENT)
    log.stored(log.reply(chat.id, author=says(bob), body="me too", claims=True))
    assert now(alice, chat).assignee == alice.id


def test_neither_a_program_nor_an_answer_to_what_is_closed_takes_anything(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.reply(chat.id, author=says(alice), body="from a program"))
    log.stored(log.reply(chat.id, author=says(carol), body="a customer claims nothing", claims=True))
    log.stored(log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED))
    log.stored(log.reply(chat.id, author=says(alice), body="and goodbye", claims=True))
    assert now(alice, chat).assignee is None


def test_a_refused_reply_takes_nothing(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    seen = now(alice, chat).last_seq
    log.stored(log.reply(chat.id, author=says(carol), body="one more thing"))
    assert log.reply(chat.id, author=says(alice), body="hi", seen=seen, claims=True) == Refused("stale")
    assert now(alice, chat).assignee is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_stored_and_has_it_the_other_is_stale(
    chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    for number in range(10):
        log.assign(chat.id, author=says(bob), agent=None)
        seen = now(alice, chat).last_seq

        def tries(who: Viewer, number: int = number, seen: int = seen) -> Outcome:
            body = f"answer {number} of {who.name}"
            return log.reply(chat.id, author=says(who), body=body, seen=seen, claims=True)

        outcomes = at_once(lambda: tries(alice), lambda: tries(bob))
        stored = [outcome for outcome in outcomes if isinstance(outcome, EntryRecord)]
        assert len(stored) == 1, outcomes
        assert Refused("stale") in outcomes
        assert now(alice, chat).assignee == stored[0].author.id


def at_once(*jobs: Callable[[], Outcome]) -> list[Outcome]:
    together = threading.Barrier(len(jobs))

    def run(job: Callable[[], Outcome]) -> Outcome:
        together.wait(5)
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
