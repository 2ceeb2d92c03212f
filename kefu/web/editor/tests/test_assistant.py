"""The assistant's report, and what is proposed for it to learn."""

from typing import Any

import pytest
from django.test import Client

from conftest import a_customer
from kefu.kit import clock
from kefu.knowledge import phrasings
from kefu.knowledge.models import Phrasing
from kefu.people.access import Viewer
from kefu.watchers.bot.models import BotTurn

PLACE = "/desk/articles/assistant"
PASSWORD = "article:reset-password"


def turn(customer: Viewer, entry: int, decision: str, **more: Any) -> BotTurn:
    given = {"key": PASSWORD, "locale": "zh-hans", "query": "密码 <b>忘了</b>", "made_at": clock.now(), **more}
    return BotTurn.objects.create(
        conversation=entry, public_id=f"{entry:026d}", customer=customer.id, entry=entry, decision=decision, **given
    )


@pytest.fixture
def talked(db: None) -> None:
    carol = a_customer("carol").viewer
    turn(carol, 1, "answer", feedback="helped")
    turn(carol, 2, "hand_over", key="", candidates=[{"key": PASSWORD}])
    turn(carol, 3, "answer", verdict="corrected", corrected_to="check:deposit-confirmations", feedback="helped")


def test_the_report_leads_to_the_talks_it_counts(talked: None, bob_client: Client) -> None:
    page = bob_client.get(PLACE).content.decode()
    assert "Of 3 talks, 2 ended without a person, 1 were handed over, and in 1 it was wrong." in page
    assert "topic=login&amp;locale=zh&amp;only=wrong" in page
    assert "&lt;b&gt;" in page
    listed = bob_client.get(f"{PLACE}/talks?topic=login&locale=zh&only=handed_over").content.decode()
    assert f"/desk/c/{2:026d}/" in listed
    assert f"/desk/c/{1:026d}/" not in listed
    assert bob_client.get(f"{PLACE}/talks?only=no-such").status_code == 404


def test_nothing_is_claimed_where_nothing_was_said(bob_client: Client) -> None:
    assert "nothing is claimed" in bob_client.get(PLACE).content.decode()
    assert "No talk is like this" in bob_client.get(f"{PLACE}/talks?only=contained").content.decode()


def test_editors_decide_on_what_is_proposed(bob_client: Client, bob: Viewer) -> None:
    said = {"act": "add", "words": "how do I get a new <password>", "answer": "reset-password"}
    assert bob_client.post(f"{PLACE}/phrases", said).status_code == 302
    page = bob_client.get(f"{PLACE}/learning").content.decode()
    assert "get a new &lt;password&gt;" in page
    chosen = Phrasing.objects.get()
    assert bob_client.post(f"{PLACE}/phrases", {"act": "live", "phrase": [chosen.public_id]}).status_code == 302
    assert list(phrasings.live()) == [PASSWORD]
    assert bob_client.post(f"{PLACE}/phrases", {"act": "refuse", "phrase": [chosen.public_id]}).status_code == 302
    assert phrasings.live() == {}


def test_what_is_refused_stands_in_the_form_again(bob_client: Client) -> None:
    told = bob_client.post(f"{PLACE}/phrases", {"act": "add", "words": "my coins", "answer": "no-such"})
    assert told.status_code == 400
    assert "There is no such article or check" in told.content.decode()
    assert 'value="my coins"' in told.content.decode()
    assert bob_client.post(f"{PLACE}/phrases", {"act": "no-such"}).status_code == 404


def test_customers_and_strangers_see_none_of_it(client: Client) -> None:
    for place in (PLACE, f"{PLACE}/talks", f"{PLACE}/learning"):
        assert client.get(place).status_code in {302, 401, 403, 404}
