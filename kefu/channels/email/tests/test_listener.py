"""The door for mail: what it takes, what it gives back, and what it asks to bring again; by raw bytes, as servers send them."""

import asyncio
import ipaddress
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from kefu.channels.contract import NoRoom, TooLong
from kefu.channels.email import crowd, listener
from kefu.channels.email.listener import House, Known, Listener, Taken

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

    def waits_for_more(self, within_s: float = 0.5) -> bool:
        """Whether the server says nothing."""
        return not select.select([self._socket], [], [], within_s)[0]

    def close(self) -> None:
        self._file.close()
        self._socket.close()


class Room:
    """What is behind the door: it keeps what it is given, or fails as it is told to."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.fails: Exception | None = None

    def knows(self, address: str) -> Known:
        if self.fails is not None:
            raise self.fails
        name = address.partition("+")[0].partition("@")[0]
        return {"support": Known.OPEN, "old": Known.CLOSED}.get(name, Known.NOT)

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


def strangers(monkeypatch: pytest.MonkeyPatch, **bounds: int) -> None:
    """Whoever connects from this machine is nobody of ours."""
    monkeypatch.setattr(listener, "is_relay", lambda address, relays: False)
    monkeypatch.setattr(crowd, "STRANGERS", replace(crowd.STRANGERS, **bounds))


@pytest.mark.parametrize("bound", ["sessions", "of_a_peer"])
def test_only_so_many_sessions_are_open_at_once(bound: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    strangers(monkeypatch, **{bound: 5})
    clients = [Client(port) for _ in range(5)]
    assert greeted(port).startswith("421")
    with monkeypatch.context() as patch:
        patch.setattr(listener, "is_relay", lambda address, relays: True)
        assert greeted(port).startswith("220"), "strangers keep no relay of ours out"
    clients[0].said("QUIT")
    clients[0].close()
    assert until(lambda: greeted(port).startswith("220"))
    for client in clients[1:]:
        client.close()


def test_relays_have_bounds_of_their_own(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "RELAYS", replace(crowd.RELAYS, sessions=2))
    clients = [Client(port) for _ in range(2)]
    assert greeted(port).startswith("421")
    for client in clients:
        client.close()


@pytest.mark.parametrize("bound", ["held_bytes", "held_of_a_peer"])
def test_all_mails_on_their_way_in_take_so_much_memory_at_most(
    bound: str, room: Room, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sessions that begin a mail each and do not end it; what they had held is free again when they are gone."""
    strangers(monkeypatch, **{bound: 1_000_000})
    clients = [Client(port) for _ in range(4)]
    for client in clients:
        client.ready()
        with suppress(OSError):
            client.send(b"x" * 998 + b"\r\n" + (b"y" * 998 + b"\r\n") * 299)
    said = [client for client in clients if client.waits_for_more() is False]
    assert len(said) == 1
    assert said[0].answer().startswith("421")
    clients[0].send(b".\r\n")
    assert clients[0].answer().startswith("250"), "who was there before is served"
    for client in clients:
        client.close()
    assert until(lambda: taken(port))
    assert len(room.taken) == 2


def test_a_mail_of_empty_lines_takes_no_more_than_its_share(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line costs more than its two bytes."""
    strangers(monkeypatch, held_of_a_peer=2_000_000)
    with listening(room, most_bytes=1_000_000) as port:
        client = Client(port)
        client.ready()
        with suppress(OSError):
            client.send(b"\r\n" * 100_000)
        assert client.answer().startswith("421")
        client.close()
    assert room.taken == []


def test_a_mail_that_trickles_is_hung_up_on(port: int, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MAIL_WITHIN_S", 0.6)
    client = Client(port)
    client.ready()
    with suppress(OSError):
        for _byte in range(40):
            client.send(b"x\r\n")
            if client.waits_for_more(0.05) is False:
                break
    assert client.answer().startswith("421")
    assert room.taken == []
    client.close()


def test_who_says_nothing_is_hung_up_on_and_who_speaks_is_not(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "IDLE_S", 1.5)
    with listening(room) as port:
        silent, busy = Client(port), Client(port)
        busy.ready()
        for _line in range(10):
            busy.send(b"words\r\n")
            busy.waits_for_more(0.25)
        assert silent.answer() == ""
        busy.send(b".\r\n")
        assert busy.answer().startswith("250"), "though its mail took longer than one may be silent"
        silent.close()
        busy.close()


def test_a_session_ends_in_time_whatever_is_said_in_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "SESSION_WITHIN_S", 0.5)
    with listening(room) as port:
        client = Client(port)
        with suppress(OSError):
            while client.said("NOOP").startswith("250") and client.waits_for_more(0.05):
                pass
        client.close()
        assert greeted(port).startswith("220")


def test_a_closed_mailbox_says_so(client: Client) -> None:
    client.said("EHLO mx.test")
    client.said("MAIL FROM:<a@b.test>")
    answer = client.said("RCPT TO:<old@nw.test>")
    assert answer.startswith("550 5.2.1 This mailbox is closed")
    assert client.said("RCPT TO:<old+token@nw.test>").startswith("550 5.2.1")


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
    door = listener.Door(House(Known, print, 1, relays=near), answers_each=False)
    assert door.peer_of((peer, 25)) == told


def taken(port: int) -> bool:
    client = Client(port)
    client.ready()
    client.send(MAIL + b".\r\n")
    answer = client.answer()
    client.close()
    return answer.startswith("250")


def greeted(port: int) -> str:
    client = Client(port)
    client.close()
    return client.greeting


def until(holds: Callable[[], bool]) -> bool:
    return any(holds() for _ in range(20))
