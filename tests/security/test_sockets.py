"""Sockets under attack, on the real live process."""

import json
import time
import uuid

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.running import Line, Server

HANDSHAKES_REFUSED = [
    {"origin": "https://evil.test"},
    {"origin": "null"},
    {"origin": "http://localhost.evil.test"},
    {"origin": "https://evil.test", "Cookie": "kefu=stolen"},
    {"Cookie": "kefu=stolen"},
]


@pytest.mark.parametrize("handshake", HANDSHAKES_REFUSED, ids=str)
def test_SEC_C01_another_sites_handshake_is_refused(server: Server, handshake: dict[str, str]) -> None:
    with pytest.raises(InvalidStatus) as refused:
        server.socket(**handshake)
    assert refused.value.response.status_code == 403


def test_SEC_C01_our_own_page_gets_in_and_its_cookie_signs_nobody_in(server: Server) -> None:
    line = Line(server.socket(origin=server.base_url, Cookie="kefu=anything"))
    line.say(type="hello", token="anything")
    assert closed_with(line) == 4401


def test_SEC_C01_nothing_is_answered_before_hello(server: Server) -> None:
    chat = server.chat(server.session("c01"))
    frames: list[object] = [
        {"type": "subscribe", "conversation": chat, "after": 0},
        {"type": "ping"},
        {"type": []},
        [],
        7,
    ]
    for frame in frames:
        line = Line(server.socket())
        line.socket.send(json.dumps(frame))
        assert closed_with(line) in {4400, 4401}


TOPICS: list[object] = [
    "%",
    "_" * 26,
    "*",
    "..",
    "%" * 26,
    "conversation:*",
    None,
    True,
    0,
    1,
    [],
    ["a" * 26],
    {},
    {"$ne": None},
    "",
    "A" * 26,
    "a" * 26,
    "a" * 5_000,
    "\u0000" * 26,
    "' OR 1=1 --",
]


def test_SEC_C03_nobody_hears_what_is_not_theirs(server: Server) -> None:
    victim, outsider = server.session("c03-victim"), server.session("c03-outsider")
    chat = server.chat(victim)
    line = server.signed_in(outsider)
    for topic in [*TOPICS, chat, chat.upper(), f"{chat} ", f"{chat}%"]:
        for frame_type in ("subscribe", "read", "delivered", "typing", "presence", "send"):
            line.say(
                type=frame_type,
                conversation=topic,
                after=0,
                seq=1,
                on=True,
                here=True,
                body="intruder",
                client_msg_id="c" * 60 if topic is None else uuid.uuid4().hex,
            )
    line.say(type="subscribe_inbox")
    server.chat(victim, "only for us")
    heard = line.all_heard(for_s=2)
    assert {frame["type"] for frame in heard} <= {"error", "ack"}
    assert chat not in json.dumps([frame for frame in heard if frame["type"] != "error"])
    assert "only for us" not in json.dumps(heard)
    entries = server.api("GET", f"/conversations/{chat}/entries", token=victim).json()["entries"]
    assert "intruder" not in json.dumps(entries)


FRAMES_OF_ANY_SHAPE: list[object] = [
    {"type": "subscribe", "conversation": "a" * 26, "after": 0, "format": []},
    {"type": "subscribe", "conversation": "a" * 26, "after": -1},
    {"type": "subscribe", "conversation": "a" * 26, "after": 2**70},
    {"type": "subscribe", "conversation": "a" * 26, "after": True},
    {"type": "subscribe", "conversation": "a" * 26, "after": "0"},
    {"type": "send", "conversation": None, "body": {}, "client_msg_id": "abcdefgh"},
    {"type": "send", "conversation": None, "body": "x", "client_msg_id": []},
    {"type": "send", "conversation": None, "body": "x", "client_msg_id": "abcdefgh", "kind": []},
    {"type": "send", "conversation": None, "body": "x", "client_msg_id": "abcdefgh", "kind": {"a": 1}},
    {"type": "send", "conversation": None, "body": "x", "client_msg_id": "abcdefgh", "files": "x"},
    {"type": "send", "conversation": None, "body": "x", "client_msg_id": "abcdefgh", "files": [1]},
    {"type": "send", "conversation": None, "body": "x", "client_msg_id": "abcdefgh", "files": ["a" * 26] * 11},
    {"type": "send", "conversation": None, "body": "x", "client_msg_id": "abcdefgh", "files": ["a" * 26]},
    {"type": "send", "conversation": None, "body": "\ud800", "client_msg_id": "abcdefgh"},
    {"type": "hello", "token": "again"},
    {"type": "__class__"},
    {"type": ["send"]},
    {"no": "type"},
    [],
    7,
    None,
    "text",
]


@pytest.mark.parametrize("frame", FRAMES_OF_ANY_SHAPE, ids=lambda frame: json.dumps(frame)[:100])
def test_a_frame_of_any_shape_is_answered_and_the_socket_lives(server: Server, frame: object) -> None:
    line = server.signed_in(server.session("shapes"))
    line.socket.send(json.dumps(frame))
    assert line.hear()["type"] == "error"
    line.say(type="ping")
    assert line.hear()["type"] == "pong"


def test_a_reference_that_was_never_uploaded_here_is_refused_with_its_own_code(server: Server) -> None:
    line = server.signed_in(server.session("files"))
    line.say(type="send", conversation=None, body="x", client_msg_id="abcdefgh", files=["a" * 26])
    assert line.hear()["code"] == "file_not_ready"


def test_SEC_C05_signing_out_closes_the_sockets_within_five_seconds(server: Server) -> None:
    token = server.session("c05")
    chat = server.chat(token)
    line = server.signed_in(token)
    line.say(type="subscribe", conversation=chat, after=0)
    line.hear_until("caught_up")
    began = time.monotonic()
    assert server.api("DELETE", "/sessions", token=token).status_code == 204
    assert closed_with(line, within_s=7) == 4401
    assert time.monotonic() - began <= 5
    again = Line(server.socket())
    again.say(type="hello", token=token)
    assert closed_with(again) == 4401


def test_SEC_C05_another_session_of_the_same_customer_stays(server: Server) -> None:
    one, other = server.session("c05-two"), server.session("c05-two")
    line = server.signed_in(other)
    server.api("DELETE", "/sessions", token=one)
    time.sleep(3)
    line.say(type="ping")
    assert line.hear()["type"] == "pong"


AGENTS_FRAMES: list[dict[str, object]] = [
    {"type": "subscribe_inbox"},
    {"type": "presence", "here": True},
    {"type": "assign", "agent": "a" * 26},
    {"type": "close", "reason": "solved"},
    {"type": "reopen"},
    {"type": "edit", "target": 1, "body": "changed"},
    {"type": "redact", "target": 1},
    {"type": "subscribe", "after": 0, "format": "html"},
    {"type": "send", "kind": "note", "body": "a note", "client_msg_id": "note-by-customer"},
    {"type": "send", "kind": "closed", "body": "x", "client_msg_id": "kind-by-customer"},
    {"type": "send", "kind": "opened", "body": "x", "client_msg_id": "kind-by-custome2"},
]


@pytest.mark.parametrize("frame", AGENTS_FRAMES, ids=lambda frame: f"{frame['type']} {frame.get('kind', '')}".strip())
def test_SEC_C08_a_customer_cannot_do_what_agents_do(server: Server, frame: dict[str, object]) -> None:
    token = server.session("c08")
    chat = server.chat(token)
    before = server.api("GET", f"/conversations/{chat}/entries", token=server.token("agent1")).json()
    line = server.signed_in(token)
    line.say(**{"conversation": chat, **frame})
    assert line.hear()["type"] == "error"
    assert server.api("GET", f"/conversations/{chat}/entries", token=server.token("agent1")).json() == before


def test_SEC_C08_the_sender_is_always_the_session(server: Server) -> None:
    token, me = server.session("c08-sender"), uuid.uuid4().hex
    chat = server.chat(token)
    line = server.signed_in(token)
    forged = {"author": {"kind": "agent", "name": "Support"}, "sender": "agent1", "mine": False, "seq": 1, "at": "2001"}
    line.say(type="send", conversation=chat, body="we never ask", client_msg_id=me, **forged)
    assert line.hear_until("ack")
    entry = server.api("GET", f"/conversations/{chat}/entries", token=server.token("agent1")).json()["entries"][-1]
    assert (entry["author"]["kind"], entry["body"]) == ("customer", "we never ask")
    assert entry["at"] > "2020"


def test_one_customers_client_id_does_not_touch_anothers(server: Server) -> None:
    one, other, same = server.session("key-one"), server.session("key-two"), "the-very-same-key"
    for token, body in ((one, "first"), (other, "second")):
        line = server.signed_in(token)
        line.say(type="send", conversation=None, body=body, client_msg_id=same)
        ack = line.hear_until("ack")[-1]
        entries = server.api("GET", f"/conversations/{ack['conversation']}/entries", token=token).json()["entries"]
        assert body in [entry["body"] for entry in entries]


def closed_with(line: Line, *, within_s: float = 12) -> int:
    try:
        while True:
            line.hear(within_s=within_s)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0
