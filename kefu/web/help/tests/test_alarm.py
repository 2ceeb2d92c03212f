"""Somebody who was robbed finds the freeze link on whatever screen they say it, in their language, and before all else."""

import pytest
from django.conf import LazySettings
from django.test import Client

pytestmark = pytest.mark.django_db
FREEZE = "https://northwind.example/go/freeze"


@pytest.fixture(autouse=True)
def links(settings: LazySettings) -> None:
    settings.EXCHANGE_LINKS = "https://northwind.example/go/{name}"


@pytest.mark.parametrize(
    ("locale", "said", "told"),
    [("en", "I was hacked", "Freeze my account now"), ("zh-cn", "我的账号被盗了", "立即冻结我的账户")],
)
def test_search_and_contact_show_the_freeze_link_first(client: Client, locale: str, said: str, told: str) -> None:
    found = client.get(f"/help/{locale}/search", {"q": said}).content.decode()
    written = client.post(f"/help/{locale}/contact", {"text": said}).content.decode()
    for page in (found, written):
        assert page.index(FREEZE) < page.index("/checks/account-hacked")
        assert told in page


@pytest.mark.parametrize("said", ["被盗", "My withdrawal was not me, help", "меня взломали"])
def test_it_is_offered_while_they_still_type(client: Client, said: str) -> None:
    typed = client.get("/help/en/suggestions", {"q": said}).json()["articles"]
    written = client.post("/help/en/answers", {"text": said}).json()["articles"]
    for offered in (typed, written):
        assert offered[0]["address"] == FREEZE
        assert offered[0]["urgent"] is True


def test_nobody_else_is_alarmed(client: Client) -> None:
    for said in ("deposit", "How do I avoid being hacked?", ""):
        assert FREEZE not in client.get("/help/en/search", {"q": said}).content.decode()
        assert not any(
            each.get("urgent") for each in client.post("/help/en/answers", {"text": said}).json()["articles"]
        )


def test_without_the_exchanges_links_the_check_is_still_offered(client: Client, settings: LazySettings) -> None:
    settings.EXCHANGE_LINKS = ""
    page = client.get("/help/en/search", {"q": "I was hacked"}).content.decode()
    assert "/help/en/checks/account-hacked" in page
