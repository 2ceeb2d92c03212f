"""R16: one reader that takes a byte a second, among others: they wait for nobody, it is cut with a word, and resumes."""

import base64
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench.memory import pss_mb
from tests.running import Line, Server, started

LONG_MESSAGES = 400
BODY = "长" * 2_600  # 7.8 kB on the wire
CUT_WITHIN_S = 60  # the protocol says 30 s without progress
MORE_MB = 50


@contextmanager
def slow(server: Server, *, token: str, conversation: str) -> Iterator[socket.socket]:
    """Subscribed from the start through a small window, and reading no more."""
    where = urlsplit(server.ws_url)
    with closing(socket.socket()) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.connect(("127.0.0.1", where.port or 0))
        key = base64.b64encode(os.urandom(16)).decode()
        line.sendall(
            f"GET {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        line.sendall(framed(type="hello", token=token))
        line.sendall(framed(type="subscribe", conversation=conversation, after=0))
        yield line


def framed(**frame: object) -> bytes:
    """A masked text frame of at most 64 kB; a mask of zeros changes nothing."""
    told = json.dumps(frame).encode()
    return bytes([0x81, 0xFE, *len(told).to_bytes(2, "big"), 0, 0, 0, 0]) + told


def is_over(line: socket.socket) -> bool:
    """A byte a second until the other end has let go."""
    line.settimeout(1)
    deadline = time.monotonic() + CUT_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if not line.recv(1):
                return True
            time.sleep(1)
        except TimeoutError:
            continue
        except ConnectionError:
            return True
        if _hung_up(line):
            return True
    return False


def _hung_up(line: socket.socket) -> bool:
    """Whether the other end has closed, whatever is still unread on our side: it answers what we send with a reset."""
    try:
        line.sendall(framed(type="ping"))
    except OSError:
        return True
    return False


def test_SEC_R16_a_reader_of_a_byte_a_second_harms_nobody_and_resumes(tmp_path: Path) -> None:
    with started(tmp_path) as server:
        token = server.session("carol")
        conversation = server.chat(token)
        agent = server.signed_in(server.token("agent1"))
        _say_much(agent, conversation)
        before_mb = pss_mb([server.pid("live")])
        other = server.signed_in(server.token("agent2"))
        with slow(server, token=token, conversation=conversation) as line:
            began = time.monotonic()
            for number in range(20):
                other.say(
                    type="send", client_msg_id=f"beside-{number:02}", conversation=conversation, body=f"beside {number}"
                )
                assert other.hear_until("ack")[-1]["client_msg_id"] == f"beside-{number:02}"
            assert time.monotonic() - began < 20, "others waited for the slow one"
            assert is_over(line)
        assert pss_mb([server.pid("live")]) - before_mb < MORE_MB
        again = server.signed_in(token)
        again.say(type="subscribe", conversation=conversation, after=5)
        heard = again.hear_until("caught_up", within_s=30)
        seqs = [frame["seq"] for frame in heard if frame["type"] == "entry"]
        assert seqs == list(range(6, LONG_MESSAGES + 22))


def _say_much(agent: Line, conversation: str) -> None:
    for number in range(LONG_MESSAGES):
        agent.say(type="send", client_msg_id=f"long-{number:04}", conversation=conversation, body=f"{number} {BODY}")
        if number % 50 == 49:  # within the frames a second that staff may send
            agent.hear_until("ack")
            time.sleep(0.8)
    acked = 8
    while acked < LONG_MESSAGES:
        acked += agent.hear_until("ack", within_s=30)[-1]["type"] == "ack"
