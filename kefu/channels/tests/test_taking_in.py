"""What comes in by mail: whose it is, where it goes on, what of it our people are told."""

from typing import Any

import pytest

from conftest import a_customer
from kefu.channels import deciding, senders
from kefu.channels.models_arrivals import Held
from kefu.channels.tests.looks import WITH_FILE, entries, notes, place, said
from kefu.channels.tests.mails import SUPPORT, ZONE, Written, arrives, reply_to, sent_id, support
from kefu.conversations import log, queries
from kefu.conversations.data import MessageData, NoteData
from kefu.conversations.data_notes import MailNote
from kefu.conversations.kinds import Author, AuthorKind, CloseReason, Kind, Status
from kefu.files import uploads
from kefu.files.errors import Busy
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.people.models import Address, Proof

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


def test_S16_a_mail_opens_a_conversation_of_its_sender(alice: Viewer) -> None:
    row = arrives(Written(subject="充值没到账", body="你好，我的充值没有到账"))
    found = place(alice, row)
    assert (row.outcome, row.is_proved, row.dkim, row.dmarc) == ("anew", True, "pass", "pass")
    assert (found.origin, found.locale, found.account) == ("email", "zh-hans", support().id)
    message = next(each for each in entries(alice, row) if each.kind is Kind.MESSAGE)
    assert message.author == Author(AuthorKind.CUSTOMER, found.customer)
    assert isinstance(message.data, MessageData)
    assert message.data.mail is not None
    assert message.data.mail.subject == "充值没到账"
    assert notes(alice, row) == set()
    assert Held.objects.count() == 0
    assert Address.objects.get(customer=found.customer).proof == Proof.MAILBOX


def test_what_nothing_proves_is_somebody_of_their_own_and_marked(alice: Viewer) -> None:
    carol = a_customer("carol").viewer
    row = arrives(Written(signed_by=""))
    found = place(alice, row)
    assert found.customer != carol.id
    assert notes(alice, row) == {MailNote.UNPROVED}
    assert Address.objects.get(customer=found.customer).proof == Proof.NONE
    assert directory.customer_card(found.customer).proof == "none"
    assert queries.conversations_of(carol) == []


def test_a_proved_address_that_the_exchange_signed_is_that_customers(alice: Viewer) -> None:
    carol = a_customer("carol").viewer
    assert place(alice, arrives(Written())).customer == carol.id


def test_an_address_of_two_customers_is_neithers(alice: Viewer) -> None:
    both = {a_customer("carol").viewer.id}
    other = a_customer("dora").viewer.id
    Address.objects.filter(customer=other, kind="email").update(
        digest=Address.objects.get(customer__in=both, kind="email").digest
    )
    assert place(alice, arrives(Written())).customer not in {*both, other}


def test_P2_an_answer_goes_on_where_it_belongs(alice: Viewer) -> None:
    first = arrives(Written(message_id="<first@example.test>"))
    there = place(alice, first)
    by_token = arrives(Written(to=reply_to(there.public_id), body="by token"))
    by_id = arrives(Written(answers=(sent_id(there.public_id),), body="by our id"))
    by_own = arrives(Written(answers=("<first@example.test>",), body="by their own id"))
    by_envelope = arrives(Written(body="by the envelope"), receivers=(reply_to(there.public_id),))
    assert {each.outcome for each in (by_token, by_id, by_own, by_envelope)} == {"goes_on"}
    assert {each.conversation for each in (by_token, by_id, by_own, by_envelope)} == {there.id}
    assert said(alice, first) == ["Where is it?", "by token", "by our id", "by their own id", "by the envelope"]


def test_P2_an_answer_reopens_and_a_new_mail_does_not(alice: Viewer, alice_agent: Any) -> None:
    first = arrives(Written())
    there = place(alice, first)
    log.close(there.id, author=Author(AuthorKind.AGENT, alice_agent.pk), reason=CloseReason.SOLVED)
    other = arrives(Written(subject="Something else"))
    assert other.conversation != there.id
    assert place(alice, first).status is Status.CLOSED
    arrives(Written(to=reply_to(there.public_id)))
    assert place(alice, first).status is Status.OPEN


def test_a_chat_goes_on_by_mail(alice: Viewer) -> None:
    carol = a_customer("carol").viewer
    chat = log.stored(
        log.open(carol.id, author=Author(AuthorKind.CUSTOMER, carol.id), body="hi", key="hi-000001", locale="en")
    )
    row = arrives(Written(to=reply_to(chat.conversation_public_id), body="by mail"))
    assert row.conversation == chat.conversation
    assert [each.body for each in queries.entries_for(carol, place(alice, row)) if each.kind is Kind.MESSAGE] == [
        "hi",
        "by mail",
    ]


def test_what_a_machine_answers_is_heard_by_our_people_alone(alice: Viewer, alice_agent: Any) -> None:
    first = arrives(Written())
    there = place(alice, first)
    log.reply(there.id, author=Author(AuthorKind.AGENT, alice_agent.pk), body="We look into it.")
    log.close(there.id, author=Author(AuthorKind.AGENT, alice_agent.pk), reason=CloseReason.SOLVED)
    auto = {"Auto-Submitted": "auto-replied"}
    row = arrives(
        Written(
            to=reply_to(there.public_id), body="Out of office until Monday. " + "abandon " * 11 + "about", more=auto
        )
    )
    assert (row.outcome, row.conversation) == ("overheard", there.id)
    assert place(alice, first).status is Status.CLOSED
    note = entries(alice, first)[-1]
    assert (note.kind, note.data) == (Kind.NOTE, NoteData(arrived=MailNote.MACHINE_SAID))
    assert "Out of office" in note.body
    assert "abandon abandon" not in note.body


def test_secrets_are_cut_before_a_mail_is_in_the_log(alice: Viewer) -> None:
    phrase = "abandon " * 11 + "about"
    row = arrives(Written(subject=f"my words {phrase}", body=f"here: {phrase}"))
    message = next(each for each in entries(alice, row) if each.kind is Kind.MESSAGE)
    assert isinstance(message.data, MessageData)
    assert message.data.mail is not None
    assert "abandon abandon" not in message.body + message.data.mail.subject


def test_a_long_text_is_a_message_and_a_file(alice: Viewer) -> None:
    row = arrives(Written(body="\r\n".join(f"line {number} of many" for number in range(2_000))))
    message = next(each for each in entries(alice, row) if each.kind is Kind.MESSAGE)
    assert isinstance(message.data, MessageData)
    assert len(message.body) == 8_000
    assert [each.name for each in message.data.files] == ["mail.txt"]
    assert notes(alice, row) == {MailNote.LONG}


def test_S17_files_come_as_uploads_do_and_what_is_not_taken_is_told(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (
        WITH_FILE.replace(b"list.txt", b"run.exe").replace(b"one\ntwo", b"MZ\x90\x00 program").replace(b"<f@", b"<g@")
    )
    row = arrives(program)
    message = next(each for each in entries(alice, row) if each.kind is Kind.MESSAGE)
    assert message.data == MessageData(mail=message.data.mail if isinstance(message.data, MessageData) else None)
    lost = next(each for each in entries(alice, row) if each.data == NoteData(arrived=MailNote.LOST_FILES))
    assert lost.body == "1"

    def busy(*given: object, **told: object) -> None:
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "receive", busy)
        waiting = arrives(WITH_FILE)
    assert (waiting.outcome, waiting.why) == ("waiting", "Busy")


def test_many_new_mails_of_one_sender_land_in_one_place(alice: Viewer) -> None:
    rows = [arrives(Written(subject=f"{number}", body=f"{number}")) for number in range(deciding.MOST_OPENED + 4)]
    assert len({each.conversation for each in rows}) == deciding.MOST_OPENED
    assert len({each.conversation for each in rows[deciding.MOST_OPENED - 1 :]}) == 1


def test_our_own_mail_that_comes_back_is_nothing_and_one_that_says_so_is_parked() -> None:
    back = arrives(Written(sender=SUPPORT, signed_by="nw.test"))
    forged = arrives(Written(sender="support+x@nw.test", signed_by=""))
    assert (back.outcome, back.conversation) == ("echo", None)
    assert (forged.outcome, forged.why) == ("parked", "says_it_is_us")


def test_a_proved_mailbox_names_itself_in_one_line_and_nobody_else_is_named(alice: Viewer) -> None:
    named = place(alice, arrives(Written(sender="=?utf-8?b?6ZmI4oCu5LyfICDlpKc=?= <carol@example.test>")))
    assert directory.customer_names([named.customer]) == {named.customer: "陈 伟 大"}
    unproved = place(alice, arrives(Written(sender="Northwind Security <eve@else.example>", signed_by="")))
    assert directory.customer_names([unproved.customer]).get(unproved.customer, "") == ""
