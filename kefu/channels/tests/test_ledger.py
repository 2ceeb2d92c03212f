"""The ledger: what comes in becomes entries once, whatever breaks on the way, and what cannot is kept for a person."""

import threading
import time
import zlib
from typing import Any

import pytest

from kefu.channels import appending, arrivals, deciding, leases, originals, senders, settling, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.contract import NoRoom, TooLong
from kefu.channels.deciding import Decided, Placed
from kefu.channels.leases import Done
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.tests.looks import WITH_FILE, entries, notes, said
from kefu.channels.tests.mails import ZONE, Written, arrives, raw, support
from kefu.conversations.data import MessageData, NoteData
from kefu.conversations.data_notes import MailNote
from kefu.conversations.kinds import Kind
from kefu.kit import clock
from kefu.kit.dns import NoAnswer
from kefu.people.access import Viewer
from kefu.trust.mails.kinds import Envelope
from kefu.trust.mails.tests.zone import Zone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


class Cut(BaseException):
    """The process ends here."""


def test_R12_P5_a_mailbox_replayed_ten_times_changes_nothing(alice: Viewer) -> None:
    mails = [raw(Written(body=f"mail {number}")) for number in range(5)]
    rows = [arrives(each) for each in mails]
    before = [(each.conversation, each.entry) for each in rows]
    for _time in range(10):
        again = [arrives(each) for each in mails]
        hopped = [arrives(b"Received: by another.test;\r\n x\r\n" + each) for each in mails]
        assert [(each.conversation, each.entry) for each in again] == before
        assert {each.outcome for each in hopped} == {"known"}
    assert [len(said(alice, each)) for each in rows] == [1] * 5
    assert Held.objects.count() == 0


def test_R12_the_same_id_or_the_same_words_are_not_the_same_mail() -> None:
    first = arrives(Written(message_id="<one@example.test>", body="words"))
    same_id = arrives(Written(message_id="<one@example.test>", body="others"))
    same_words = arrives(Written(message_id="<two@example.test>", body="words"))
    assert [each.outcome for each in (first, same_id, same_words)] == ["anew"] * 3
    assert len({each.entry for each in (first, same_id, same_words)}) == 3


def test_P5_what_was_erased_does_not_come_back() -> None:
    whole = raw(Written())
    first = arrives(whole)
    Arrived.objects.filter(pk=first.pk).update(conversation=None, entry=None, message="")
    again = arrives(whole)
    assert (again.pk, again.conversation) == (first.pk, None)


POINTS: list[tuple[str, object, str]] = [
    ("before it is known to be the first", settling, "first_ones"),
    ("before anybody is made of its sender", deciding, "customers_of"),
    ("once its files are in", deciding, "_notes"),
    ("before what is decided is written down", settling, "_written_down"),
    ("once it is decided", appending, "append"),
    ("between its words and its notes", appending, "_note"),
    ("once it is in the log", originals, "keep"),
    ("once its looks are kept", leases, "done"),
]


@pytest.mark.parametrize(("where", "name"), [point[1:] for point in POINTS], ids=[point[0] for point in POINTS])
def test_R12_P5_cut_off_anywhere_it_becomes_the_same_once(
    where: object, name: str, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*given: object, **told: object) -> None:
        raise Cut

    row = arrivals.accept(support().id, Brought(WITH_FILE))
    with monkeypatch.context() as patch:
        patch.setattr(where, name, cut)
        with pytest.raises(Cut):
            taking_in.work(clock.now())
    assert Held.objects.count() == 1
    assert taking_in.work(clock.now()) == 0  # somebody may still be at it
    Arrived.objects.filter(pk=row).update(next_try_at=clock.now())
    taking_in.work(clock.now())
    found = Arrived.objects.get(pk=row)
    assert (found.outcome, Held.objects.count()) == ("anew", 0)
    assert said(alice, found) == ["see the file"]
    assert [each.arrived for each in (e.data for e in entries(alice, found)) if isinstance(each, NoteData)] == [
        MailNote.UNPROVED
    ]
    message = next(each for each in entries(alice, found) if each.kind is Kind.MESSAGE)
    assert isinstance(message.data, MessageData)
    assert [each.name for each in message.data.files] == ["list.txt"]


def test_what_cannot_be_read_is_parked_and_the_next_one_flows(alice: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    two_senders = raw(Written(signed_by="", head="From: mallory@evil.test\r\n"))
    real = deciding.decide

    def breaks(thing: Placed, **told: Any) -> Decided:
        if thing.arrival.text == "breaks":
            raise ZeroDivisionError
        return real(thing, **told)

    monkeypatch.setattr(deciding, "decide", breaks)
    rows = [arrivals.accept(support().id, Brought(each)) for each in (b" ", two_senders, raw(Written(body="breaks")))]
    good = arrives(Written())
    assert good.outcome == "anew"
    for _attempt in range(taking_in.MOST_ATTEMPTS + 1):
        Arrived.objects.filter(outcome="waiting").update(next_try_at=clock.now())
        taking_in.work(clock.now())
    assert [(each.id, each.why) for each in arrivals.parked()] == [
        (rows[2], "broken"),
        (rows[1], "no_sender"),
        (rows[0], "empty"),
    ]
    assert arrivals.opened(rows[2]).raw == raw_of(rows[2])
    monkeypatch.setattr(deciding, "decide", real)
    assert arrivals.try_again([rows[2]]) == 1
    taking_in.work(clock.now())
    assert Arrived.objects.get(pk=rows[2]).outcome == "anew"
    assert arrivals.drop(rows) == 2
    assert (arrivals.parked(), Held.objects.count()) == ([], 0)
    assert Arrived.objects.filter(outcome="dropped").count() == 2


def raw_of(row: int) -> bytes:
    return arrivals.opened(row).raw


def test_what_is_parked_lies_sealed_and_goes_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    row = arrives(Written(sender="nobody", signed_by="", body="my secret words " * 20))
    held = bytes(Held.objects.get(pk=row.pk).sealed)
    assert b"secret words" not in held
    assert zlib.compress(b"my secret words")[2:8] not in held
    later = clock.now() + arrivals.KEEP_PARKED
    assert (arrivals.sweep(clock.now()), arrivals.sweep(later)) == (0, 1)
    rows = [arrives(Written(sender="nobody", signed_by="", body=f"{number}")) for number in range(3)]
    size = Held.objects.get(pk=rows[2].pk).size_bytes
    monkeypatch.setattr(arrivals, "MOST_PARKED_BYTES", size + 10)
    assert arrivals.sweep(clock.now()) == 2
    assert [each.id for each in arrivals.parked()] == [rows[2].pk]


def test_nothing_is_taken_that_there_is_no_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLong):
        arrivals.accept(support().id, Brought(b"x" * (arrivals.MOST_BYTES + 1)))
    monkeypatch.setattr(arrivals, "MOST_HELD_BYTES", 100)
    with pytest.raises(NoRoom):
        arrivals.accept(support().id, Brought(raw(Written())))
    assert Arrived.objects.count() == 0


def test_a_silent_name_server_is_asked_again_before_it_is_made_do_without(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "records", lambda: Zone(ZONE.said, frozenset({"k._domainkey.example.test"})))
    row = arrives(Written())
    assert (row.outcome, row.why) == ("waiting", "Untold")
    for _attempt in range(taking_in.MOST_ATTEMPTS):
        Arrived.objects.update(next_try_at=clock.now())
        taking_in.work(clock.now())
    found = Arrived.objects.get(pk=row.pk)
    assert (found.outcome, found.dkim, found.is_proved) == ("anew", "unanswered", False)
    assert notes(alice, found) == {MailNote.UNPROVED}


def test_whose_lease_ran_out_changes_nothing_any_more(alice: Viewer) -> None:
    pk = arrivals.accept(support().id, Brought(raw(Written())))
    slow = Arrived.objects.get(pk=pk)  # as it was taken up by somebody who then stood still
    slow.attempts = 1
    Arrived.objects.filter(pk=pk).update(attempts=1)
    assert taking_in.take_in(pk)
    done = Arrived.objects.get(pk=pk)
    leases.park(slow, "broken")
    leases.later(slow, "broken")
    leases.done([Done(slow, "known")])
    again = Arrived.objects.get(pk=pk)
    assert (again.outcome, again.why, again.entry) == (done.outcome, "", done.entry)


def test_what_was_decided_by_another_meanwhile_holds(alice: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    pk = arrivals.accept(support().id, Brought(raw(Written())))
    decide = deciding.decide

    def slowly(*given: Any, **told: Any) -> Any:
        monkeypatch.setattr(deciding, "decide", decide)
        Arrived.objects.filter(pk=pk).update(next_try_at=clock.now())
        assert taking_in.take_in(pk), "its lease ran out, and another begins"
        return decide(*given, **told)

    monkeypatch.setattr(deciding, "decide", slowly)
    assert taking_in.take_in(pk)
    row = Arrived.objects.get(pk=pk)
    assert row.outcome == "anew"
    assert len(said(alice, row)) == 1
    assert arrivals.parked() == []


def test_parked_mail_is_listed_also_where_its_bytes_are_gone() -> None:
    row = arrives(b"From: a@x.test\r\nFrom: b@x.test\r\n\r\nhello")
    assert row.outcome == "parked"
    Held.objects.filter(pk=row.pk).delete()
    assert [(each.id, each.size_bytes) for each in arrivals.parked()] == [(row.pk, 0)]


def unsigned(whole: bytes) -> bytes:
    """The same mail without its seal, as a forger brings it who read it somewhere."""
    assert whole.startswith(b"DKIM-Signature:")
    return whole[whole.index(b"From:") :]


def test_SEC_D02_a_forged_copy_that_comes_first_does_not_silence_the_genuine_mail(alice: Viewer) -> None:
    genuine = raw(Written(message_id="<same@example.test>"))
    forged = arrives(unsigned(genuine))
    real = arrives(genuine)
    assert (forged.outcome, forged.is_proved) == ("anew", False)
    assert (real.outcome, real.is_proved) == ("anew", True)
    assert real.conversation != forged.conversation
    assert said(alice, real) == ["Where is it?"]
    hop = b"Received: by another.test;\r\n x\r\n"
    again = [arrives(hop + genuine), arrives(hop + unsigned(genuine)), arrives(genuine), arrives(unsigned(genuine))]
    assert [each.outcome for each in again] == ["known", "known", "anew", "anew"]
    assert [each.pk for each in again[2:]] == [real.pk, forged.pk]
    assert [len(said(alice, each)) for each in (real, forged)] == [1, 1]


def test_a_copy_without_its_seal_of_what_was_proved_before_is_nothing_new() -> None:
    genuine = raw(Written())
    assert arrives(genuine).outcome == "anew"
    assert arrives(unsigned(genuine)).outcome == "known"


def test_SEC_D02_the_same_bytes_by_a_strangers_server_do_not_silence_those_its_own_brings(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server alone proves (SPF): a byte for byte copy comes first."""
    says = {
        ("example.test", "TXT"): ["v=spf1 ip4:198.51.100.7 -all"],
        ("_dmarc.example.test", "TXT"): ["v=DMARC1; p=none"],
    }
    monkeypatch.setattr(senders, "records", lambda: Zone(says))
    whole = raw(Written(signed_by=""))
    rows = []
    for peer in ("203.0.113.9", "198.51.100.7", "198.51.100.7"):
        there = Envelope(peer=peer, helo="mx.example.test", sender="carol@example.test")
        rows.append(arrivals.accept(support().id, Brought(whole, there)))
        taking_in.work(clock.now())
    assert rows[1] == rows[2] != rows[0]
    found = [Arrived.objects.get(pk=row) for row in rows[:2]]
    assert [(each.outcome, each.is_proved) for each in found] == [("anew", False), ("anew", True)]


class Stalled:
    """Name servers that stand still for one domain until they are let go; of all else they tell."""

    def __init__(self) -> None:
        self.go, self.asked = threading.Event(), 0

    def texts(self, name: str) -> list[bytes]:
        if name.endswith("evil.test"):
            self.asked += 1
            if not self.go.wait(30):
                raise NoAnswer(name)
        return ZONE.texts(name)

    def txt(self, name: str) -> bytes | None:
        return next(iter(self.texts(name)), None)


def test_a_name_server_that_stands_still_keeps_no_other_sender_waiting(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stalled = Stalled()
    monkeypatch.setattr(senders, "records", lambda: stalled)
    evil = Written(sender="mallory@evil.test", signed_by="evil.test")
    slow = [arrivals.accept(support().id, Brought(raw(evil))) for _mail in range(5)]
    began = time.monotonic()
    assert arrives(Written()).outcome == "anew"
    assert time.monotonic() - began < 10
    assert stalled.asked == 5
    assert {each.outcome for each in Arrived.objects.filter(pk__in=slow)} == {"waiting"}
    assert taking_in.work(clock.now()) == 5, "they are still looked up"
    stalled.go.set()
    while taking_in.work(clock.now()):
        pass
    found = Arrived.objects.filter(pk__in=slow).order_by("entry")
    assert [(each.pk, each.is_proved) for each in found] == [(row, True) for row in slow], "in the order they came"


def test_a_senders_mails_stay_in_order_while_one_is_looked_up(alice: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer to a mail of one's own does not overtake it."""
    first, second = threading.Event(), threading.Event()
    real, order = senders.verdict, iter([first, second])

    def slowly(*given: Any, **told: Any) -> Any:
        mine = next(order)
        if mine is first:
            second.wait(10)
            time.sleep(0.2)
        second.set()
        return real(*given, **told)

    monkeypatch.setattr(senders, "verdict", slowly)
    rows = [
        arrivals.accept(support().id, Brought(raw(Written(message_id="<a@example.test>")))),
        arrivals.accept(support().id, Brought(raw(Written(answers=("<a@example.test>",))))),
    ]
    while taking_in.work(clock.now()):
        pass
    found = [Arrived.objects.get(pk=row) for row in rows]
    assert [each.outcome for each in found] == ["anew", "goes_on"]
