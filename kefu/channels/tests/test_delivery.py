"""From an answer at the desk to the server that takes the mail: once, whatever that server says or does."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from conftest import says
from kefu.channels import accounts, delivery
from kefu.channels.tests import mailing, sink
from kefu.channels.tests.sink import BREAK, Sink
from kefu.conversations import deliveries, log, proofs
from kefu.conversations.data import MessageData
from kefu.conversations.deliveries import DeliveryRecord
from kefu.conversations.kinds import Author, AuthorKind, DeliveryStatus, Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord
from kefu.conversations.tests import leaving
from kefu.kit import clock
from kefu.people import recognising
from kefu.people.access import Viewer
from kefu.people.models import Address, Proof

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


@pytest.fixture
def mailed(server: Sink, carol: Viewer, alice: Viewer) -> ConversationRecord:
    return mailing.a_mail(mailing.mailbox(server), carol, alice)


def sent(server: Sink) -> EmailMessage:
    (raw,) = server.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def told(entry: EntryRecord) -> DeliveryRecord:
    return deliveries.newest_for([entry.id])[entry.id]


def test_an_answer_arrives_once_with_all_that_brings_the_next_one_home(
    server: Sink, mailed: ConversationRecord, alice: Viewer
) -> None:
    entry = mailing.answer(mailed, alice)
    assert delivery.work(clock.now()) == 1
    assert delivery.work(clock.now()) == 0
    mail, row = sent(server), told(entry)
    assert (row.status, row.attempts, row.error) == (DeliveryStatus.SENT, 1, "")
    assert mail["Message-ID"] == row.external_id
    assert mail["Subject"] == "Re: My deposit"
    assert mail["From"] == "Northwind Support <support@nw.example>"
    assert mail["To"] == "carol@example.test"
    assert mail["In-Reply-To"] == "<one@carol.example>"
    assert "Auto-Submitted" not in mail
    text = text_of(mail)
    assert text.startswith("It is here.\n")
    assert proofs.code_of(entry) in text
    assert row.proof_code == proofs.code_of(entry)
    assert "/verify" in text
    assert "> Where is it?" in text
    assert server.signed_in == [f"\0support\0{mailing.PASSWORD}"]


@pytest.mark.parametrize(
    ("command", "said"), [("MAIL", "451 later"), ("RCPT", "450 greylisted"), ("DATA", "451 later"), ("DOT", "452 full")]
)
def test_P7_what_is_put_off_is_tried_again_by_itself(
    server: Sink, mailed: ConversationRecord, alice: Viewer, command: str, said: str
) -> None:
    entry = mailing.answer(mailed, alice)
    server.answers[command] = said
    delivery.work(clock.now())
    row = told(entry)
    assert (row.status, row.error, row.permanent) == (DeliveryStatus.PENDING, said, False)
    assert not deliveries.due(clock.now(), limit=10)
    server.answers.clear()
    later = clock.now() + timedelta(minutes=2)
    assert delivery.work(later) == 1
    assert told(entry).status is DeliveryStatus.SENT
    assert told(entry).external_id == row.external_id
    assert len(server.mails) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "DOT"])
def test_P7_what_is_refused_for_good_says_why_without_the_address(
    server: Sink, mailed: ConversationRecord, alice: Viewer, command: str
) -> None:
    entry = mailing.answer(mailed, alice)
    server.answers[command] = "550 <carol@example.test> is nobody here"
    delivery.work(clock.now())
    row = told(entry)
    assert (row.status, row.permanent) == (DeliveryStatus.FAILED, True)
    assert row.error == "550 <…> is nobody here"
    assert not server.mails


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_P4_a_connection_that_ends_before_the_words_went_over_is_tried_again(
    server: Sink, mailed: ConversationRecord, alice: Viewer, command: str
) -> None:
    entry = mailing.answer(mailed, alice)
    server.answers |= {command: BREAK, "HELO": BREAK}
    delivery.work(clock.now())
    assert (told(entry).status, told(entry).error) == (DeliveryStatus.PENDING, "unreachable")


@pytest.mark.parametrize("is_taken", [True, False])
def test_P4_a_connection_that_ends_before_the_last_answer_leaves_it_to_a_person(
    server: Sink, mailed: ConversationRecord, alice: Viewer, is_taken: bool
) -> None:
    entry = mailing.answer(mailed, alice)
    if is_taken:
        server.breaks_after_taking = True
    else:
        server.answers["DOT"] = BREAK
    delivery.work(clock.now())
    row = told(entry)
    assert (row.status, row.error) == (DeliveryStatus.UNCERTAIN, "answer_lost")
    assert delivery.work(clock.now() + timedelta(days=30)) == 0
    server.breaks_after_taking = False
    server.answers.clear()
    assert deliveries.send_again(row.id, agent=alice.id)
    assert delivery.work(clock.now()) == 1
    assert told(entry).status is DeliveryStatus.SENT


def test_what_never_gets_through_is_given_up_and_told(server: Sink, mailed: ConversationRecord, alice: Viewer) -> None:
    entry = mailing.answer(mailed, alice)
    server.answers["RCPT"] = "450 later"
    now = clock.now()
    for _ in range(20):
        now += timedelta(days=1)
        delivery.work(now)
    row = told(entry)
    assert (row.status, row.attempts) == (DeliveryStatus.FAILED, len(delivery.PAUSES_S) + 1)


def test_what_was_taken_back_before_it_left_stays_here(server: Sink, mailed: ConversationRecord, alice: Viewer) -> None:
    entry = mailing.answer(mailed, alice)
    log.stored(log.redact(mailed.id, author=says(alice), target=entry.seq))
    delivery.work(clock.now())
    assert (told(entry).status, told(entry).error) == (DeliveryStatus.FAILED, "withdrawn")
    assert not server.mails


def test_what_was_corrected_before_it_left_goes_out_as_it_is_now(
    server: Sink, mailed: ConversationRecord, alice: Viewer
) -> None:
    entry = mailing.answer(mailed, alice)
    log.stored(log.edit(mailed.id, author=says(alice), target=entry.seq, body="It comes tomorrow."))
    delivery.work(clock.now())
    text = text_of(sent(server))
    assert "It comes tomorrow." in text
    assert "It is here." not in text
    assert told(entry).proof_code in text


def test_SEC_E04_an_automatic_mail_holds_no_byte_of_a_stranger(server: Sink, carol: Viewer, alice: Viewer) -> None:
    marks = {"subject": "LURE win http://evil.example", "body": "LURE click http://evil.example"}
    mailed = mailing.a_mail(mailing.mailbox(server), carol, alice, message_id="<lure@evil.example>", **marks)
    news(mailed, 0)
    delivery.work(clock.now())
    (raw,) = server.mails
    mail = sent(server)
    whole = raw.decode().casefold() + "".join(
        str(part.get_content()) for part in mail.walk() if not part.is_multipart()
    )
    assert "lure" not in whole.casefold()
    assert "evil" not in whole.casefold()
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["Subject"] == "Your request to Kefu"


def news(mailed: ConversationRecord, number: int) -> EntryRecord:
    author = Author(AuthorKind.WATCHER, name="cases")
    draft = Draft(mailed.id, Kind.MESSAGE, author, MessageData(), body=f"News {number}.", key=f"news-{number:04d}")
    return log.stored(log.append([draft])[0])


@pytest.mark.parametrize(("proof", "most"), [(Proof.SIGNED, 3), (Proof.NONE, 1)])
def test_SEC_E02_automatic_mails_to_an_address_end(
    server: Sink, mailed: ConversationRecord, alice: Viewer, proof: Proof, most: int
) -> None:
    Address.objects.filter(kind="email").update(proof=proof)
    for number in range(6):
        news(mailed, number)
        delivery.work(clock.now())
    assert len(server.mails) == most
    kept = [row for row in leaving.rows() if row.error == "too_many_automatic" and row.permanent]
    assert len(kept) == 6 - most
    mailing.answer(mailed, alice)  # a person's word goes out all the same
    delivery.work(clock.now())
    assert len(server.mails) == most + 1


def test_SEC_E02_automatic_mails_to_a_domain_end_however_its_addresses_change(
    server: Sink, mailed: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    """Each answer comes from another address behind a +."""
    account = mailing.mailbox(server)
    for number in range(14):
        customer = recognising.recognise(f"loop+{number}@war.example.test", is_proved=True, locale="en")
        other = mailing.a_mail(account, recognising.as_sender(customer), alice, message_id=f"<{number}@x.test>")
        news(other, number)
    delivery.work(clock.now())
    assert len(server.mails) == 10
    kept = [row for row in leaving.rows() if row.error == "too_many_automatic"]
    assert len(kept) == 4
    Address.objects.filter(kind="email").update(proof=Proof.SIGNED)
    other = mailing.a_mail(account, recognising.as_sender(customer), alice, message_id="<known@x.test>")
    news(other, 99)
    delivery.work(clock.now())
    assert len(server.mails) == 11, "customers whose address the exchange signed are no strangers"


def test_no_secret_and_no_address_stands_in_the_log_of_the_process(
    server: Sink, mailed: ConversationRecord, alice: Viewer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mailing.answer(mailed, alice)
    server.answers["AUTH"] = f"535 not {mailing.PASSWORD}"
    delivery.work(clock.now())
    assert leaving.rows()[0].error == "refused_sign_in"
    assert mailing.PASSWORD not in caplog.text
    assert "carol@example.test" not in caplog.text


def test_a_mailbox_that_is_closed_sends_nothing(server: Sink, mailed: ConversationRecord, alice: Viewer) -> None:
    mailing.answer(mailed, alice)
    account = mailing.mailbox(server)
    accounts.save(replace(account, is_open=False))
    delivery.work(clock.now())
    assert leaving.rows()[0].error == "account_closed"
    assert not server.mails
