"""SEC-R16 in small: a reader that takes nothing costs its own connection and nobody else's time, and loses nothing."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.live import limits
from kefu.live.tests.conftest import EdgeServer, Person
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.trust import admissions

pytestmark = pytest.mark.django_db(transaction=True)

LONG_WORDS = 500


class Sleeper:
    """A socket that says what it must and then reads nothing until asked to read everything."""

    def __init__(self, edge: EdgeServer) -> None:
        self._socket = socket.create_connection(("127.0.0.1", edge.port))
        self._protocol = ClientProtocol(parse_uri(edge.url))
        self._protocol.send_request(self._protocol.connect())
        self._flush()
        self._protocol.receive_data(self._socket.recv(4_096))

    def send(self, **frame: Any) -> None:
        self._protocol.send_text(json.dumps(frame).encode())
        self._flush()

    def read_all(self) -> tuple[list[dict[str, Any]], int | None]:
        """Every whole frame that still comes, and the close code if one does."""
        self._socket.settimeout(5)
        while data := self._socket.recv(1 << 20):
            self._protocol.receive_data(data)
        self._protocol.receive_eof()
        self._socket.close()
        events = [event for event in self._protocol.events_received() if isinstance(event, Frame)]
        frames = [json.loads(bytes(event.data)) for event in events if event.opcode is Opcode.TEXT]
        return frames, self._protocol.close_code

    def leave(self) -> None:
        self._socket.close()

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            self._socket.sendall(data)


def test_a_slow_reader_is_cut_and_resumes_while_others_are_served(
    edge: EdgeServer,
    join: Callable[..., Person],
    carol_token: str,
    alice: Viewer,
    chat: ConversationRecord,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "STALLED_AFTER_S", 1.0)
    for number in range(LONG_WORDS):
        log.stored(log.reply(chat.id, author=says(alice), body=f"{number} " + "长" * 7_900))
    slow = Sleeper(edge)
    slow.send(type="hello", token=carol_token)
    slow.send(type="subscribe", conversation=chat.public_id, after=0)
    time.sleep(2.5)
    desk = join(admissions.api_token("Alice"))
    began = time.monotonic()
    desk.send(type="ping")
    desk.until("pong")
    assert time.monotonic() - began < 0.5
    frames, code = slow.read_all()
    got = [frame["seq"] for frame in frames if frame["type"] == "entry"]
    assert code in {4408, 1006}
    assert got == list(range(1, len(got) + 1))
    assert 0 < len(got) < LONG_WORDS + 1
    again = join(carol_token)
    again.send(type="subscribe", conversation=chat.public_id, after=got[-1])
    again.until("caught_up", timeout=20)
    assert [entry["seq"] for entry in again.entries()] == list(range(len(got) + 1, LONG_WORDS + 2))


def test_signing_out_ends_a_socket_whose_reader_takes_nothing(
    edge: EdgeServer, carol_token: str, carol: Viewer, alice: Viewer, chat: ConversationRecord
) -> None:
    for number in range(LONG_WORDS):
        log.stored(log.reply(chat.id, author=says(alice), body=f"{number} " + "长" * 7_900))
    slow = Sleeper(edge)
    slow.send(type="hello", token=carol_token)
    slow.send(type="subscribe", conversation=chat.public_id, after=0)
    time.sleep(1)
    assert edge.live.hub.members
    sessions.end(carol.session)
    ends_before = time.monotonic() + 5
    while edge.live.hub.members and time.monotonic() < ends_before:
        time.sleep(0.1)
    assert not edge.live.hub.members
    slow.leave()
