"""A message code proved by the address it was sent to: its recipient hears by mail, and whoever asks learns nothing."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client

from conftest import says
from kefu.channels import delivery, going_on
from kefu.channels.tests import mailing, sink
from kefu.channels.tests.sink import Sink
from kefu.conversations import log, proof_mails, proofs, queries
from kefu.conversations.kinds import Kind
from kefu.conversations.models_away import ProofAsked
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Address, Proof
from kefu.trust import codes
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
CAROL = "Carol@Example.test"
NOT_OURS = "K7QM-3XTE-9PA4"


@pytest.fixture
def server() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


@pytest.fixture
def mailed(server: Sink, carol: Viewer, alice: Viewer) -> ConversationRecord:
    """Carol wrote a mail, and was answered."""
    place = mailing.a_mail(mailing.mailbox(server), carol, alice)
    mailing.answer(place, alice, body="It is here, said Alice.")
    delivery.work(clock.now())
    server.mails.clear()
    return place


def code_of(place: ConversationRecord, alice: Viewer) -> str:
    return proofs.code_of(queries.entries_for(alice, place)[-1])


def well_formed() -> str:
    """A code that could be ours, and is nobody's."""
    return codes.of_number(12_345)


def ask(code: str, address: str, *, ip: str = "203.0.113.9") -> Any:
    return Client(REMOTE_ADDR=ip).post("/verify/code", {"code": code, "address": address})


def work() -> None:
    going_on.answer_proofs(clock.now())
    delivery.work(clock.now())


def mails(server: Sink) -> list[EmailMessage]:
    found = [message_from_bytes(raw, policy=policy.default) for raw in server.mails]
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def without(answer: Any, *words: str) -> str:
    """What stands on the page, apart from what was typed."""
    page: str = answer.content.decode().partition("<main")[2]
    for word in words:
        page = page.replace(word, "")
    return page


def test_the_recipient_is_told_by_mail_and_nobody_else(server: Sink, mailed: ConversationRecord, alice: Viewer) -> None:
    code = code_of(mailed, alice)
    assert ask(code.lower(), CAROL).status_code == 200
    work()
    (mail,) = mails(server)
    part = mail.get_body(("plain",))
    assert part is not None
    text = str(part.get_content())
    assert mail["To"] == "carol@example.test"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert f"the message with the code {code} was sent to you" in text
    assert "Alice" not in text.split("-- ", maxsplit=1)[0].replace("A. of support", "")  # no word of what was said
    assert "It is here" not in text
    assert "203.0.113.9" not in text
    assert not ProofAsked.objects.exists()


def test_the_answer_is_the_same_whatever_is_asked(
    server: Sink, mailed: ConversationRecord, alice: Viewer, mallory: Viewer
) -> None:
    code, other = code_of(mailed, alice), well_formed()
    pages = set()
    for given, address in (
        (code, CAROL),
        (code, "mallory@example.test"),
        (other, CAROL),
        (other, "nobody@nowhere.test"),
    ):
        answer = ask(given, address)
        pages.add((answer.status_code, without(answer, given, address)))
    assert len(pages) == 1
    assert ProofAsked.objects.count() == 4
    work()
    assert [mail["To"] for mail in mails(server)] == ["carol@example.test"]


def test_a_code_of_the_chat_is_told_to_the_proved_address_alone(
    server: Sink, chat: ConversationRecord, alice: Viewer
) -> None:
    mailing.mailbox(server)
    said = log.stored(log.reply(chat.id, author=says(alice), body="It is here."))
    code = proofs.code_of(said)
    ask(code, "mallory@example.test")
    work()
    assert not server.mails
    ask(code, CAROL)
    work()
    assert len(server.mails) == 1
    Address.objects.filter(customer=chat.customer, kind="email").update(proof=Proof.NONE)
    ask(code, CAROL)
    work()
    assert len(server.mails) == 1


def test_what_was_taken_back_is_told_as_that(
    server: Sink, mailed: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    entry = queries.entries_for(alice, mailed)[-1]
    log.stored(log.redact(mailed.id, author=says(bob), target=entry.seq))
    ask(proofs.code_of(entry), CAROL)
    work()
    (mail,) = mails(server)
    assert "was taken back since" in str(mail)


def test_nobody_is_flooded_and_our_people_hear_nothing_of_it(
    server: Sink, mailed: ConversationRecord, alice: Viewer
) -> None:
    code = code_of(mailed, alice)
    for number in range(8):
        ask(code, CAROL, ip=f"203.0.{number}.1")
        work()
    assert len(server.mails) == delivery.MOST_AUTOMATIC_AN_HOUR
    kinds = [entry.kind for entry in queries.entries_for(alice, mailed)]
    assert Kind.UNDELIVERABLE not in kinds


def test_two_workers_make_one_mail(server: Sink, mailed: ConversationRecord, alice: Viewer) -> None:
    ask(code_of(mailed, alice), CAROL)
    (row,) = proof_mails.waiting(limit=5)
    account = going_on.account_of(None)
    assert account is not None
    told = [proof_mails.answer(row, channel="email", account=account.id, now=clock.now()) for _ in range(2)]
    assert [bool(each) for each in told] == [True, False]


def test_ten_thousand_guesses_are_noticed_and_answered_by_nothing(
    server: Sink, mailed: ConversationRecord, alice: Viewer
) -> None:
    statuses = {ask(well_formed(), CAROL).status_code for _ in range(60)}
    assert statuses == {200, 429}
    work()
    found = JournalEntry.objects.filter(action="proof_guessed")
    assert {(row.actor_kind, row.detail) for row in found} >= {("stranger", "203.0.113.9")}
    assert not server.mails


def test_guesses_from_many_networks_are_noticed(server: Sink, mailed: ConversationRecord) -> None:
    for number in range(250):
        proof_mails.ask(well_formed(), address=CAROL, ip=f"198.51.{number}.7")
    while proof_mails.waiting(limit=1):
        work()
    assert JournalEntry.objects.filter(action="proof_guessed", actor_kind="stranger").exists()


def test_what_cannot_be_a_code_or_an_address_is_said_at_once(db: None) -> None:
    for code, address in ((NOT_OURS, CAROL), ("", CAROL), (well_formed(), "carol"), (well_formed(), "")):
        assert ask(code, address).status_code == 400
    assert not ProofAsked.objects.exists()


def test_the_page_offers_it_to_who_is_not_signed_in_where_there_is_a_mailbox(server: Sink, alice: Viewer) -> None:
    told = {"text": well_formed()}
    assert 'action="/verify/code' not in Client().post("/verify", told).content.decode()
    mailing.mailbox(server)
    assert 'action="/verify/code' in Client().post("/verify", told).content.decode()
