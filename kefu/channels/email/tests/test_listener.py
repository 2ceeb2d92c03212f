"""The door for mail: what it takes, what it gives back, and what it asks to bring again; by raw bytes, as servers send them."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from kefu.channels.contract import NoRoom, TooLong
from kefu.channels.email import listener
from kefu.channels.email.listener import House, Listener, Taken

MAIL = b"From: a@b.test\r\nSubject: x\r\n\r\nwords\r\n"


class Client:
    """Speaks as a mail server does, and as one never should."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._file = self._socket.makefile("rb")
        self.greeting = self.answer()

    def answer(self) -> str:
        lines = []
        while line := self._file.readline():
            lines.append(line.decode().rstrip())
            if line[3:4] == b" ":
                break
        return lines[-1] if lines else ""

    def send(self, raw: bytes) -> None:
        self._socket.sendall(raw)

    def said(self, line: str) -> str:
        self.send(f"{line}\r\n".encode())
        return self.answer()

    def ready(self, *receivers: str, hello: str = "EHLO") -> None:
        self.said(f"{hello} mx.test")
        assert self.said("MAIL FROM:<a@b.test>").startswith("250")
        for receiver in receivers or ("support@nw.test",):
            assert self.said(f"RCPT TO:<{receiver}>").startswith("250")
        assert self.said("DATA").startswith("354")

    def close(self) -> None:
        self._file.close()
        self._socket.close()


class Room:
    """What is behind the door: it keeps what it is given, or fails as it is told to."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.fails: Exception | None = None

    def knows(self, address: str) -> bool:
        if self.fails is not None:
            raise self.fails
        return address.partition("+")[0].partition("@")[0] == "support"

    def take(self, taken: Taken) -> None:
        if self.fails is not None:
            raise self.fails
        self.taken.append(taken)


@contextmanager
def listening(room: Room, *, is_lmtp: bool = False, most_bytes: int = 1_000_000) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    near = ipaddress.ip_network("198.51.100.0/24")
    door = Listener(House(room.knows, room.take, most_bytes, relays=[near]), is_lmtp=is_lmtp)
    try:
        yield asyncio.run_coroutine_threadsafe(door.start("127.0.0.1", 0), loop).result(5)
    finally:
        asyncio.run_coroutine_threadsafe(door.close(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def port(room: Room) -> Iterator[int]:
    with listening(room) as port:
        yield port


@pytest.fixture
def client(port: int) -> Iterator[Client]:
    client = Client(port)
    yield client
    client.close()


def test_a_mail_is_said_to_be_taken_after_it_is(client: Client, room: Room) -> None:
    client.ready("support+x@nw.test")
    client.send(MAIL)
    assert room.taken == []
    client.send(b".\r\n")
    assert client.answer().startswith("250 2.0.0")
    assert room.taken == [Taken(MAIL, "", "mx.test", "a@b.test", ("support+x@nw.test",))]


def test_an_address_that_is_not_ours_is_given_back_at_once(client: Client) -> None:
    client.said("EHLO mx.test")
    client.said("MAIL FROM:<>")
    assert client.said("RCPT TO:<nobody@nw.test>").startswith("550 5.1.1")
    assert client.said("RCPT TO:<support@nw.test>").startswith("250")


@pytest.mark.parametrize(
    ("fault", "answer"),
    [(TooLong(), "552"), (NoRoom(), "452"), (OSError("disk"), "451"), (ZeroDivisionError(), "451")],
)
def test_what_cannot_be_taken_is_asked_for_again_or_given_back(
    fault: Exception, answer: str, client: Client, room: Room
) -> None:
    client.ready()
    room.fails = fault
    client.send(MAIL + b".\r\n")
    assert client.answer().startswith(answer)
    assert client.said("RSET").startswith("250")
    client.said("MAIL FROM:<a@b.test>")
    assert client.said("RCPT TO:<support@nw.test>").startswith("451")
    room.fails = None
    assert client.said("RCPT TO:<support@nw.test>").startswith("250")


def test_SEC_D12_what_is_too_large_gets_552_and_the_next_one_flows(room: Room) -> None:
    with listening(room, most_bytes=10_000) as port:
        client = Client(port)
        client.ready()
        client.send(b"X: y\r\n\r\n" + b"0123456789\r\n" * 5_000 + b".\r\n")
        assert client.answer().startswith("552")
        client.said("MAIL FROM:<a@b.test>")
        client.said("RCPT TO:<support@nw.test>")
        client.said("DATA")
        client.send(MAIL + b".\r\n")
        assert client.answer().startswith("250")
        client.close()
    assert [each.raw for each in room.taken] == [MAIL]


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r"])
def test_SEC_D10_no_second_mail_hides_in_a_first(end: bytes, client: Client, room: Room) -> None:
    client.ready()
    hidden = b"MAIL FROM:<evil@b.test>\r\nRCPT TO:<support@nw.test>\r\nDATA\r\nhidden"
    client.send(MAIL.removesuffix(b"\r\n") + end + hidden + b"\r\n.\r\n")
    assert client.answer().startswith("250 2.0.0")
    assert client.said("NOOP").startswith("250")
    assert len(room.taken) == 1
    assert b"hidden" in room.taken[0].raw


def test_SEC_D10_a_line_without_end_is_refused(client: Client, room: Room) -> None:
    client.ready()
    with suppress(OSError):
        client.send(b"X" * (4 * listener.MOST_LINE_BYTES) + b"\r\n.\r\n")
    assert client.answer().startswith(("500", "552"))
    assert room.taken == []


def test_SEC_D10_a_command_without_end_is_refused(client: Client, room: Room) -> None:
    with suppress(OSError):
        client.send(b"EHLO " + b"x" * 1_000_000 + b"\r\n")
    assert client.answer()[:3] in {"500", "501", "421"}
    assert room.taken == []


def test_lmtp_answers_for_each_receiver(room: Room) -> None:
    with listening(room, is_lmtp=True) as port:
        client = Client(port)
        client.ready("support@nw.test", "support+t@nw.test", hello="LHLO")
        client.send(MAIL + b".\r\n")
        assert [client.answer()[:3], client.answer()[:3]] == ["250", "250"]
        assert client.said("NOOP").startswith("250")
        client.close()
    assert [each.receivers for each in room.taken] == [("support@nw.test", "support+t@nw.test")]


def test_only_so_many_sessions_are_open_at_once(port: int) -> None:
    clients = [Client(port) for _ in range(listener.MOST_OF_A_PEER)]
    assert greeted(port).startswith("421")
    clients[0].said("QUIT")
    clients[0].close()
    assert until(lambda: greeted(port).startswith("220"))
    for client in clients[1:]:
        client.close()


def test_only_so_many_receivers_are_taken(client: Client) -> None:
    client.said("EHLO mx.test")
    client.said("MAIL FROM:<a@b.test>")
    answers = [client.said(f"RCPT TO:<support+{n}@nw.test>")[:3] for n in range(listener.MOST_RECEIVERS + 1)]
    assert answers == ["250"] * listener.MOST_RECEIVERS + ["452"]


@pytest.mark.parametrize(
    ("peer", "told"),
    [("127.0.0.1", ""), ("10.0.0.1", ""), ("198.51.100.9", ""), ("8.8.8.8", "8.8.8.8"), ("::1", ""), ("nothing", "")],
)
def test_a_relay_of_ours_is_not_who_sent_it(peer: str, told: str) -> None:
    near = [ipaddress.ip_network("198.51.100.0/24")]
    door = listener.Door(House(bool, print, 1, relays=near), answers_each=False)
    assert door.peer_of((peer, 25)) == told


def greeted(port: int) -> str:
    client = Client(port)
    client.close()
    return client.greeting


def until(holds: Callable[[], bool]) -> bool:
    return any(holds() for _ in range(20))
