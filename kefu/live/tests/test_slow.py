"""SEC-R16 in small: a reader that takes nothing costs its own connection and nobody else's time, and loses nothing."""

import socket
import time
from collections.abc import Callable

import pytest

from conftest import says
from kefu.conversations import log
from kefu.conversations.kinds import ConversationRecord
from kefu.live import limits
from kefu.live.tests.conftest import Person
from kefu.people.access import Viewer
from kefu.trust import admissions

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_slow_reader_is_cut_and_resumes_while_others_are_served(
    join: Callable[..., Person],
    carol_token: str,
    alice: Viewer,
    chat: ConversationRecord,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "STALLED_AFTER_S", 1.0)
    for number in range(400):
        log.stored(log.reply(chat.id, author=says(alice), body=f"{number} " + "长" * 7_900))
    slow = join(carol_token, max_queue=1, sock=_narrow(join))
    slow.send(type="subscribe", conversation=chat.public_id, after=0)
    time.sleep(2.5)
    desk = join(admissions.api_token("Alice"))
    began = time.monotonic()
    desk.send(type="ping")
    desk.until("pong")
    assert time.monotonic() - began < 0.5
    assert slow.closed_with(timeout=5) in {4408, 1006}
    got = [entry["seq"] for entry in slow.entries()]
    assert got == list(range(1, len(got) + 1))
    assert len(got) < 401
    again = join(carol_token)
    again.send(type="subscribe", conversation=chat.public_id, after=got[-1] if got else 0)
    again.until("caught_up", timeout=20)
    assert [entry["seq"] for entry in again.entries()] == list(range(len(got) + 1, 402))


def _narrow(join: Callable[..., Person]) -> socket.socket:
    """A connection that holds little in between."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131_072)
    sock.connect(("127.0.0.1", join.port))  # type: ignore[attr-defined]
    return sock
