"""S46: what a second person reads first is no mail until they have, and what they sent back never becomes one."""

from collections.abc import Iterator

import pytest
from django.test import Client

from conftest import as_viewer, says
from kefu.channels import delivery
from kefu.channels.tests import mailing, sink
from kefu.channels.tests.sink import Sink
from kefu.conversations import definitions, log, queries
from kefu.conversations.records import ConversationRecord
from kefu.conversations.tests import leaving
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.safeguards import second_work
from kefu.safeguards.models import SecondReading

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Your account is open again."


@pytest.fixture
def server() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


@pytest.fixture
def case(server: Sink, carol: Viewer, alice: Viewer, bob: Viewer) -> ConversationRecord:
    definitions.put_category("account-security", names={"en": "Account security"})
    definitions.want_second("account-security", on=True, by=bob.id)
    mailed = mailing.a_mail(mailing.mailbox(server), carol, alice)
    log.stored(log.sort(mailed.id, author=says(alice), category="account-security"))
    return mailed


def write(client: Client, case: ConversationRecord) -> None:
    sent = {"body": WORDS, "kind": "message", "key": "key-00000001"}
    client.post(f"/desk/c/{case.public_id}/messages", sent, headers={"HX-Request": "true"})


def decide(client: Client, decision: str) -> None:
    row = SecondReading.objects.get()
    bob = as_viewer(Agent.objects.get(name="Bob"))
    seen = queries.heads_for(bob, [row.conversation_id])[row.conversation_id].last_seq
    client.post(f"/desk/readings/{row.public_id}/", {"decision": decision, "seen": seen, "words": "not yet"})
    second_work.work(clock.now())


def test_S46_it_is_a_mail_from_the_moment_it_was_read(
    server: Sink, case: ConversationRecord, alice_client: Client, bob_client: Client
) -> None:
    write(alice_client, case)
    assert SecondReading.objects.count() == 1
    assert delivery.work(clock.now()) == 0
    assert not leaving.rows()
    decide(bob_client, "approve")
    assert len(leaving.rows()) == 1
    assert delivery.work(clock.now()) == 1
    assert WORDS.encode() in server.mails[0]


def test_S46_what_was_sent_back_is_no_mail(
    server: Sink, case: ConversationRecord, alice_client: Client, bob_client: Client
) -> None:
    write(alice_client, case)
    decide(bob_client, "back")
    assert SecondReading.objects.exclude(state="waiting").count() == 1
    assert not leaving.rows()
    assert not server.mails
