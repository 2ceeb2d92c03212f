"""What the shield took out of a customer's words is told to them, and what to do now: of what they send and of what they edit."""

import pytest

from conftest import says
from kefu.conversations import log, queries
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.people.access import Viewer
from kefu.ui import thread

PASSWORD = "my password is Hunter2-Hunter2"
pytestmark = pytest.mark.django_db


def told(viewer: Viewer, entry: EntryRecord) -> list[str]:
    return [each["sort"] for each in thread.entry_json(entry, viewer=viewer)["data"].get("cut", ())]


def edit(chat: ConversationRecord, carol: Viewer, *, target: int, body: str) -> EntryRecord:
    """As its customer reads it: what an edit says is read from what it changed."""
    log.stored(log.edit(chat.id, author=says(carol), target=target, body=body))
    return queries.entries_for(carol, chat)[-1]


@pytest.fixture
def edited(chat: ConversationRecord, carol: Viewer) -> EntryRecord:
    sent = log.stored(log.reply(chat.id, author=says(carol), body="I cannot sign in"))
    assert told(carol, sent) == []
    return edit(chat, carol, target=sent.seq, body=PASSWORD)


def test_an_edit_tells_its_customer_as_a_message_does(edited: EntryRecord, carol: Viewer, alice: Viewer) -> None:
    assert edited.kind is Kind.EDITED
    assert told(carol, edited) == ["password"]
    assert told(alice, edited) == []
    shown = thread.entry_json(edited, viewer=carol)
    assert shown["body"] == "my password is [removed: password]"
    assert "change it now" in shown["data"]["cut"][0]["text"]


def test_the_edited_message_itself_says_so_when_it_is_read_again(
    chat: ConversationRecord, edited: EntryRecord, carol: Viewer
) -> None:
    messages = [entry for entry in queries.entries_for(carol, chat) if entry.kind is Kind.MESSAGE]
    assert [told(carol, entry) for entry in messages] == [[], ["password"]]


def test_what_ones_next_edit_leaves_out_is_told_no_more(
    chat: ConversationRecord, edited: EntryRecord, carol: Viewer
) -> None:
    target = [entry for entry in queries.entries_for(carol, chat) if entry.kind is Kind.MESSAGE][-1]
    assert told(carol, edit(chat, carol, target=target.seq, body="I cannot sign in today")) == []
