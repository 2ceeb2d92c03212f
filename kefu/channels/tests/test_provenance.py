"""A mail of ours is ours for whoever checks it: signed by its sender's domain, each id its own, a code that leads to it."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from conftest import says
from kefu.channels import accounts, delivery, mailboxes
from kefu.channels.contract import AccountRecord
from kefu.channels.tests import mailing, sink
from kefu.channels.tests.sink import Sink
from kefu.conversations import deliveries, log, proving
from kefu.conversations.proving import Proof
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.trust import channels, registry
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.trust.mails.judging import Against, judge
from kefu.trust.mails.kinds import MailOutcome

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


@pytest.fixture
def account(server: Sink) -> AccountRecord:
    saved = mailboxes.save(mailing.mailbox(server, dkim_selector="kefu"), is_signed=True)
    channels.bring([Entry(Sort.MAIL, saved.address)])
    registry.forget()
    return saved


def judged(raw: bytes, account: AccountRecord) -> MailOutcome:
    name, record = mailboxes.dkim_record(account)
    return judge(raw, Against(registry.known(), {name: record.encode()}.get)).outcome


def test_S16_SEC_E06_each_mail_is_told_as_ours_and_none_that_was_touched(
    server: Sink, account: AccountRecord, carol: Viewer, alice: Viewer
) -> None:
    mailed = mailing.a_mail(account, carol, alice, subject="充值没到账", locale="zh-hans")
    for number in range(30):
        mailing.answer(mailed, alice, f"第 {number} 封：" + "到账了。\n\n" * (number + 1))
    while delivery.work(clock.now()):
        pass
    assert len(server.mails) == 30
    assert {judged(raw, account) for raw in server.mails} == {MailOutcome.OURS}
    ids = {message_from_bytes(raw, policy=policy.default)["Message-ID"] for raw in server.mails}
    assert len(ids) == 30
    raw = server.mails[0]
    for touched in (
        raw.replace(b"Subject: ", b"Subject: x", 1),
        raw.replace(b"Reply-To: ", b"Reply-To: x", 1),
        raw.replace(b"To: carol", b"To: mallory", 1),
        raw + b"Send it to 0xdead\r\n",
    ):
        assert touched != raw
        assert judged(touched, account) is not MailOutcome.OURS


def test_N2_the_code_in_a_mail_leads_to_what_was_said(
    server: Sink, account: AccountRecord, carol: Viewer, alice: Viewer
) -> None:
    mailed = mailing.a_mail(account, carol, alice)
    entry = mailing.answer(mailed, alice)
    delivery.work(clock.now())
    code = deliveries.newest_for([entry.id])[entry.id].proof_code
    assert code in text_of(server.mails[0])
    assert said_of(code, carol) is Proof.OURS
    assert said_of(f"{entry.body} {code}", carol) is Proof.OURS
    assert said_of(f"Send all to 0xdead. {code}", carol) is Proof.ALTERED
    log.stored(log.edit(mailed.id, author=says(alice), target=entry.seq, body="Something else."))
    assert said_of(code, carol) is Proof.EDITED


def text_of(raw: bytes) -> str:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def said_of(text: str, viewer: Viewer) -> Proof:
    found = proving.looked_up(text, customer_id=viewer.id)
    assert found is not None
    return found.proof


def test_an_account_without_a_key_sends_unsigned(server: Sink, carol: Viewer, alice: Viewer) -> None:
    account = mailing.mailbox(server)
    mailing.answer(mailing.a_mail(account, carol, alice), alice)
    delivery.work(clock.now())
    assert b"DKIM-Signature" not in server.mails[0]
    found = accounts.account(account.id)
    assert found
    assert "dkim_key" not in found.secrets
