"""What came in and was not taken in, at the desk: seen with its sender masked, tried anew or let go, by those who may."""

import pytest
from django.test import Client

from conftest import an_agent
from kefu.channels import arrivals, senders
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.tests.mails import ZONE, Written, arrives
from kefu.people.capabilities import Role
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/desk/parked/"


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


@pytest.fixture
def parked() -> Arrived:
    """Two senders in one line: nobody's."""
    row = arrives(Written(sender="Eve <eve.whole@evil.test>, Carol <carol@example.test>", body="The words of it."))
    assert row.outcome == Arrived.Outcome.PARKED
    return row


def decide(client: Client, row: int, decision: str, **more: str) -> int:
    return client.post(f"{HERE}{row}/decision", {"decision": decision, **more}).status_code


def test_a_lead_sees_what_waits_and_why_and_nothing_of_what_it_says(bob_client: Client, parked: Arrived) -> None:
    page = bob_client.get(HERE).content.decode()
    assert "e•••@evil.test" in page
    assert "It names no sender, or one that reads in two ways" in page
    assert "eve.whole" not in page
    assert "The words of it" not in page
    assert '<span class="rail__count">1<span' in bob_client.get("/desk/").content.decode()


def test_tried_again_it_comes_back_where_nothing_is_different(bob_client: Client, parked: Arrived) -> None:
    assert decide(bob_client, parked.pk, "again") == 302
    parked.refresh_from_db()
    assert parked.outcome == Arrived.Outcome.WAITING
    assert decide(bob_client, parked.pk, "again") == 404, "it does not wait for a person any more"
    assert "Everything was taken in" in bob_client.get(HERE).content.decode()
    assert [row.action for row in JournalEntry.objects.filter(subject_kind="arrival")] == ["arrival_tried_again"]


def test_it_is_let_go_by_who_is_sure_and_stays_known(bob_client: Client, parked: Arrived) -> None:
    assert decide(bob_client, parked.pk, "drop") == 400
    assert decide(bob_client, parked.pk, "drop", sure="yes") == 302
    assert decide(bob_client, parked.pk, "drop", sure="yes") == 404
    assert not Held.objects.exists()
    assert Arrived.objects.get().outcome == Arrived.Outcome.DROPPED
    (row,) = JournalEntry.objects.filter(subject_kind="arrival")
    assert (row.action, row.actor_kind, row.subject_id) == ("arrival_dropped", "agent", parked.pk)


def test_what_cannot_be_opened_is_told_as_that(
    bob_client: Client, parked: Arrived, monkeypatch: pytest.MonkeyPatch
) -> None:
    Held.objects.update(sealed=b"other bytes")
    Arrived.objects.update(why="sealed")
    page = bob_client.get(HERE).content.decode()
    assert "no sender that can be shown" in page
    assert "secret key was changed" in page
    Arrived.objects.update(why="a_new_code")
    assert "did not take it (a_new_code)" in bob_client.get(HERE).content.decode()
    arrives(Written(sender="", signed_by=""))
    monkeypatch.setattr("kefu.channels.parked.AT_ONCE", 1)
    assert "1 older one is shown when these are gone" in bob_client.get(HERE).content.decode()


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR])
def test_nobody_else_has_its_door_or_its_page(parked: Arrived, role: Role) -> None:
    outsider = Client()
    outsider.force_login(an_agent("Out", role))
    assert HERE not in outsider.get("/desk/").content.decode()
    assert outsider.get(HERE).status_code == 403
    assert decide(outsider, parked.pk, "drop", sure="yes") == 403
    assert arrivals.count_parked() == 1
    root = Client()
    root.force_login(an_agent("Root", Role.ADMIN))
    assert decide(root, 2**70, "again") == 404
    assert decide(root, parked.pk, "burn") == 400
