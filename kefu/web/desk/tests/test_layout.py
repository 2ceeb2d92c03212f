"""How an agent's desk looks: theirs alone, on every device, without scripts too."""

import pytest
from django.test import Client

from kefu.people.models import Agent

pytestmark = pytest.mark.django_db(transaction=True)

ASKS_FOR_JSON = {"Accept": "application/json"}


def test_density_and_widths_follow_the_agent_to_another_device_and_nobody_else(
    alice_client: Client, bob_client: Client, alice_agent: Agent
) -> None:
    sent = {"density": "compact", "list": "352"}
    assert alice_client.post("/desk/preference", sent, headers=ASKS_FOR_JSON).status_code == 204
    assert alice_client.post("/desk/preference", {"side": "9999"}, headers=ASKS_FOR_JSON).status_code == 204
    elsewhere = Client()
    elsewhere.force_login(alice_agent)
    page = elsewhere.get("/desk/").content.decode()
    assert 'data-density="compact"' in page
    assert 'href="/desk/layout.css?list=352&amp;side=480"' in page
    assert 'data-density="comfortable"' in bob_client.get("/desk/").content.decode()


def test_without_scripts_the_form_leads_back_to_the_desk(alice_client: Client) -> None:
    answer = alice_client.post("/desk/preference", {"density": "compact"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")


def test_the_widths_come_as_a_stylesheet_that_can_hold_nothing_else(alice_client: Client) -> None:
    answer = alice_client.get("/desk/layout.css?list=352&side=0")
    assert answer.content == b":root{--list-width:352px;}"
    assert answer.headers["Content-Type"] == "text/css"
    assert alice_client.get("/desk/layout.css?list=9}*{display:none").status_code == 400


@pytest.mark.parametrize("sent", [{"density": "huge"}, {"list": "-1"}, {"side": "1e3"}, {"list": "٣٠٠"}])
def test_what_is_no_preference_is_refused(alice_client: Client, sent: dict[str, str]) -> None:
    assert alice_client.post("/desk/preference", sent).status_code == 400
    assert 'data-density="comfortable"' in alice_client.get("/desk/").content.decode()


def test_customers_and_strangers_have_no_desk_to_arrange(client: Client, mallory_token: str) -> None:
    bearer = {"Authorization": f"Bearer {mallory_token}"}
    assert client.post("/desk/preference", {"density": "compact"}).status_code == 401
    assert client.post("/desk/preference", {"density": "compact"}, headers=bearer).status_code == 403
    assert client.get("/desk/layout.css?list=352").status_code == 401
