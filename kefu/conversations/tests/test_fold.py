"""The columns are a cache: whatever happens, replaying the log gives the same."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import says
from kefu.conversations import columns, fold, log, queries, store
from kefu.conversations.fold import Folded
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer

STEPS = ("ask", "answer", "note", "take", "give", "queue", "close", "reopen", "edit", "redact")


def step(name: str, conversation: int, alice: Viewer, bob: Viewer, carol: Viewer) -> None:
    last = columns.lock_heads([conversation])[conversation].state.last_message_seq
    match name:
        case "ask":
            log.reply(conversation, author=says(carol), body="?")
        case "answer":
            log.reply(conversation, author=says(alice), body="!")
        case "note":
            log.note(conversation, author=says(alice), body="hm")
        case "take":
            log.assign(conversation, author=says(alice), agent=alice.id)
        case "give":
            log.assign(conversation, author=says(alice), agent=bob.id)
        case "queue":
            log.assign(conversation, author=says(bob), agent=None)
        case "close":
            log.close(conversation, author=says(alice), reason=CloseReason.SOLVED)
        case "reopen":
            log.reopen(conversation, author=says(alice))
        case "edit":
            log.edit(conversation, author=says(alice), target=last, body="better")
        case "redact":
            log.redact(conversation, author=says(bob), target=last)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(STEPS), max_size=12))
def test_replaying_the_log_equals_the_stored_columns(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer, names: list[str]
) -> None:
    for name in names:
        step(name, chat.id, alice, bob, carol)
    head = queries.conversation_for(alice, chat.public_id)
    stored = Folded(
        status=head.status,
        holder=head.holder,
        assignee=head.assignee,
        last_seq=head.last_seq,
        last_public_seq=head.last_public_seq,
        last_message_seq=head.last_message_seq,
        waiting_since=head.waiting_since,
        last_entry_at=head.last_entry_at,
    )
    whole = store.select_entries("e.conversation_id = %s", [chat.id], tail="ORDER BY e.seq")
    assert fold.replay(whole) == stored
    assert [entry.seq for entry in whole] == list(range(1, len(whole) + 1))
    public = [entry.public_seq for entry in whole if entry.public_seq is not None]
    assert public == list(range(1, len(public) + 1))
