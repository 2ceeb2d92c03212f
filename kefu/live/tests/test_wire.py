"""The bytes of docs/protocol.md: handshakes, frames in parts, what is no text, and the goodbye of a process that ends."""

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest
import websockets
from websockets.frames import Opcode
from websockets.sync.client import connect

from kefu.live import limits
from kefu.live.tests.conftest import EdgeServer, Person

pytestmark = pytest.mark.django_db(transaction=True)

Join = Callable[..., Person]
KEY = "dGhlIHNhbXBsZSBub25jZQ=="


def get(edge: EdgeServer, path: str, **headers: str) -> http.client.HTTPResponse:
    """The head of the answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", edge.port, timeout=5)) as connection:
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            return answer


@pytest.mark.parametrize("options", ["Upgrade", "keep-alive, Upgrade", "Keep-Alive,upgrade"])
def test_every_browsers_way_to_ask_for_a_socket_is_understood(edge: EdgeServer, options: str) -> None:
    told = {"Upgrade": "websocket", "Connection": options, "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Version": "13"}
    assert get(edge, "/live", **told).status == 101


def test_what_asks_for_no_socket_gets_a_page(edge: EdgeServer) -> None:
    health = get(edge, "/healthz")
    assert health.status == 200
    assert health.headers["X-Content-Type-Options"] == "nosniff"
    assert get(edge, "/live").status == 404
    assert get(edge, "/elsewhere").status == 404
    with pytest.raises(websockets.InvalidStatus):
        Person(edge.url.replace("/live", "/elsewhere"), "x")


def test_frames_sent_before_the_welcome_are_taken_in_their_order(edge: EdgeServer, carol_token: str) -> None:
    carol = Person(edge.url, carol_token)
    for number in range(20):
        carol.send(type="send", client_msg_id=f"message-{number:02}", conversation=None, body=f"{number}")
    acked = [carol.until("ack")["client_msg_id"] for _ in range(20)]
    assert acked == [f"message-{number:02}" for number in range(20)]
    assert carol.seen[0]["type"] == "welcome"
    carol.leave()


def test_a_message_in_parts_is_one_message(join: Join, carol_token: str) -> None:
    carol = join(carol_token)
    said = json.dumps(
        {"type": "send", "client_msg_id": "in-parts-01", "conversation": None, "body": "充值没到账"}, ensure_ascii=False
    )
    carol.socket.send(part for part in (said[:20], said[20:-3], said[-3:]))
    assert carol.until("ack")["client_msg_id"] == "in-parts-01"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (lambda: ("x" for _ in range(10_000)), 1009),
        (lambda: ("x" * 30_000 for _ in range(4)), 1009),
        (lambda: b"\x00\x01", 4400),
    ],
    ids=["endless parts", "too much in parts", "not text"],
)
def test_SEC_C06_what_is_no_frame_of_ours_ends_the_socket(
    join: Join, carol_token: str, parts: Callable[[], Iterator[str] | bytes], code: int
) -> None:
    carol = join(carol_token)
    with suppress(websockets.ConnectionClosed):
        carol.socket.send(parts())
    assert carol.closed_with() == code


def test_SEC_C06_bytes_that_are_no_utf8_end_the_socket(join: Join, carol_token: str) -> None:
    carol = join(carol_token)
    with carol.socket.send_context():
        carol.socket.protocol.send_text(b'{"type":"ping","a":"\xff\xfe"}')
    assert carol.closed_with() == 1007


def test_SEC_C06_an_unmasked_frame_ends_the_socket(edge: EdgeServer, carol_token: str) -> None:
    with socket.create_connection(("127.0.0.1", edge.port)) as raw:
        raw.sendall(
            b"GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY.encode() + b"\r\n\r\n"
        )
        raw.recv(4096)
        raw.sendall(bytes([0x80 | Opcode.TEXT, 2]) + b"{}")
        raw.settimeout(5)
        assert raw.recv(4096)[:1] == bytes([0x80 | Opcode.CLOSE])


def test_who_does_not_say_hello_is_let_go(edge: EdgeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELLO_WITHIN_S", 0.2)
    with connect(edge.url) as silent, pytest.raises(websockets.ConnectionClosed) as closed:
        silent.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


def test_a_process_that_ends_answers_what_it_took_and_sends_everybody_on(edge: EdgeServer, carol_token: str) -> None:
    carol = Person(edge.url, carol_token)
    carol.until("welcome")
    for number in range(50):
        carol.send(type="send", client_msg_id=f"message-{number:02}", conversation=None, body=f"{number}")
    carol.until("ack")
    edge.stop()
    assert carol.closed_with() == 1012
    acked = [frame["client_msg_id"] for frame in carol.seen if frame["type"] == "ack"]
    assert acked == [f"message-{number:02}" for number in range(len(acked))]
    carol.leave()
