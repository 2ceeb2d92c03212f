"""What is left of mails when their sender is erased: that they came, and nothing that leads to them."""

import pytest

from conftest import a_customer
from kefu.channels import arrivals, senders
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.personal import Channels
from kefu.channels.tests.looks import place
from kefu.channels.tests.mails import ZONE, Written, arrives, raw
from kefu.people.access import Viewer
from kefu.people.inventory import Scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


def test_who_is_erased_leaves_a_digest_and_it_does_not_come_back(alice: Viewer) -> None:
    carol = a_customer("carol").viewer
    whole = raw(Written(message_id="<one@example.test>"))
    there = place(alice, arrives(whole))
    other = arrives(Written(sender="m@evil.test", signed_by="evil.test"))
    parked = arrives(Written(body="waits"))
    Held.objects.create(arrived=parked, sealed=b"x", size_bytes=1, customer=carol.id)
    scope = Scope((there.id,), (there.public_id,), person=carol.id)
    assert [name for name, _row in Channels().told(scope)] == ["mails"]
    assert Channels().erase(scope) == {"channels.Held": 1, "channels.Arrived": 1}
    assert Channels().erase(scope) == {"channels.Held": 0, "channels.Arrived": 0}
    assert (Held.objects.count(), arrivals.parked()) == (0, [])
    assert arrives(whole).conversation is None
    assert arrives(Written(answers=("<one@example.test>",))).outcome == "anew"
    assert Arrived.objects.get(pk=other.pk).conversation == other.conversation
