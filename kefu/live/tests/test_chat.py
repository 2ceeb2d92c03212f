"""The protocol's promises, over real sockets."""

import time
from collections.abc import Callable

import pytest
import websockets
from django.db import OperationalError

from conftest import an_agent, says
from kefu.conversations import log, marks, queries
from kefu.conversations.data import OpenedData
from kefu.conversations.kinds import AuthorKind
from kefu.conversations.records import ConversationRecord
from kefu.live import session
from kefu.live.tail import RECEIPTS_S
from kefu.live.tests.conftest import EdgeServer, Person
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.trust import admissions
from kefu.ui import thread

Join = Callable[..., Person]

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_customers_first_words_open_a_conversation_and_the_desk_hears_them_within_a_second(
    join: Join, carol_token: str, alice_agent: Agent
) -> None:
    desk = join(admissions.api_token("Alice"))
    desk.send(type="subscribe_inbox")
    desk.send(type="ping")
    desk.until("pong")
    customer = join(carol_token)
    customer.send(type="send", client_msg_id="first-words-1", conversation=None, body="你好")
    ack = customer.until("ack")
    assert ack["seq"] == 1
    changed = desk.until("inbox", timeout=1.0)["changed"]
    assert changed == [ack["conversation"]]


def test_both_sides_read_the_same_log_in_their_own_numbering(
    join: Join, carol_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    log.stored(log.note(chat.id, author=says(alice), body="looks fine"))
    desk, customer = join(admissions.api_token("Alice")), join(carol_token)
    for person in (desk, customer):
        person.send(type="subscribe", conversation=chat.public_id, after=0)
        person.until("caught_up")
    desk.send(type="send", client_msg_id="answer-0001", conversation=chat.public_id, body="Let me look.")
    desk.until("ack")
    customer.until("entry", body="Let me look.")
    assert [(e["seq"], e["kind"]) for e in customer.entries()] == [(1, "message"), (2, "message")]
    assert [(e["seq"], e["kind"]) for e in desk.entries()][:3] == [(1, "opened"), (2, "message"), (3, "note")]
    assert "looks fine" not in str(customer.seen)


def test_who_begins_anew_gets_a_conversation_of_its_own_whatever_is_open(
    join: Join, carol_token: str, chat: ConversationRecord
) -> None:
    carol = join(carol_token)
    carol.send(type="send", client_msg_id="same-place-1", conversation=None, body="goes to the open one")
    assert carol.until("ack")["conversation"] == chat.public_id
    told = {"uid": "90210777"}
    carol.send(type="send", client_msg_id="own-place-01", conversation=None, body="new", anew=True, particulars=told)
    begun = carol.until("ack")
    assert begun["conversation"] != chat.public_id
    assert begun["seq"] == 2, "after what was told with it"
    carol.send(type="send", client_msg_id="own-place-01", conversation=None, body="new", anew=True, particulars=told)
    assert carol.until("ack")["conversation"] == begun["conversation"], "a retry"


def test_a_resent_message_is_acknowledged_with_the_first_number_and_stored_once(
    join: Join, carol_token: str, carol: Viewer, chat: ConversationRecord
) -> None:
    customer = join(carol_token)
    numbers = []
    for _ in range(3):
        customer.send(type="send", client_msg_id="same-id-001", conversation=chat.public_id, body="once")
        numbers.append(customer.until("ack")["seq"])
    assert numbers == [2, 2, 2]
    assert [entry.body for entry in queries.entries_for(carol, chat)].count("once") == 1
    customer.send(type="send", client_msg_id="same-id-001", conversation=chat.public_id, body="another")
    assert customer.until("error")["code"] == "key_reused"


def test_a_cursor_resumes_in_pages_without_gap_or_repetition(
    join: Join, carol_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    for number in range(250):
        log.stored(log.reply(chat.id, author=says(alice), body=f"line {number}"))
    customer = join(carol_token)
    customer.send(type="subscribe", conversation=chat.public_id, after=7)
    customer.until("caught_up")
    assert [entry["seq"] for entry in customer.entries()] == list(range(8, 252))


def test_what_another_process_committed_is_read_from_the_log(
    join: Join, edge: EdgeServer, carol_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    customer = join(carol_token)
    customer.send(type="subscribe", conversation=chat.public_id, after=0)
    customer.until("caught_up")
    log.stored(log.reply(chat.id, author=says(alice), body="from a page"))
    assert customer.until("entry", body="from a page")["seq"] == 2


def test_an_outsider_learns_nothing_by_naming_a_conversation(
    join: Join, mallory_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    outsider = join(mallory_token)
    names: tuple[object, ...] = (
        chat.public_id,
        "%",
        "_",
        "*",
        "..",
        "",
        chat.public_id.upper(),
        [chat.public_id],
        {},
        None,
        7,
    )
    for wanted in names:
        outsider.send(type="subscribe", conversation=wanted, after=0)
        assert outsider.until("error")["code"] in {"not_found", "bad_frame"}
        outsider.send(type="send", client_msg_id="outsider-01", conversation=wanted or "x", body="hello")
        assert outsider.until("error")["code"] in {"not_found", "bad_frame"}
    log.stored(log.reply(chat.id, author=says(alice), body="secret"))
    outsider.send(type="ping")
    outsider.until("pong")
    assert outsider.entries() == []


def test_a_customer_cannot_act_as_staff(join: Join, carol_token: str, chat: ConversationRecord) -> None:
    customer = join(carol_token)
    place = {"conversation": chat.public_id}
    customer.send(type="send", client_msg_id="as-staff-01", kind="note", body="x", **place)
    assert customer.until("error")["code"] == "not_allowed"
    customer.send(type="subscribe", after=0, format="html", **place)
    assert customer.until("error")["code"] == "bad_frame"
    for op in ("subscribe_inbox", "presence"):
        customer.send(type=op, here=True, **place)
        assert customer.until("error")["code"] == "not_allowed"
    for op in ("assign", "close", "notice", "entry", "ack", "hello", "__init__"):
        customer.send(type=op, **place)
        assert customer.until("error")["code"] == "bad_frame"


def test_typing_presence_and_receipts_reach_the_other_side(
    join: Join, carol_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    desk, customer = join(admissions.api_token("Alice")), join(carol_token)
    for person in (desk, customer):
        person.send(type="subscribe", conversation=chat.public_id, after=0)
        person.until("caught_up")
    customer.send(type="typing", conversation=chat.public_id, on=True)
    assert desk.until("typing")["who"]["kind"] == "customer"
    desk.send(type="typing", conversation=chat.public_id, on=True)
    assert customer.until("typing")["who"] == {"kind": "agent", "name": "A. of support"}
    desk.send(type="presence", conversation=chat.public_id, here=True)
    assert [p["name"] for p in desk.until("presence", customer_online=True)["people"]] in ([], ["Alice"])
    desk.send(type="read", conversation=chat.public_id, seq=2)
    receipt = customer.until("receipt")
    assert (receipt["side"], receipt["delivered"], receipt["read"]) == ("staff", 1, 1)
    customer.send(type="read", conversation=chat.public_id, seq=1)
    assert desk.until("receipt")["read"] == 2
    desk.send(type="send", client_msg_id="answer-0001", conversation=chat.public_id, body="hello")
    customer.until("entry", seq=2)
    customer.send(type="delivered", conversation=chat.public_id, seq=2)
    receipt = desk.until("receipt")
    assert (receipt["side"], receipt["delivered"], receipt["read"]) == ("customer", 3, 2)


@pytest.mark.parametrize("who", ["customer", "desk"])
def test_a_cursor_beyond_the_log_stands_at_its_end_and_says_so(
    join: Join, carol_token: str, carol: Viewer, alice: Viewer, chat: ConversationRecord, who: str
) -> None:
    """As after a backup was put back: the reader notices, and is not dead."""
    person, last = (join(carol_token), 1) if who == "customer" else (join(admissions.api_token("Alice")), 2)
    person.send(type="subscribe", conversation=chat.public_id, after=last + 6)
    told = person.until("subscribed")
    assert (told["after"], told["last"]) == (last + 6, last)
    assert person.until("caught_up")["seq"] == last
    log.stored(log.reply(chat.id, author=says(alice), body="new words", key="after-restoring"))
    assert person.until("entry")["seq"] == last + 1
    person.send(type="subscribe", conversation=chat.public_id, after=0)
    assert person.until("caught_up")["seq"] == last + 1
    assert [entry["seq"] for entry in person.entries()] == [last + 1, *range(1, last + 2)]


def test_that_an_auditor_reads_along_tells_a_customer_nothing(
    join: Join, carol_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    an_agent("Olga", Role.AUDITOR)
    auditor, desk, customer = join(admissions.api_token("Olga")), join(admissions.api_token("Alice")), join(carol_token)
    for person in (auditor, desk, customer):
        person.send(type="subscribe", conversation=chat.public_id, after=0)
        person.until("caught_up")
    auditor.send(type="delivered", conversation=chat.public_id, seq=2)
    auditor.send(type="read", conversation=chat.public_id, seq=2)
    auditor.send(type="ping")
    auditor.until("pong")
    time.sleep(2 * RECEIPTS_S)
    assert marks.marks_for(alice, chat).staff_read == 0
    desk.send(type="delivered", conversation=chat.public_id, seq=2)
    receipt = customer.until("receipt")
    assert (receipt["delivered"], receipt["read"]) == (1, 0)


def test_what_was_read_elsewhere_reaches_the_sockets_too(
    join: Join, carol_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    customer = join(carol_token)
    customer.send(type="subscribe", conversation=chat.public_id, after=0)
    customer.until("caught_up")
    marks.record([marks.Mark(chat.id, chat.public_id, AuthorKind.AGENT, alice.id, delivered=2, read=2)])
    receipt = customer.until("receipt")
    assert (receipt["side"], receipt["delivered"], receipt["read"]) == ("staff", 1, 1)


def test_whoever_left_a_conversation_is_not_shown_there_any_more(
    join: Join, alice: Viewer, bob: Viewer, chat: ConversationRecord
) -> None:
    bobs, alices = join(admissions.api_token("Bob")), join(admissions.api_token("Alice"))
    bobs.send(type="subscribe", conversation=chat.public_id, after=0)
    bobs.until("caught_up")
    alices.send(type="subscribe", conversation=chat.public_id, after=0)
    alices.send(type="presence", conversation=chat.public_id, here=True)
    alices.send(type="unsubscribe", conversation=chat.public_id)
    assert [p["name"] for p in bobs.until("presence", people=[{"id": alice.public_id, "name": "Alice"}])["people"]]
    alices.leave()
    assert bobs.until("presence", people=[])


def test_only_who_may_reply_is_seen_typing(join: Join, carol_token: str, chat: ConversationRecord) -> None:
    an_agent("Olga", Role.AUDITOR)
    auditor, customer = join(admissions.api_token("Olga")), join(carol_token)
    auditor.send(type="typing", conversation=chat.public_id, on=True)
    assert auditor.until("error")["code"] == "not_allowed"
    customer.send(type="ping")
    customer.until("pong")
    assert "typing" not in [frame["type"] for frame in customer.seen]


def test_a_signed_out_socket_is_closed_within_five_seconds(
    join: Join, carol_token: str, carol: Viewer, alice_agent: Agent
) -> None:
    customer = join(carol_token)
    desk = join(admissions.api_token("Alice"))
    sessions.end(carol.session)
    assert customer.closed_with(timeout=5.0) == 4401
    admissions.disable(alice_agent.pk)
    assert desk.closed_with(timeout=5.0) == 4401


def test_a_wrong_token_and_a_wrong_first_frame_are_turned_away(edge: EdgeServer) -> None:
    assert Person(edge.url, "kefu_c_nonsense").closed_with() == 4401
    assert Person(edge.url, "").closed_with() == 4401
    stranger = Person(edge.url, "x" * 2_000)
    assert stranger.closed_with() == 4400


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://localhost:8000.evil.test"])
def test_a_foreign_page_cannot_open_a_socket(edge: EdgeServer, origin: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        Person(edge.url, "x", additional_headers={"Origin": origin})
    assert refused.value.response.status_code == 403


def test_a_cookie_without_our_origin_is_turned_away(edge: EdgeServer) -> None:
    with pytest.raises(websockets.InvalidStatus):
        Person(edge.url, "x", additional_headers={"Cookie": "kefu8000=1"})


def test_frames_beyond_the_limits_get_clear_answers(join: Join, carol_token: str) -> None:
    customer = join(carol_token)
    customer.socket.send("[" * 3000)
    assert customer.until("error")["code"] == "bad_frame"
    customer.socket.send('{"type":"ping","a":' + "[" * 12 + "]" * 12 + "}")
    assert customer.until("error")["code"] == "bad_frame"
    customer.send(type="send", client_msg_id="too-long-01", conversation=None, body="x" * 8_001)
    refused = customer.until("error")
    assert (refused["code"], refused["client_msg_id"]) == ("too_long", "too-long-01")
    for _ in range(150):
        customer.send(type="ping")
    assert customer.until("error")["retry_after_ms"] > 0
    customer.socket.send("x" * 70_000)
    assert customer.closed_with() in {1009, 1006}


def test_an_edit_and_a_removal_reach_readers_in_their_own_numbering(
    join: Join, carol_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    log.stored(log.note(chat.id, author=says(alice), body="internal"))
    reply = log.stored(log.reply(chat.id, author=says(alice), body="wrong"))
    customer = join(carol_token)
    customer.send(type="subscribe", conversation=chat.public_id, after=0)
    customer.until("caught_up")
    log.stored(log.edit(chat.id, author=says(alice), target=reply.seq, body="right"))
    edited = customer.until("entry", kind="edited")
    assert (edited["data"]["target"], edited["body"], edited["version"]) == (2, "right", 2)
    log.stored(log.redact(chat.id, author=says(alice), target=reply.seq, reason="sent in error"))
    removed = customer.until("entry", kind="redacted")
    assert (removed["data"], removed["body"]) == ({"target": 2}, "")
    for_staff = thread.entry_json(queries.entries_for(alice, chat)[-1], viewer=alice)
    assert for_staff["data"] == {"target": reply.seq, "reason": "sent in error"}
    assert [e.body for e in queries.entries_for(alice, chat) if e.kind == "message"][-1] == ""
    assert thread.shown(reply, viewer=alice).is_redacted is False


def test_a_database_that_is_away_for_a_moment_is_told_and_the_socket_goes_on(
    join: Join, carol_token: str, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = queries.conversation_for
    customer = join(carol_token)

    def away(*args: object) -> ConversationRecord:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(queries, "conversation_for", away)
    place = {"conversation": chat.public_id}
    customer.send(type="send", client_msg_id="while-away-1", body="are you there?", **place)
    refused = customer.until("error")
    assert (refused["code"], refused["client_msg_id"]) == ("try_again", "while-away-1")
    monkeypatch.setattr(queries, "conversation_for", whole)
    customer.send(type="send", client_msg_id="while-away-1", body="are you there?", **place)
    assert customer.until("ack")["seq"] == 2


def test_a_hello_during_an_outage_is_asked_to_come_back(
    edge: EdgeServer, carol_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(tokens: list[str]) -> list[Viewer | None]:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(sessions, "viewers_for_hellos", away)
    assert Person(edge.url, carol_token).closed_with() == 1012


def test_what_is_written_while_one_subscribes_comes_after_the_answer_to_it(
    join: Join, carol_token: str, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = session._subscribed
    customer, other = join(carol_token), join(carol_token)

    def meanwhile(viewer: Viewer, conversation: ConversationRecord, after: int) -> bytes:
        other.send(type="send", client_msg_id="meanwhile-1", conversation=chat.public_id, body="meanwhile")
        other.until("ack")
        time.sleep(0.1)
        return whole(viewer, conversation, after)

    monkeypatch.setattr(session, "_subscribed", meanwhile)
    customer.send(type="subscribe", conversation=chat.public_id, after=1)
    customer.until("entry", body="meanwhile")
    assert [frame["type"] for frame in customer.seen] == ["welcome", "subscribed", "entry"]


def test_where_the_customer_writes_from_is_one_clean_line(join: Join, carol_token: str, alice: Viewer) -> None:
    customer = join(carol_token)
    customer.send(type="send", client_msg_id="with-page-1", conversation=None, body="hi", page={"a": 1})
    assert customer.until("error")["code"] == "bad_frame"
    page = "https://x.test/\x00\n" + "y" * 400
    customer.send(type="send", client_msg_id="with-page-2", conversation=None, body="hi", page=page)
    place = queries.conversation_for(alice, customer.until("ack")["conversation"])
    data = queries.entries_for(alice, place)[0].data
    assert isinstance(data, OpenedData)
    assert data.page.startswith("https://x.test/ yyy")
    assert len(data.page) == 300


def test_a_reply_on_a_stale_view_is_refused_and_nothing_of_it_is_stored(
    join: Join, carol_token: str, alice_agent: Agent, alice: Viewer, chat: ConversationRecord
) -> None:
    customer, desk = join(carol_token), join(admissions.api_token(alice_agent.name))
    seen = queries.conversation_for(alice, chat.public_id).last_seq
    customer.send(type="send", client_msg_id="meanwhile-1", conversation=chat.public_id, body="it came")
    customer.until("ack")
    mine = {"type": "send", "client_msg_id": "my-reply-01", "conversation": chat.public_id, "body": "please wait"}
    desk.send(**mine, seen=seen)
    refused = desk.until("error")
    assert (refused["code"], refused["client_msg_id"]) == ("stale", "my-reply-01")
    wrongs: tuple[object, ...] = (-1, "2", True, [])
    for wrong in wrongs:
        desk.send(**mine, seen=wrong)
        assert desk.until("error")["code"] == "bad_frame"
    desk.send(**mine, seen=seen + 1)
    assert desk.until("ack")["seq"] == seen + 2
