"""A log that is whole is called whole; every sort of damage that no constraint of the tables stops is named."""

import pytest
from django.db import connection

from conftest import says
from kefu.conversations import log, soundness
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer


@pytest.fixture
def told(chat: ConversationRecord, alice: Viewer, carol: Viewer) -> ConversationRecord:
    """A message, a note, an answer and an end."""
    log.note(chat.id, author=says(alice), body="looks late")
    log.reply(chat.id, author=says(alice), body="we look")
    log.reply(chat.id, author=says(carol), body="thank you")
    log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED)
    return chat


def harmed(sql: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
    return soundness.examine(replay_most=100).faults


def test_a_log_as_it_was_written_is_sound(told: ConversationRecord) -> None:
    found = soundness.examine(replay_most=100)
    assert (found.faults, found.conversations, found.replayed) == ((), 1, 1)
    assert found.entries == 5 + _openings(told)


def _openings(told: ConversationRecord) -> int:
    return told.last_seq - 1


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("DELETE FROM conversations_entry WHERE kind = 'note'", "have a hole"),
        ("DELETE FROM conversations_entry WHERE kind = 'closed'", "have a hole"),
        ("UPDATE conversations_conversation SET last_public_seq = last_public_seq + 1", "have a hole"),
        ("UPDATE conversations_conversation SET status = 'open'", "are not what its entries say"),
        ("UPDATE conversations_conversation SET waiting_since = created_at", "are not what its entries say"),
        ("UPDATE conversations_entry SET kind = 'made up' WHERE kind = 'note'", "cannot be read"),
        ("UPDATE conversations_entry SET audience = 'everyone' WHERE kind = 'note'", "another order"),
    ],
)
def test_R20_what_is_not_whole_is_named(told: ConversationRecord, harm: str, said: str) -> None:
    assert soundness.examine(replay_most=100).faults == ()
    faults = harmed(harm)
    assert any(said in fault for fault in faults), faults


def test_a_sample_takes_the_newest_and_some_of_the_others(chat: ConversationRecord) -> None:
    assert soundness.examine(replay_most=1).replayed == 1
    assert soundness.examine(replay_most=0).replayed == 0
