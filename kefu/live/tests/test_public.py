"""Guests of a public conversation: many read along, are served together, and cannot touch it."""

from collections.abc import Callable

import pytest

from conftest import a_customer, an_agent, says
from kefu.conversations import log, queries
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.live import cursor, feed
from kefu.live.tests.conftest import EdgeServer, Person
from kefu.people.access import Viewer
from kefu.trust import admissions

Join = Callable[..., Person]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def topic(carol: Viewer) -> ConversationRecord:
    entry = log.stored(
        log.publish(carol.id, author=says(carol), body="news", key=None, locale="en", origin="community")
    )
    return queries.conversation_for(carol, entry.conversation_public_id)


def guests(join: Join, topic: ConversationRecord, *names: str) -> list[Person]:
    """They listen from the start and have caught up."""
    people = [join(a_customer(name, locale="zh-hans" if name == "dana" else "en").token) for name in names]
    for person in people:
        person.send(type="subscribe", conversation=topic.public_id, after=0)
        person.until("caught_up")
    return people


def test_all_guests_hear_what_is_said_in_order_and_without_gaps(
    join: Join, topic: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    people = guests(join, topic, "bert", "dana", "emil")
    log.stored(log.note(topic.id, author=says(alice), body="between us"))
    for number in range(feed.MAX_WAITING * 3):
        log.stored(log.reply(topic.id, author=says(carol), body=f"line {number}"))
    for person in people:
        person.until("entry", body=f"line {feed.MAX_WAITING * 3 - 1}")
        assert [entry["seq"] for entry in person.entries()] == list(range(1, feed.MAX_WAITING * 3 + 2))
        assert not any(entry["mine"] or entry["author"]["id"] for entry in person.entries())
        assert "between us" not in str(person.seen)


def test_what_another_process_wrote_is_read_once_for_all_guests(
    join: Join, edge: EdgeServer, topic: ConversationRecord, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = guests(join, topic, "bert", "dana", "emil")
    reads: list[int] = []

    def counted(viewer: Viewer, conversation: ConversationRecord, after: int) -> list[EntryRecord]:
        reads.append(after)
        return cursor.load(viewer, conversation, after)

    monkeypatch.setattr(feed, "load", counted)
    monkeypatch.setattr(log, "announce", lambda entries: None)
    entries = [log.stored(log.reply(topic.id, author=says(carol), body=f"said {n}")) for n in range(3)]
    last, seen = entries[-1].seq, entries[-1].public_seq or 0
    edge.call(lambda: edge.live.hub.tell(topic.id, public_id="", last_seq=last, last_public_seq=seen))
    for person in people:
        person.until("entry", body="said 2")
        assert [entry["seq"] for entry in person.entries()] == [1, 2, 3, 4]
    assert reads == [1]


def test_a_guest_who_was_away_gets_what_was_missed_and_then_what_follows(
    join: Join, topic: ConversationRecord, carol: Viewer
) -> None:
    (bert,) = guests(join, topic, "bert")
    bert.leave()
    for number in range(150):
        log.stored(log.reply(topic.id, author=says(carol), body=f"line {number}"))
    back = join(a_customer("bert-again").token)
    back.send(type="subscribe", conversation=topic.public_id, after=1)
    back.until("caught_up")
    log.stored(log.reply(topic.id, author=says(carol), body="the newest"))
    back.until("entry", body="the newest")
    assert [entry["seq"] for entry in back.entries()] == list(range(2, 153))


def test_a_guest_writes_nothing_marks_nothing_and_is_not_there(
    join: Join, topic: ConversationRecord, carol: Viewer, carol_token: str
) -> None:
    an_agent("Alice")
    desk, owner = join(admissions.api_token("Alice")), join(carol_token)
    for person in (desk, owner):
        person.send(type="subscribe", conversation=topic.public_id, after=0)
        person.until("caught_up")
    (mallory,) = guests(join, topic, "mallory")
    for said in (
        {"type": "send", "client_msg_id": "intruder-1", "body": "me too"},
        {"type": "read", "seq": 1},
        {"type": "delivered", "seq": 1},
        {"type": "typing", "on": True},
    ):
        mallory.send(**said, conversation=topic.public_id)
        assert mallory.until("error")["code"] == "not_found"
    owner.send(type="typing", conversation=topic.public_id, on=True)
    desk.until("typing", on=True)
    desk.send(type="ping")
    desk.until("pong")
    assert not [frame for frame in desk.seen if frame["type"] == "receipt"]
    assert [entry.body for entry in queries.entries_for(carol, topic)] == ["news"]
    mallory.send(type="ping")
    mallory.until("pong")
    assert {frame["type"] for frame in mallory.seen} == {"welcome", "subscribed", "entry", "caught_up", "error", "pong"}


def test_a_guest_cannot_subscribe_to_a_private_one(join: Join, chat: ConversationRecord) -> None:
    mallory = join(a_customer("mallory").token)
    mallory.send(type="subscribe", conversation=chat.public_id, after=0)
    assert mallory.until("error")["code"] == "not_found"
