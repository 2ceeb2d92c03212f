"""Conversations that every customer may read: opened so, and so for good; readable, and nothing more, for guests."""

import pytest

from conftest import a_customer, says
from kefu.conversations import log, queries
from kefu.conversations.data import MessageData
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Kind, Status, Visibility
from kefu.conversations.records import ConversationRecord, Draft, NewConversation, Refused
from kefu.kit.errors import NotFound
from kefu.people.access import NOBODY, Viewer


@pytest.fixture
def topic(carol: Viewer) -> ConversationRecord:
    entry = log.stored(
        log.publish(carol.id, author=says(carol), body="Is it down?", key="topic-001", locale="en", origin="community")
    )
    return queries.conversation_for(carol, entry.conversation_public_id)


def test_a_conversation_is_private_unless_it_was_opened_public(
    chat: ConversationRecord, topic: ConversationRecord
) -> None:
    assert chat.visibility is Visibility.PRIVATE
    assert topic.visibility is Visibility.PUBLIC


def test_a_guest_reads_what_is_said_to_everyone_and_nothing_of_how_it_is_sorted(
    topic: ConversationRecord, alice: Viewer, mallory: Viewer
) -> None:
    log.stored(log.note(topic.id, author=says(alice), body="only us"))
    log.stored(log.tag(topic.id, author=says(alice), add=["outage"]))
    log.stored(log.reply(topic.id, author=says(alice), body="We are looking."))
    found = queries.readable_for(mallory, topic.public_id)
    assert queries.is_guest(mallory, found)
    assert (found.tags, found.team, found.status) == ((), None, Status.OPEN)
    entries = queries.entries_for(mallory, found)
    assert [(e.public_seq, e.body) for e in entries] == [(1, "Is it down?"), (2, "We are looking.")]


def test_to_every_other_door_a_public_conversation_is_its_customers_alone(
    topic: ConversationRecord, mallory: Viewer
) -> None:
    with pytest.raises(NotFound):
        queries.conversation_for(mallory, topic.public_id)
    with pytest.raises(NotFound):
        queries.conversation_by_row(mallory, topic.id)


def test_a_private_one_is_readable_by_no_guest_and_nothing_by_nobody(
    chat: ConversationRecord, topic: ConversationRecord, mallory: Viewer
) -> None:
    for viewer, conversation in ((mallory, chat), (NOBODY, chat), (NOBODY, topic)):
        with pytest.raises(NotFound):
            queries.readable_for(viewer, conversation.public_id)


def test_each_topic_is_a_conversation_of_its_own_and_a_retry_is_the_same(
    topic: ConversationRecord, chat: ConversationRecord, carol: Viewer
) -> None:
    again = log.publish(
        carol.id, author=says(carol), body="Is it down?", key="topic-001", locale="en", origin="community"
    )
    assert log.stored(again).conversation == topic.id
    places = [
        NewConversation(carol.id, origin="community", locale="en", visibility=Visibility.PUBLIC) for _ in range(2)
    ]
    drafts = [Draft(place, Kind.MESSAGE, says(carol), MessageData(), body="Another") for place in places]
    rows = {log.stored(outcome).conversation for outcome in log.append(drafts)}
    assert len(rows | {topic.id, chat.id}) == 4


def test_a_customers_private_words_never_land_in_their_topic(carol: Viewer) -> None:
    topic = log.stored(
        log.publish(carol.id, author=says(carol), body="Hello all", key=None, locale="en", origin="livechat")
    )
    private = log.stored(log.open(carol.id, author=says(carol), body="my order 7", key=None, locale="en"))
    assert private.conversation != topic.conversation
    assert queries.conversation_by_row(carol, private.conversation).visibility is Visibility.PRIVATE


def test_nothing_is_merged_into_a_public_one_nor_told_there_in_confidence(
    topic: ConversationRecord, chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    refused = Refused("not_allowed")
    assert log.merge(chat.id, into=topic.id, author=says(alice)) == refused
    assert log.merge(topic.id, into=chat.id, author=says(alice)) == refused
    told = Draft(topic.id, Kind.PARTICULARS, says(carol), ParticularsData(email="carol@example.test"))
    assert log.append([told]) == [refused]
    stranger = a_customer("dave").viewer
    assert [e.body for e in queries.entries_for(stranger, topic)] == ["Is it down?"]
