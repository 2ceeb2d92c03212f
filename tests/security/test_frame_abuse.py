"""SEC-C06: frames meant to hurt end their own socket, and nobody else waits for it. The large form: bin/bench abuse."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.exceptions import ConnectionClosed

from bench.memory import pss_mb
from tests.running import Line, Server

MANY = 300
GROWTH_MB = 30


def test_SEC_C06_a_frame_of_more_than_a_mebibyte_ends_its_socket(server: Server) -> None:
    line = server.signed_in(server.session("c06-large"))
    assert _code_after(line, lambda: line.socket.send("x" * (1 << 20) + "x")) == 1009


def test_SEC_C06_fragments_without_end_end_their_socket(server: Server) -> None:
    line = server.signed_in(server.session("c06-parts"))
    with _others_are_served(server):
        assert _code_after(line, lambda: line.socket.send(_endless())) == 1009


def test_SEC_C06_text_that_is_no_utf8_ends_its_socket(server: Server) -> None:
    line = server.signed_in(server.session("c06-utf8"))
    assert _code_after(line, lambda: line.socket.send(b"\xff\xfe{}", text=True)) == 1007


def test_SEC_C06_json_ten_thousand_deep_is_refused_and_nothing_breaks(server: Server) -> None:
    line = server.signed_in(server.session("c06-deep"))
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        line.socket.send('{"type":"ping","x":' + opening * 10_000 + "1" + closing * 10_000 + "}")
        assert line.hear()["code"] == "bad_frame"
    line.say(type="ping")
    assert line.hear()["type"] == "pong"


def test_SEC_C06_ten_thousand_frames_at_once_end_their_socket(server: Server) -> None:
    line = server.signed_in(server.session("c06-flood"))
    ping = json.dumps({"type": "ping"})

    def flood() -> None:
        for _ in range(10_000):
            line.socket.send(ping)

    with _others_are_served(server):
        assert _code_after(line, flood) == 4429


def test_SEC_C06_sockets_that_never_say_who_they_are_go_within_ten_seconds_and_cost_little(server: Server) -> None:
    before_mb = pss_mb(server.pids("live"))
    with _others_are_served(server):
        lines = [Line(server.socket()) for _ in range(MANY)]
        began = time.monotonic()
        assert {_code_after(line, lambda: None) for line in lines} == {4401}
        assert time.monotonic() - began < 15
    assert pss_mb(server.pids("live")) - before_mb < GROWTH_MB


def _code_after(line: Line, act: object) -> int:
    """The code with which the server closes while or after this is done."""
    try:
        if callable(act):
            act()
        while True:
            line.hear(within_s=15)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0


def _endless() -> Iterator[str]:
    yield '{"type":"ping","x":"'
    while True:
        yield "x" * 10
        time.sleep(0.001)


@contextmanager
def _others_are_served(server: Server) -> Iterator[None]:
    """Meanwhile somebody else writes, and hears of each message within seconds: generous, for a machine that is busy."""
    line, over, slowest_s = server.signed_in(server.session(f"c06-{uuid.uuid4().hex[:8]}")), threading.Event(), [0.0]

    def write() -> None:
        while not over.is_set():
            began = time.monotonic()
            line.say(type="send", conversation=None, body="hello", client_msg_id=uuid.uuid4().hex)
            line.hear_until("ack")
            slowest_s[0] = max(slowest_s[0], time.monotonic() - began)
            over.wait(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join(30)
    assert 0 < slowest_s[0] < 5
