"""Under each mail of ours stands how far it is, in the reader's language, and one press sends it again."""

from collections.abc import Iterator

import pytest
from django.test import Client

from conftest import an_agent
from kefu.channels import delivery
from kefu.channels.tests import mailing, sink
from kefu.channels.tests.sink import BREAK, Sink
from kefu.conversations import deliveries
from kefu.conversations.kinds import DeliveryStatus
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.conversations.tests import leaving
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def server() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


@pytest.fixture
def mailed(server: Sink, carol: Viewer, alice: Viewer) -> ConversationRecord:
    return mailing.a_mail(mailing.mailbox(server), carol, alice)


@pytest.fixture
def entry(mailed: ConversationRecord, alice: Viewer) -> EntryRecord:
    return mailing.answer(mailed, alice)


def page(client: Client, mailed: ConversationRecord, language: str = "en") -> str:
    return client.get(f"/desk/c/{mailed.public_id}/", headers={"Accept-Language": language}).content.decode()


def listed(client: Client, mailed: ConversationRecord) -> str:
    return client.get(f"/desk/c/{mailed.public_id}/deliveries").content.decode()


def press(client: Client, mailed: ConversationRecord, entry: EntryRecord, headers: dict[str, str] | None = None) -> int:
    sent = {"target": entry.seq, "nth": 1}
    return client.post(f"/desk/c/{mailed.public_id}/resendings", sent, headers=headers).status_code


@pytest.mark.parametrize(
    ("answers", "english", "chinese"),
    [
        ({}, "Sent", "已发送"),
        ({"RCPT": "450 later"}, "Waiting to be sent", "等待发送"),
        ({"RCPT": "550 nobody <b>here</b>"}, "Not sent", "未发送"),
        ({"DOT": BREAK}, "Not known whether it was sent", "不确定是否已发送"),
    ],
)
def test_P7_each_mail_says_how_far_it_is(
    server: Sink,
    mailed: ConversationRecord,
    entry: EntryRecord,
    alice_client: Client,
    alice_agent: object,
    answers: dict[str, str],
    english: str,
    chinese: str,
) -> None:
    assert "Waiting to be sent" in page(alice_client, mailed)
    server.answers |= answers
    delivery.work(clock.now())
    for text in (page(alice_client, mailed), listed(alice_client, mailed)):
        assert f"<strong>{english}</strong>" in text
        assert "<b>here" not in text
    type(alice_agent).objects.update(locale="zh-hans")  # type: ignore[attr-defined]
    assert f"<strong>{chinese}</strong>" in page(alice_client, mailed, "zh-hans")


def test_P7_one_press_sends_again_once_and_is_written_down(
    server: Sink, mailed: ConversationRecord, entry: EntryRecord, alice_client: Client
) -> None:
    server.answers["RCPT"] = "550 no"
    delivery.work(clock.now())
    assert "Send again" in page(alice_client, mailed)
    assert press(alice_client, mailed, entry) == 302
    assert press(alice_client, mailed, entry) == 409
    assert press(alice_client, mailed, entry, HTMX) == 200
    server.answers.clear()
    assert delivery.work(clock.now()) == 1
    assert len(server.mails) == 1
    assert deliveries.newest_for([entry.id])[entry.id].status is DeliveryStatus.SENT
    assert JournalEntry.objects.filter(action="sent_again").count() == 1
    assert "Send again" not in page(alice_client, mailed)


def test_what_did_not_arrive_stands_in_the_conversation(
    server: Sink, mailed: ConversationRecord, entry: EntryRecord, alice_client: Client
) -> None:
    server.answers["RCPT"] = "550 no"
    delivery.work(clock.now())
    text = page(alice_client, mailed)
    assert f"The customer did not get message {entry.seq}" in text
    assert "The other side said: “550 no”" in text


def test_an_auditor_sees_and_sends_nothing(server: Sink, mailed: ConversationRecord, entry: EntryRecord) -> None:
    server.answers["RCPT"] = "550 no"
    delivery.work(clock.now())
    client = Client()
    client.force_login(an_agent("Erin", Role.AUDITOR))
    assert "Not sent" in listed(client, mailed)
    assert press(client, mailed, entry) == 403
    assert len(leaving.rows()) == 1


def test_a_chat_shows_and_asks_nothing(chat: ConversationRecord, alice_client: Client) -> None:
    assert "data-deliveries" not in page(alice_client, chat)
    assert not listed(alice_client, chat).strip()
