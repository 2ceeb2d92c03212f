"""A mailbox is read once and in order, whatever its server does."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from kefu.channels.contract import AccountRecord, NoRoom, TooLong
from kefu.channels.email import mailbox
from kefu.channels.email.mailbox import Begun, Fetched, Place, Reader, Unfetched
from kefu.channels.email.tests.imap_fake import Mailbox, served


class Ledger:
    """As the house keeps it: from what came after the first look."""

    def __init__(self) -> None:
        self.most_bytes = 1_000
        self.taken: list[tuple[int, int, bytes]] = []
        self.parked: list[tuple[int, str, bytes]] = []
        self.places: list[str] = []
        self.last: dict[int, int] = {}
        self.fails: list[Exception] = []

    def begin(self, *, where: str, uid_validity: int, uid_next: int) -> Begun:
        self.places.append(where)
        self.last.setdefault(uid_validity, 0 if self.last else uid_next - 1)
        return Begun(self.last[uid_validity], date(2026, 11, 30))

    def take(self, fetched: Fetched) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.taken.append((fetched.place.uid_validity, fetched.place.uid, fetched.raw))

    def park(self, unfetched: Unfetched) -> None:
        self.parked.append((unfetched.place.uid, unfetched.why, unfetched.head))

    def read_up_to(self, place: Place) -> None:
        self.last[place.uid_validity] = place.uid


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "WAITS_S", (0.05,))
    monkeypatch.setattr(mailbox, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(mailbox, "POLL_S", 0.05)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def account(port: int, **told: str | int | bool) -> AccountRecord:
    settings = {"imap_host": "127.0.0.1", "imap_port": port, "imap_tls": False, **told}
    return AccountRecord(
        "email", "support@nw.test", "S", 1, settings=settings, secrets={"imap_password": "correct horse"}
    )


@contextmanager
def reading(box: Mailbox, ledger: Ledger, record: AccountRecord | None = None) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=Reader(record or account(box.port), ledger).run, args=(stop,))
    thread.start()
    try:
        assert until(lambda: box.validity in ledger.last)
        yield
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def until(holds: Callable[[], bool], within_s: float = 8.0) -> bool:
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("can_idle", [True, False])
def test_what_comes_is_read_at_once_and_what_was_there_before_is_not(can_idle: bool, ledger: Ledger) -> None:
    with served(Mailbox(can_idle=can_idle)) as box:
        box.put(b"old")
        with reading(box, ledger):
            box.put(b"one")
            assert until(lambda: len(ledger.taken) == 1)
            box.put(b"two")
            assert until(lambda: len(ledger.taken) == 2)
        with reading(box, ledger):
            box.put(b"three")
            assert until(lambda: len(ledger.taken) == 3)
    assert ledger.taken == [(1, 2, b"one"), (1, 3, b"two"), (1, 4, b"three")]
    assert box.fetched == [2, 3, 4]


def test_a_server_that_hangs_up_is_asked_again(ledger: Ledger) -> None:
    with served(Mailbox()) as box:
        box.cuts = 3
        with reading(box, ledger):
            for number in range(5):
                box.put(b"%d" % number)
            assert until(lambda: len(ledger.taken) == 5)
    assert [raw for *_, raw in ledger.taken] == [b"0", b"1", b"2", b"3", b"4"]


def test_what_is_not_on_disk_is_fetched_again_and_what_is_too_long_stops_nothing(ledger: Ledger) -> None:
    ledger.fails = [NoRoom(), OSError("full"), TooLong()]
    with served(Mailbox()) as box, reading(box, ledger):
        box.put(b"too long in the end")
        box.put(b"next")
        assert until(lambda: len(ledger.taken) == 1)
    assert ledger.taken == [(1, 2, b"next")]
    assert box.fetched == [1, 1, 1, 2]
    assert [each[:2] for each in ledger.parked] == [(1, "too_long")]


HEAD = b"From: carol@example.test\r\nSubject: all of it\r\n\r\n"


def test_what_is_longer_than_is_taken_is_told_by_its_head_and_the_next_one_flows(ledger: Ledger) -> None:
    with served(Mailbox()) as box, reading(box, ledger):
        box.sizes[1] = ledger.most_bytes + 1
        box.put(HEAD + b"x" * 50)
        box.put(b"next")
        assert until(lambda: len(ledger.taken) == 1)
    assert (ledger.taken, ledger.parked) == ([(1, 2, b"next")], [(1, "too_long", HEAD)])
    assert box.fetched == [2], "it is not even fetched"


@pytest.mark.parametrize("fault", ["broken", "empty"])
def test_what_the_server_does_not_hand_out_is_told_by_its_head_and_the_next_one_flows(
    fault: str, ledger: Ledger
) -> None:
    with served(Mailbox()) as box, reading(box, ledger):
        getattr(box, fault).add(1)
        box.put(HEAD + b"words")
        box.put(b"next")
        assert until(lambda: len(ledger.taken) == 1)
    assert (ledger.taken, ledger.parked) == ([(1, 2, b"next")], [(1, "not_fetched", HEAD)])
    assert box.fetched == [1] * mailbox.MOST_TRIES + [2]


def test_another_server_user_or_folder_is_another_place() -> None:
    told = account(1, imap_host="imap.nw.test", imap_user="one")
    others: list[dict[str, str]] = [{"imap_host": "imap2.nw.test"}, {"imap_user": "two"}, {"imap_folder": "Support"}]
    places = [mailbox.where(replace(told, settings={**told.settings, **more})) for more in others]
    assert len({mailbox.where(told), *places}) == 4
    same: dict[str, str | int] = {"imap_host": "IMAP.nw.test", "imap_folder": "INBOX", "imap_port": 993}
    assert mailbox.where(replace(told, settings={**told.settings, **same})) == mailbox.where(told)


def test_a_server_that_counts_anew_is_read_anew(ledger: Ledger) -> None:
    with served(Mailbox(validity=1)) as box:
        with reading(box, ledger):
            box.put(b"one")
            assert until(lambda: len(ledger.taken) == 1)
        box.validity = 2
        with reading(box, ledger):
            assert until(lambda: len(ledger.taken) == 2)
    assert ledger.taken == [(1, 1, b"one"), (2, 1, b"one")]


def test_a_password_or_a_token_signs_in(ledger: Ledger) -> None:
    with served(Mailbox()) as box:
        with reading(box, ledger, account(box.port, imap_user="someone")):
            pass
        record = AccountRecord(
            "email", "support@nw.test", "S", 1, settings=account(box.port).settings, secrets={"imap_token": "ya29"}
        )
        with reading(box, ledger, record):
            pass
    assert box.signed_in[0] == b'someone "correct horse"'
    assert len(box.signed_in) == 2


def test_no_password_leaves_this_machine_in_clear(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    record = account(1, imap_host="192.0.2.1")
    thread = threading.Thread(target=Reader(record, ledger).run, args=(stop,))
    thread.start()
    assert until(lambda: "ValueError" in caplog.text)
    stop.set()
    thread.join(5)
    assert "correct horse" not in caplog.text
