"""Official channels and reports of scammers at the desk: for leads, decided on by a second person."""

import re

import pytest
from django.test import Client

from conftest import an_agent
from kefu.people.access import NOBODY
from kefu.people.capabilities import Role
from kefu.safeguards import appeals, fraud
from kefu.safeguards.fraud import Source
from kefu.trust import channels, registry

pytestmark = pytest.mark.django_db
SITE = {"sort": "domain", "value": "Northwind.example", "name": "Northwind", "proof": "certificate"}


@pytest.fixture
def dora_client() -> Client:
    client = Client()
    client.force_login(an_agent("Dora", Role.LEAD))
    return client


def test_a_lead_proposes_and_a_colleague_confirms(bob_client: Client, dora_client: Client) -> None:
    assert bob_client.post("/desk/channels/", SITE).status_code == 302
    (waiting,) = channels.waiting()
    page = bob_client.get("/desk/channels/").content.decode()
    assert "proposed by you: a colleague confirms" in page
    place = f"/desk/channels/{waiting.public_id}/decision"
    assert bob_client.post(place, {"decision": "confirm"}).status_code == 403
    assert dora_client.post(place, {"decision": "confirm"}).status_code == 302
    registry.forget()
    assert [each.value for each in registry.entries()] == ["northwind.example"]
    ending = {"sort": "domain", "network": "", "value": "northwind.example"}
    assert bob_client.post("/desk/channels/endings", ending).status_code == 302
    assert channels.waiting()[0].act == "end"


def test_what_is_refused_stands_in_the_form_again(bob_client: Client, dora_client: Client) -> None:
    response = bob_client.post("/desk/channels/", {**SITE, "value": "https://northwind.example/"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "without https://" in page
    assert 'value="certificate"' in page
    bob_client.post("/desk/channels/", SITE)
    place = f"/desk/channels/{channels.waiting()[0].public_id}/decision"
    assert dora_client.post(place, {"decision": "refuse"}).status_code == 400
    assert dora_client.post(place, {"decision": "refuse", "reason": "no proof"}).status_code == 302


def test_a_report_is_decided_on_and_its_appeal_by_a_colleague(bob_client: Client, dora_client: Client) -> None:
    told = {"words": "<i>pay me</i>", "source": Source.VERIFY, "viewer": NOBODY, "ip": "203.0.113.7"}
    reference = fraud.tell("https://docs.test/forms/1", **told)  # type: ignore[arg-type]
    page = bob_client.get("/desk/reports/").content.decode()
    assert "docs.test" in page
    assert "Warn of this page alone" in page
    assert "<i>" not in page
    place = re.findall(r"/desk/reports/\w+/decision", page)[0]
    assert bob_client.post(place, {"decision": "confirm_page", "reason": ""}).status_code == 400
    assert bob_client.post(place, {"decision": "confirm_page", "reason": "phishing"}).status_code == 302
    appeals.appeal(reference, words="It is a survey.", contact="", ip="203.0.113.8")
    page = bob_client.get("/desk/reports/").content.decode()
    assert "confirmed by you: a colleague decides" in page
    page = dora_client.get("/desk/reports/").content.decode()
    place = re.findall(r"/desk/reports/appeals/\w+/decision", page)[0]
    assert bob_client.post(place, {"decision": "grant", "reason": "x"}).status_code == 403
    assert dora_client.post(place, {"decision": "grant", "reason": "a survey"}).status_code == 302


def test_agents_see_neither(alice_client: Client) -> None:
    for path in ("/desk/channels/", "/desk/reports/"):
        assert alice_client.get(path).status_code == 403
        assert path not in alice_client.get("/desk/").content.decode()
