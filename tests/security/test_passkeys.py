"""Passkeys: what proves its owner, and every lie a device or a page between could tell."""

from typing import Any

import pytest
from django.test import Client

from kefu.people.models import Agent
from kefu.trust import signins
from kefu.trust.models import JournalEntry
from tests.security.device import PRESENT
from tests.security.door import Door, with_a_passkey, with_an_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("factors_are_demanded")]


def test_a_passkey_alone_opens_the_desk_and_every_event_is_in_the_journal(alice_agent: Agent) -> None:
    device = with_a_passkey(alice_agent)
    device.counter += 1
    door = Door(alice_agent)
    assert door.shows(device).headers["Location"] == "/desk/"
    assert door.is_in()
    acts = list(JournalEntry.objects.order_by("id").values_list("action", "actor_kind", "detail"))
    assert ("factor_added", "agent", "passkey") in acts
    assert acts[-1] == ("signed_in", "agent", "passkey 127.0.0.1")


LIES: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://evil.test"},
    "an origin that ends like ours": {"origin": "http://evil.localhost:8000"},
    "another port": {"origin": "http://localhost:9000"},
    "another site's id": {"rp_id": "evil.test"},
    "nobody verified": {"flags": PRESENT},
    "nobody there": {"flags": 0},
    "a counter that stands still": {"counter": 1},
    "a counter that went back": {"counter": 0},
    "nobody's handle": {"handle": "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"},
    "no handle": {"handle": None},
    "a handle of nonsense": {"handle": "\u0000"},
}


@pytest.mark.parametrize("lie", LIES)
def test_SEC_S07_a_passkey_that_lies_is_refused(alice_agent: Agent, lie: str) -> None:
    device, door = with_a_passkey(alice_agent), Door(alice_agent)
    device.counter = 2
    for name, value in LIES[lie].items():
        setattr(device, name, value)
    assert door.shows(device).status_code == 422
    assert not door.is_in()
    assert Door(alice_agent).shows(device).status_code == 422


def test_SEC_S07_a_copied_passkey_is_told_to_its_owner(alice_agent: Agent) -> None:
    device = with_a_passkey(alice_agent)
    assert Door(alice_agent).shows(device).status_code == 422
    assert signins.recent_for(alice_agent)[0].detail == "counter"


def test_SEC_S07_an_answer_serves_one_challenge_and_one_person(alice_agent: Agent, bob_agent: Agent) -> None:
    device, door = with_a_passkey(alice_agent), Door(alice_agent)
    device.counter = 2
    told = door.client.post("/sign-in/passkey/options").json()
    answer = device.shows(told)
    assert Client().post("/sign-in/passkey", {"credential": answer}).status_code == 422, "another browser's challenge"
    assert door.client.post("/sign-in/passkey", {"credential": answer}).status_code == 302
    assert door.client.post("/sign-in/passkey", {"credential": answer}).status_code == 422
    with_an_app(bob_agent)
    bob = Door(bob_agent)
    bob.types()
    device.counter = 3
    assert bob.shows(device, at="/sign-in/second-factor").status_code == 422, "Alice's passkey is not Bob's"
    assert not bob.is_in()


@pytest.mark.parametrize(
    "sent", ["", "x", "[]", "{}", '{"id": 1}', '{"response": {}}', '{"response": {"userHandle": 7}}', "null"]
)
def test_a_passkeys_answer_that_is_none_is_refused_in_words(client: Client, sent: str) -> None:
    client.post("/sign-in/passkey/options")
    answer = client.post("/sign-in/passkey", {"credential": sent})
    assert answer.status_code == 422
    assert "That passkey did not work here" in answer.content.decode()
