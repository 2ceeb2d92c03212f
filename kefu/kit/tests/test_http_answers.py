"""SEC-G05: what the way out takes for an answer: all of it, within its bounds and its time, or nothing."""

import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from kefu.kit import http

Say = Callable[[socket.socket], None]
Speaking = Callable[[Say], str]
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def speaking() -> Iterator[Speaking]:
    """A server that hears one request out and then says what it likes."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(say: Say) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection = listener.accept()[0]
                    with connection, suppress(OSError):
                        connection.recv(65_536)
                        say(connection)

        threads.append(threading.Thread(target=serve, daemon=True))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(timeout=5)


def says(answer: bytes) -> Say:
    return lambda connection: connection.sendall(answer)


def dripping(head: bytes, *, each: bytes = b"x") -> Say:
    def say(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(60):
            time.sleep(0.05)
            connection.sendall(each)

    return say


def endless(head: bytes, *, each: bytes) -> Say:
    def say(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(each)

    return say


def got(origin: str, *, max_answer_bytes: int = 100, deadline_s: float | None = 5) -> http.Answer:
    return http.get(
        f"{origin}/a?b=c", headers={}, places=(origin,), max_answer_bytes=max_answer_bytes, deadline_s=deadline_s
    )


def test_of_the_headers_those_are_told_that_were_to_be_kept(speaking: Speaking) -> None:
    origin = speaking(says(OK + b"X-Mark: " + b"m" * 5_000 + b"\r\nX-Other: o\r\nContent-Length: 0\r\n\r\n"))
    found = http.post(f"{origin}/a", b"", headers={}, places=(origin,), kept=("x-mark", "X-Lacking"))
    assert found.headers == {"x-mark": "m" * http.MAX_KEPT_CHARS}
    assert http.post(f"{origin}/a", b"", headers={}, places=(origin,)).headers == {}


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 5\r\n\r\nhello",
        OK + b"Connection: close\r\n\r\nhello",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        OK + b"Content-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 5\r\n\r\nhello",
    ],
)
def test_a_whole_answer_is_read(speaking: Speaking, answer: bytes) -> None:
    origin = speaking(says(answer))
    assert got(origin, max_answer_bytes=5) == http.Answer(200, "", b"hello")


def test_what_is_asked_is_a_plain_get_and_wants_nothing_packed(speaking: Speaking) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"

        def serve() -> None:
            connection = listener.accept()[0]
            with connection:
                heard.append(connection.recv(65_536))
                connection.sendall(OK + b"Content-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        http.get(f"{origin}/a?b=c", headers={"X-Key": "k"}, places=(origin,))
        thread.join()
    lines = heard[0].decode().split("\r\n")
    assert lines[0] == "GET /a?b=c HTTP/1.1"
    assert {"Accept-Encoding: identity", "X-Key: k"} <= set(lines)


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 101\r\n\r\n" + b"x" * 101,
        OK + b"Connection: close\r\n\r\n" + b"x" * 101,
        OK + b"Transfer-Encoding: chunked\r\n\r\n65\r\n" + b"x" * 101 + b"\r\n0\r\n\r\n",
        OK + b"Content-Length: 99999999999999999999\r\n\r\n",
    ],
)
def test_a_longer_answer_is_refused_and_not_cut(speaking: Speaking, answer: bytes) -> None:
    with pytest.raises(http.TooLong):
        got(speaking(says(answer)))


def test_a_post_that_wants_all_of_it_refuses_a_longer_answer_and_another_is_content_with_its_beginning(
    speaking: Speaking,
) -> None:
    origin = speaking(says(OK + b"Content-Length: 5\r\n\r\nhello"))
    cut = http.post(origin, b"", headers={}, places=(origin,), max_answer_bytes=4)
    assert cut.body == b"hell"
    with pytest.raises(http.TooLong):
        http.post(origin, b"", headers={}, places=(origin,), max_answer_bytes=4, is_whole=True)


def test_nobody_reads_more_than_a_megabyte_whatever_they_ask_for(speaking: Speaking) -> None:
    origin = speaking(endless(OK + b"Connection: close\r\n\r\n", each=b"x" * 65_536))
    with pytest.raises(http.TooLong):
        got(origin, max_answer_bytes=2**40)
    exactly = OK + b"Content-Length: 1048576\r\n\r\n" + b"x" * 1_048_576
    assert len(got(speaking(says(exactly)), max_answer_bytes=2**40).body) == 1_048_576


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 5\r\n\r\nhell",
        OK + b"Content-Length: 5\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhell",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        b"SSH-2.0-nonsense\r\n",
        b"",
    ],
)
def test_half_an_answer_is_none(speaking: Speaking, answer: bytes) -> None:
    with pytest.raises(http.Unreachable) as told:
        got(speaking(says(answer)))
    assert told.value.was_sent


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP", "identity, gzip"])
@pytest.mark.parametrize("header", ["Content-Encoding", "Transfer-Encoding"])
def test_packed_answers_are_refused_unopened(speaking: Speaking, header: str, encoding: str) -> None:
    body = zlib.compress(b"0" * 10_000)
    head = f"{header}: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with pytest.raises(http.Unreadable, match="packed"):
        got(speaking(says(OK + head + body)), max_answer_bytes=10_000)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_answers_and_nobody_follows_them(speaking: Speaking, status: int) -> None:
    visits: list[bytes] = []
    inner = speaking(lambda connection: visits.append(b"!"))
    head = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {inner}/\r\nContent-Length: 0\r\n\r\n".encode()
    assert got(speaking(says(head))).status == status
    assert visits == []


@pytest.mark.parametrize(
    "head",
    [
        b"",  # not even a status
        OK + b"X-Long: ",
        OK + b"Content-Length: 100\r\n\r\n",
        OK + b"Content-Length: 100\r\nConnection: close\r\n\r\n",  # http.client lets go of its socket here
        OK + b"Connection: close\r\n\r\n",  # ended by the cut, it looks whole
        OK + b"Transfer-Encoding: chunked\r\n\r\n50\r\n",
    ],
)
def test_who_drips_is_cut_at_the_deadline_wherever_they_do(speaking: Speaking, head: bytes) -> None:
    origin = speaking(dripping(head))
    began = time.monotonic()
    with pytest.raises(http.Unreachable):
        got(origin, deadline_s=0.3)
    assert time.monotonic() - began < 2


def test_a_server_that_never_gets_to_the_point_is_cut(speaking: Speaking) -> None:
    origin = speaking(endless(b"", each=b"HTTP/1.1 100 Continue\r\n\r\n"))
    began = time.monotonic()
    with pytest.raises(http.Unreachable):
        got(origin, deadline_s=0.3)
    assert time.monotonic() - began < 2


def test_a_dripped_handshake_is_cut(speaking: Speaking) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x40\x00")  # a long record begins
        for _ in range(60):
            time.sleep(0.05)
            connection.sendall(b"\x02")

    origin = speaking(drip).replace("http:", "https:")
    began = time.monotonic()
    with pytest.raises(http.Unreachable) as told:
        got(origin, deadline_s=0.3)
    assert time.monotonic() - began < 2
    assert not told.value.was_sent


@pytest.mark.parametrize(
    "head",
    [
        OK + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n",
        OK + b"X-Many: x\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n",
    ],
)
def test_huge_headers_are_refused(speaking: Speaking, head: bytes) -> None:
    with pytest.raises(http.Unreachable):
        got(speaking(says(head)))


def test_a_post_has_a_deadline_of_its_own_too(speaking: Speaking) -> None:
    origin = speaking(dripping(OK + b"Connection: close\r\n\r\n"))
    began = time.monotonic()
    with pytest.raises(http.Unreachable) as told:
        http.post(origin, b"", headers={}, places=(origin,), deadline_s=0.3)
    assert told.value.was_sent
    assert time.monotonic() - began < 2


def test_no_time_left_is_no_call(speaking: Speaking) -> None:
    with pytest.raises(http.Unreachable) as told:
        got(speaking(says(OK + b"Content-Length: 0\r\n\r\n")), deadline_s=0)
    assert not told.value.was_sent
