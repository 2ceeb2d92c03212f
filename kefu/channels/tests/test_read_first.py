"""S46: where a category wants it, a mail does not leave before a second person has read it as it will leave."""

import pytest
from django.test import Client

from kefu.channels import senders
from kefu.channels.tests.looks import place
from kefu.channels.tests.mails import SUPPORT, ZONE, Written, arrives
from kefu.conversations import definitions, queries
from kefu.conversations.tests import leaving
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.safeguards import second_work
from kefu.safeguards.models import SecondReading

pytestmark = pytest.mark.django_db(transaction=True)


def test_S46_a_mail_of_a_set_category_waits_and_its_reader_sees_subject_receiver_and_what_stands_below(
    alice: Viewer, alice_client: Client, bob: Viewer, bob_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)
    definitions.put_category("security", names={"en": "Security"})
    definitions.want_second("security", on=True, by=bob.id)
    there = place(alice, arrives(Written(subject="My account was hacked", body="Please help")))
    assert there.category == "security"
    before = len(leaving.rows())  # what the machine answers at once: how to freeze an account
    sent = {"body": "It is frozen now.", "kind": "message", "key": "key-00000001"}
    alice_client.post(f"/desk/c/{there.public_id}/messages", sent, headers={"HX-Request": "true"})
    second_work.work(clock.now())
    assert len(leaving.rows()) == before
    row = SecondReading.objects.get()
    page = bob_client.get(f"/desk/readings/{row.public_id}/").content.decode()
    for shown in (
        "Re: My account was hacked",
        "Northwind Support",
        SUPPORT,
        "We never ask for passwords",
        "It is frozen now.",
    ):
        assert shown in page, shown
    assert "carol@example.test" not in page
    seen = {"decision": "approve", "seen": place_seen(alice, there.id)}
    assert bob_client.post(f"/desk/readings/{row.public_id}/", seen).status_code == 302
    second_work.work(clock.now())
    assert len(leaving.rows()) == before + 1


def place_seen(alice: Viewer, row: int) -> int:

    return queries.conversation_by_row(alice, row).last_seq
