"""Mail comes in by three doors, and all of them lead to the same ledger: a listener, a mailbox, a command."""

import asyncio
import io
import smtplib
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from kefu.channels import accounts, arrivals, holding, mailboxes, senders, taking_in
from kefu.channels.contract import AccountRecord, NoRoom
from kefu.channels.email import mailbox
from kefu.channels.email.listener import Listener, Taken
from kefu.channels.email.mailbox import Begun, Fetched, Place, Unfetched
from kefu.channels.email.tests.imap_fake import Mailbox, served
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.models_arrivals import Mailbox as MailboxRow
from kefu.channels.tests.mails import SUPPORT, ZONE, Written, raw, support
from kefu.kit import clock
from kefu.ops import mail_doors, ready
from kefu.ops.management.commands import ingest_mail
from kefu.settings import mail as mail_settings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


def given(monkeypatch: pytest.MonkeyPatch, whole: bytes, *words: str) -> str:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(whole)))
    said = io.StringIO()
    call_command("ingest_mail", *words, stdout=said)
    return said.getvalue()


def test_the_command_takes_standard_input_once(monkeypatch: pytest.MonkeyPatch) -> None:
    row = support()
    whole = raw(Written())
    first = given(monkeypatch, whole)
    assert first.startswith("taken as ")
    assert given(monkeypatch, whole, "--to", "Support+x@NW.test") == first
    assert Arrived.objects.get().account_id == row.id
    taking_in.work(clock.now())
    assert Arrived.objects.get().outcome == "anew"


def test_the_command_takes_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    support()
    for number in range(2):
        (tmp_path / f"{number}.eml").write_bytes(raw(Written()))
    call_command("ingest_mail", *map(str, sorted(tmp_path.iterdir())))
    assert capsys.readouterr().out.count("taken as") == Arrived.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "code"), [(("--to", "nobody@nw.test"), ingest_mail.LATER), (("/nowhere.eml",), ingest_mail.NEVER)]
)
def test_the_command_gives_back_what_is_no_mail_and_keeps_what_an_operator_can_mend(
    words: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    support()
    with pytest.raises(CommandError) as caught:
        given(monkeypatch, b"x", *words)
    assert caught.value.returncode == code


def test_the_command_asks_for_another_try_while_the_database_is_of_another_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    support()

    def is_not() -> None:
        raise CommandError("The database is not that of this release: run `kefu migrate` first.")

    monkeypatch.setattr(ready, "require_migrated", is_not)
    with pytest.raises(CommandError) as caught:
        given(monkeypatch, raw(Written()))
    assert caught.value.returncode == ingest_mail.LATER


def test_the_command_asks_for_another_try_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    support()

    def full(*given: object) -> int:
        raise NoRoom

    monkeypatch.setattr(arrivals, "accept", full)
    with pytest.raises(CommandError) as caught:
        given(monkeypatch, b"From: a@b.c\n\nx")
    assert caught.value.returncode == ingest_mail.LATER


def test_what_waits_for_a_person_is_listed_shown_tried_again_and_let_go(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    whole = raw(Written(sender="nobody", signed_by=""))
    row = arrivals.accept(support().id, arrivals.Brought(whole))
    taking_in.work(clock.now())
    call_command("parked_mail")
    assert b"no_sender" in capsysbinary.readouterr().out
    call_command("parked_mail", "--show", str(row))
    assert capsysbinary.readouterr().out == whole
    call_command("parked_mail", "--retry", str(row))
    assert Arrived.objects.get().outcome == "waiting"
    taking_in.work(clock.now())
    call_command("parked_mail", "--drop", str(row))
    assert (Arrived.objects.get().outcome, Held.objects.count()) == ("dropped", 0)


def test_the_listener_keeps_what_it_takes_in_the_ledger(settings: SimpleNamespace) -> None:
    row, whole = support(), raw(Written())
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listener = Listener(mail_doors.house())
    port = asyncio.run_coroutine_threadsafe(listener.start("127.0.0.1", 0), loop).result(5)
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("carol@example.test", [SUPPORT], whole)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("carol@example.test", ["nobody@nw.test"], whole)
    asyncio.run_coroutine_threadsafe(listener.close(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()
    held = arrivals.opened(Arrived.objects.get().pk)
    assert (held.raw, held.receivers, held.envelope.sender) == (whole, (SUPPORT,), "carol@example.test")
    assert Arrived.objects.get().account_id == row.id


def test_a_closed_account_takes_no_mail() -> None:
    found = support()
    accounts.save(type(found)("email", SUPPORT, "S", is_open=False))
    assert accounts.account_for("email", SUPPORT) is None
    with pytest.raises(LookupError):
        mail_doors.take(mail_doors.Addresses(), Taken(b"x", "", "", "", (SUPPORT,)))


def test_a_closed_mailbox_gives_mail_back_and_parks_what_its_server_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    account = support()
    house = mail_doors.house()
    mailboxes.put_out_of_use(account, is_open=False)
    assert [house.knows(each) for each in (SUPPORT, f"x+y@{SUPPORT}", "nobody@nw.test")] == ["closed", "not", "not"]
    assert house.knows(SUPPORT.replace("@", "+token@")) == "closed"
    with pytest.raises(CommandError) as caught:
        given(monkeypatch, raw(Written()), "--to", SUPPORT)
    assert (caught.value.returncode, "closed" in str(caught.value)) == (ingest_mail.NEVER, True)
    ledger = mail_doors.Ledger(account.id)
    ledger.begin(where="a", uid_validity=1, uid_next=1)
    ledger.take(Fetched(Place(1, 1), raw(Written())))
    taking_in.work(clock.now())
    assert [each.why for each in arrivals.parked()] == ["mailbox_closed"]
    mailboxes.put_out_of_use(account, is_open=True)
    assert arrivals.try_again() == 1
    taking_in.work(clock.now())
    assert Arrived.objects.get().outcome == "anew"


def test_the_mailbox_of_a_closed_account_is_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes there is seen by a person until reading is stopped."""
    read: list[int] = []
    monkeypatch.setattr(mail_doors, "_read", lambda account, over: read.append(account.id))
    told: dict[str, str | int | bool] = {"imap_host": "127.0.0.1", "imap_port": 1}
    account = accounts.save(AccountRecord("email", SUPPORT, "S", settings=told, is_open=False))
    mail_doors.Readers().look()
    assert until(lambda: read == [account.id])


def test_a_mailbox_is_read_from_its_first_look_on_and_once_however_it_counts() -> None:
    ledger = mail_doors.Ledger(support().id)
    today = clock.now().date()
    assert ledger.begin(where="a", uid_validity=7, uid_next=100) == Begun(99, today)
    mails = {uid: raw(Written()) for uid in (100, 101)}
    for uid, whole in mails.items():
        ledger.take(Fetched(Place(7, uid), whole))
        ledger.read_up_to(Place(7, uid))
    assert ledger.begin(where="a", uid_validity=7, uid_next=102) == Begun(101, today)
    assert ledger.begin(where="a", uid_validity=8, uid_next=3) == Begun(0, today)
    for uid, whole in enumerate(mails.values(), start=1):
        ledger.take(Fetched(Place(8, uid), whole))
        ledger.read_up_to(Place(8, uid))
    assert ledger.begin(where="a", uid_validity=8, uid_next=3) == Begun(2, today)
    assert list(Arrived.objects.values_list("uid_validity", "uid")) == [(7, 100), (7, 101)]


def test_a_mailbox_that_moved_is_read_anew_and_skips_nothing() -> None:
    """The new server counts by itself: its number 100 is another mail than the old one's."""
    row = support()
    ledger = mail_doors.Ledger(row.id)
    first, second = raw(Written()), raw(Written(body="at the new server"))
    ledger.begin(where="old", uid_validity=7, uid_next=100)
    ledger.take(Fetched(Place(7, 100), first))
    ledger.read_up_to(Place(7, 100))
    moved = mail_doors.Ledger(row.id)
    assert moved.begin(where="new", uid_validity=7, uid_next=500).last_uid == 0
    for uid, whole in ((99, first), (100, second)):
        moved.take(Fetched(Place(7, uid), whole))
    moved.read_up_to(Place(7, 100))
    ledger.read_up_to(Place(7, 4_000))  # of whoever still reads the old one
    assert moved.begin(where="new", uid_validity=7, uid_next=500).last_uid == 100
    taking_in.work(clock.now())
    assert [each.outcome for each in Arrived.objects.order_by("pk")] == ["anew", "anew"]


def test_what_stays_in_the_mailbox_is_parked_once_and_shown(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    ledger = mail_doors.Ledger(support().id)
    ledger.begin(where="a", uid_validity=7, uid_next=100)
    for _time in range(2):
        ledger.park(Unfetched(Place(7, 100), b"Subject: long\r\n\r\n", "too_long", 30_000_000))
    found = arrivals.parked()
    assert [each.why for each in found] == ["too_long"]
    call_command("parked_mail", "--show", str(found[0].id))
    shown = capsysbinary.readouterr().out
    assert b"Subject: long" in shown
    assert b"number 100; its server says 30000000 bytes" in shown
    assert arrivals.try_again() == 0, "there is nothing here to be looked at anew"
    assert arrivals.drop([found[0].id]) == 1
    ledger.park(Unfetched(Place(7, 100), b"", "too_long"))
    assert arrivals.parked() == []


def test_a_flood_into_a_mailbox_keeps_none_of_the_others_there_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "MOST_OF_ONE", 2)
    ledger = mail_doors.Ledger(support().id)
    ledger.begin(where="a", uid_validity=7, uid_next=1)
    flood = [raw(Written(sender=f"a{number}@evil.test", signed_by="", subject=f"{number}")) for number in range(3)]
    for uid, whole in enumerate([*flood, raw(Written())], start=1):
        ledger.take(Fetched(Place(7, uid), whole))
    assert [(each.why, b"Subject: 2" in arrivals.opened(each.id).raw) for each in arrivals.parked()] == [
        ("crowded", True)
    ]
    taking_in.work(clock.now())
    assert Arrived.objects.filter(outcome="anew").count() == 3


def test_a_mailbox_is_followed_while_its_account_stands_and_anew_when_it_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The whole way: an account, its mailbox on a server, the ledger."""
    readers = mail_doors.Readers()
    monkeypatch.setattr(mailbox, "LOOK_EVERY_S", 0.05)
    with served(Mailbox()) as box:
        told: dict[str, str | int | bool] = {"imap_host": "127.0.0.1", "imap_port": box.port, "imap_tls": False}
        account = accounts.save(AccountRecord("email", SUPPORT, "S", settings=told, secrets={"imap_password": "one"}))
        readers.look()
        assert until(lambda: len(box.signed_in) == 1)
        assert until(MailboxRow.objects.exists)
        box.put(raw(Written()))
        assert until(Arrived.objects.exists)
        accounts.save(replace(account, secrets={"imap_password": "two"}))
        assert until(lambda: readers.look() == 1 and len(box.signed_in) == 2)
        accounts.save(mailboxes.without_imap(account))
        readers.look()
        assert until(lambda: readers.look() == 0)
    assert box.signed_in == [b'support@nw.test "one"', b'support@nw.test "two"']


def until(holds: Callable[[], object], within_s: float = 20.0) -> bool:
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_an_imap_mailbox_is_told_once_and_kept_when_its_account_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    account = support()
    monkeypatch.setenv("KEFU_IMAP_PASSWORD", "correct horse")
    said = io.StringIO()
    call_command("imap", SUPPORT, "--host", "imap.nw.test", "--folder", "Support", stdout=said)
    mailboxes.save(replace(account, label="Other"), is_signed=False)
    found = accounts.account_at("email", SUPPORT)
    assert found is not None
    assert (found.label, found.settings["imap_host"], found.settings["imap_folder"]) == (
        "Other",
        "imap.nw.test",
        "Support",
    )
    assert found.secrets == {"imap_password": "correct horse"}
    assert mailbox.is_wanted(found)
    assert "correct horse" not in said.getvalue()
    call_command("imap", SUPPORT, "--host", "imap.nw.test", "--oauth")
    found = accounts.account_at("email", SUPPORT)
    assert found is not None
    assert found.secrets == {"imap_token": "correct horse"}
    call_command("imap", SUPPORT, "--stop")
    found = accounts.account_at("email", SUPPORT)
    assert found is not None
    assert (mailbox.is_wanted(found), found.secrets) == (False, {})


@pytest.mark.parametrize("value", ["127.0.0.1:25", "http://x:1", "smtp://x", "smtp://:25", "smtp://x:99999999"])
def test_where_mail_is_listened_for_must_be_a_place(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_MAIL_LISTEN", value)
    with pytest.raises(ImproperlyConfigured):
        mail_settings.listen("KEFU_MAIL_LISTEN")


def test_a_place_to_listen_and_relays_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_MAIL_LISTEN", "lmtp://127.0.0.1:2424")
    monkeypatch.setenv("KEFU_MAIL_RELAYS", "203.0.113.4 2001:db8::/32")
    assert mail_settings.listen("KEFU_MAIL_LISTEN") == (True, "127.0.0.1", 2424)
    assert [str(each) for each in mail_settings.networks("KEFU_MAIL_RELAYS")] == ["203.0.113.4/32", "2001:db8::/32"]
    monkeypatch.setenv("KEFU_MAIL_RELAYS", "somewhere")
    with pytest.raises(ImproperlyConfigured):
        mail_settings.networks("KEFU_MAIL_RELAYS")
