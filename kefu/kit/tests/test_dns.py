"""Names asked of a real server of this test's own, over UDP."""

import socket
import threading
import time
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from kefu.kit import dns as names_kept
from kefu.kit.dns import Names, NoAnswer, kept

KEY = '"v=DKIM1; k=rsa; " "p=AAAA"'


asked_for: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_is_known() -> None:
    kept.forget()
    asked_for.clear()


@pytest.fixture
def port() -> Iterator[int]:
    """Answers for k1, says of all else that there is none, and never answers for `slow`."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(server,), daemon=True)
    thread.start()
    yield server.getsockname()[1]
    server.sendto(b"", server.getsockname())
    thread.join(timeout=5)
    server.close()


def _serve(server: socket.socket) -> None:
    while raw := server.recvfrom(2_048):
        if not raw[0]:
            return
        asked = dns.message.from_wire(raw[0])
        name = asked.question[0].name.to_text()
        asked_for.append(name)
        told = dns.message.make_response(asked)
        if name.startswith("k1."):
            told.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", '"hello"', KEY))
        else:
            told.set_rcode(dns.rcode.NXDOMAIN)
        if not name.startswith("slow."):
            server.sendto(told.to_wire(), raw[1])


def test_a_record_of_a_key_is_told_and_a_missing_one_is_none(port: int) -> None:
    names = Names(server=("127.0.0.1", port))
    assert names.txt("k1._domainkey.northwind.example") == b"v=DKIM1; k=rsa; p=AAAA"
    assert names.txt("k2._domainkey.northwind.example") is None
    assert names.txt("a" * 70 + ".example") is None
    assert names.txt("..") is None


def test_a_server_that_does_not_answer_is_waited_for_only_so_long(port: int) -> None:
    names, began = Names(within_s=0.6, server=("127.0.0.1", port)), time.monotonic()
    for _nth in range(3):
        with pytest.raises(NoAnswer):
            names.txt("slow.northwind.example")
    assert time.monotonic() - began < 3
    with pytest.raises(NoAnswer):
        names.txt("k1._domainkey.northwind.example")  # the time for this look is over


def test_what_was_told_is_kept_for_the_next_look_and_so_is_that_there_is_none(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _look in range(3):
        names = Names(server=("127.0.0.1", port))
        assert names.txt("k1._domainkey.northwind.example") == b"v=DKIM1; k=rsa; p=AAAA"
        assert names.txt("k2._domainkey.northwind.example") is None
    assert len(asked_for) == 2
    monkeypatch.setattr(names_kept, "MOST_KEPT", 2)
    for number in range(5):
        Names(server=("127.0.0.1", port)).txt(f"other{number}.example")
    assert Names(server=("127.0.0.1", port)).txt("k1._domainkey.northwind.example") is not None
    assert asked_for.count("k1._domainkey.northwind.example.") == 2, "the oldest were let go"


def test_what_was_told_is_kept_no_longer_than_it_says(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_kept, "LEAST_KEPT_S", 0.0)
    monkeypatch.setattr(names_kept, "MOST_KEPT_S", 0.0)
    for _look in range(2):
        Names(server=("127.0.0.1", port)).txt("k1._domainkey.northwind.example")
    assert len(asked_for) == 2


def test_a_domain_whose_servers_stand_still_costs_the_next_look_nothing(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names_kept, "PATIENCE_S", 0.3)
    with pytest.raises(NoAnswer):
        Names(server=("127.0.0.1", port)).txt("slow.northwind.example")
    asked_for.clear()
    with pytest.raises(NoAnswer):
        Names(server=("127.0.0.1", port)).txt("slow.elsewhere.northwind.example")
    assert asked_for == []
    assert Names(server=("127.0.0.1", port)).txt("k1.other.example") is not None
