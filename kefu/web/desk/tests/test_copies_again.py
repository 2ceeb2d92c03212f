"""A copy or a forward that did not arrive goes out once more with one press, by who may, to where it still may go."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import an_agent
from kefu.channels import delivery
from kefu.channels.contract import AccountRecord
from kefu.channels.tests.sink import BREAK, Sink
from kefu.conversations import copied, definitions, queries
from kefu.conversations.kinds import AuthorKind, DeliveryStatus, Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit import clock
from kefu.people import keys
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.trust.models import JournalEntry
from kefu.web.desk.tests.posting import an_answer, came, receivers

Conversation = apps.get_model("conversations", "Conversation")
Delivery = apps.get_model("conversations", "Delivery")

pytestmark = pytest.mark.django_db(transaction=True)
PARTNER = "desk@partner.example"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def mailed(support: AccountRecord, bob: Viewer) -> ConversationRecord:
    return came(support, bob)


def said(mailed: ConversationRecord, bob: Viewer, kind: Kind = Kind.MESSAGE) -> EntryRecord:
    every = queries.entries_for(bob, queries.conversation_for(bob, mailed.public_id))
    return next(each for each in every if each.kind is kind and each.author.kind is AuthorKind.AGENT)


def with_a_copy(client: Client, support: AccountRecord, mailed: ConversationRecord) -> None:
    sent = an_answer(support, mailed, cc=PARTNER)
    assert client.post(f"/desk/c/{mailed.public_id}/mail", sent).status_code == 302


def forwarded(client: Client, support: AccountRecord, mailed: ConversationRecord, bob: Viewer) -> None:
    every = queries.entries_for(bob, mailed)
    message = next(each for each in every if each.kind is Kind.MESSAGE)
    sent = {"from": str(support.id), "to": PARTNER, "body": "Can you look?", "key": "forward-0001"}
    path = f"/desk/c/{mailed.public_id}/forward"
    assert client.post(path, {**sent, "entry": [str(message.id)]}).status_code == 302


def goes(server: Sink, **answers: Any) -> None:
    """What waits goes out, to a server that says this."""
    server.answers.clear()
    server.answers |= answers
    delivery.work(clock.now())
    server.answers.clear()


def press(client: Client, mailed: ConversationRecord, entry: EntryRecord, row: int, **headers: str) -> int:
    sent = {"target": entry.seq, "copy": row}
    return client.post(f"/desk/c/{mailed.public_id}/resendings", sent, headers=headers).status_code


def the_copy(entry: EntryRecord) -> Any:
    return Delivery.objects.filter(entry_id=entry.id).exclude(role="to").order_by("-nth").first()


def page(client: Client, mailed: ConversationRecord) -> str:
    return client.get(f"/desk/c/{mailed.public_id}/").text


@pytest.mark.parametrize("answers", [{"RCPT": "550 no such box"}, {"DOT": BREAK}], ids=["refused", "not known"])
def test_P7_one_press_sends_a_copy_again_once_and_to_that_receiver_alone(
    server: Sink,
    support: AccountRecord,
    mailed: ConversationRecord,
    bob_client: Client,
    bob: Viewer,
    answers: dict[str, str],
) -> None:
    with_a_copy(bob_client, support, mailed)
    entry = said(mailed, bob)
    Delivery.objects.filter(role="to").update(status="sent", next_try_at=None)
    goes(server, **answers)
    server.mails.clear()
    server.envelopes.clear()
    row = the_copy(entry).pk
    assert "Send again" in page(bob_client, mailed)
    assert "data-copies-of" in bob_client.get(f"/desk/c/{mailed.public_id}/deliveries").text
    assert press(bob_client, mailed, entry, row) == 302
    assert press(bob_client, mailed, entry, row) == 409
    assert press(bob_client, mailed, entry, row, **HTMX) == 200
    goes(server)
    assert receivers(server) == [PARTNER]
    assert server.mails[0].count(b"Cc: desk@partner.example") == 1, "its head is what it was"
    (told,) = copied.copies_for([entry.id], customer=mailed.customer)[entry.id]
    assert told.status is DeliveryStatus.SENT
    after = page(bob_client, mailed)
    assert "Send again" not in after
    assert after.count("Cc d•••@partner.example") == 1
    (act,) = JournalEntry.objects.filter(action="sent_again").values_list("detail", flat=True)
    assert act == f"{entry.seq} cc {the_copy(entry).digest}"


def test_P7_a_forward_that_came_back_is_sent_again_and_the_page_says_why_it_did_not_arrive(
    server: Sink, support: AccountRecord, mailed: ConversationRecord, bob_client: Client, bob: Viewer
) -> None:
    forwarded(bob_client, support, mailed, bob)
    entry = said(mailed, bob, Kind.NOTE)
    goes(server, RCPT="550 mailbox <b>full</b>")
    shown = page(bob_client, mailed)
    assert "Forwarded to d•••@partner.example: Not sent" in shown
    assert "mailbox &lt;b&gt;full" in shown
    assert press(bob_client, mailed, entry, the_copy(entry).pk, **HTMX) == 200
    goes(server)
    assert receivers(server)[-1:] == [PARTNER]
    assert b"Can you look?" in server.mails[-1]


def test_SEC_a_copy_is_sent_again_only_by_who_may_send_copies_and_where_they_still_may_go(
    server: Sink,
    support: AccountRecord,
    mailed: ConversationRecord,
    bob_client: Client,
    alice_client: Client,
    bob: Viewer,
    settings: Any,
) -> None:
    with_a_copy(bob_client, support, mailed)
    entry = said(mailed, bob)
    goes(server, RCPT="550 no")
    row = the_copy(entry).pk
    auditor = Client()
    auditor.force_login(an_agent("Olga", Role.AUDITOR))
    for client in (alice_client, auditor):
        assert 'name="copy"' not in page(client, mailed)
        assert press(client, mailed, entry, row) == 403
    settings.MAIL_COPY_DOMAINS = ("other.example",)
    assert 'name="copy"' not in page(bob_client, mailed)
    assert press(bob_client, mailed, entry, row) == 409
    settings.MAIL_COPY_DOMAINS = ("partner.example",)
    definitions.put_category("security", names={"en": "Security"})
    definitions.want_second("security", on=True, by=bob.id)
    Conversation.objects.filter(pk=mailed.id).update(category="security")
    assert press(bob_client, mailed, entry, row) == 409
    assert Delivery.objects.exclude(role="to").count() == 1


def test_SEC_no_row_of_another_message_nor_the_customers_own_is_taken_for_a_copy(
    server: Sink, support: AccountRecord, mailed: ConversationRecord, bob_client: Client, bob: Viewer
) -> None:
    with_a_copy(bob_client, support, mailed)
    entry = said(mailed, bob)
    goes(server, RCPT="550 no")
    own = Delivery.objects.get(entry_id=entry.id, role="to")
    for row in (own.pk, the_copy(entry).pk + 1, 0):
        assert press(bob_client, mailed, entry, row) == 404
    first = next(each for each in queries.entries_for(bob, mailed) if each.kind is Kind.MESSAGE)
    assert press(bob_client, mailed, first, the_copy(entry).pk) == 404
    assert press(bob_client, mailed, entry, 10**12) == 400
    assert Delivery.objects.count() == 2


def test_what_was_sent_is_not_sent_again(
    server: Sink, support: AccountRecord, mailed: ConversationRecord, bob_client: Client, bob: Viewer
) -> None:
    with_a_copy(bob_client, support, mailed)
    entry = said(mailed, bob)
    goes(server)
    assert press(bob_client, mailed, entry, the_copy(entry).pk) == 409
    assert 'name="copy"' not in page(bob_client, mailed)


def test_however_many_copies_there_are_a_page_asks_for_them_with_two_statements(
    support: AccountRecord, mailed: ConversationRecord, bob_client: Client, bob: Viewer
) -> None:
    names = [f"{name}@partner.example" for name in ("ann", "bea", "cy", "dan")]
    sent = an_answer(support, mailed, cc=", ".join(names))
    assert bob_client.post(f"/desk/c/{mailed.public_id}/mail", sent).status_code == 302
    entry = said(mailed, bob)
    keys.forget()
    with CaptureQueriesContext(connection) as asked:
        found = copied.copies_for([entry.id], customer=mailed.customer)[entry.id]
    assert [each.masked for each in found] == [f"{name[0]}•••@partner.example" for name in names]
    assert len(asked) <= 2, [each["sql"][:60] for each in asked]
