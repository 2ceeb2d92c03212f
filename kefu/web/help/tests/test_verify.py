"""The page that says whether a name is ours."""

import pytest
from django.test import Client

from kefu.exchange import facts
from kefu.exchange.models import Fact

SENT = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _here(settings: object) -> None:
    settings.BASE_URL = "http://localhost"  # type: ignore[attr-defined]


def test_the_page_lists_what_is_ours_and_anybody_may_keep_it(reader: Client) -> None:
    response = reader.get("/help/en/verify")
    assert response.status_code == 200
    assert "northwind.example" in response.content.decode()
    assert "public" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [("https://www.northwind.example/x", "This is ours"), ("https://northwlnd.example/<b>", "This is not ours")],
)
def test_a_verdict_is_told_and_kept_by_nobody(reader: Client, asked: str, said: str) -> None:
    response = reader.post("/help/en/verify", {"text": asked}, headers=SENT)
    page = response.content.decode()
    assert said in page
    assert "<b>" not in page
    assert response["Cache-Control"] == "private, no-store"


def test_a_verdict_is_asked_from_our_own_pages_alone(reader: Client) -> None:
    sent = {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"}
    assert reader.post("/help/en/verify", {"text": "x"}, headers=sent).status_code == 403


def test_the_home_page_leads_there(reader: Client) -> None:
    assert 'href="/help/zh-cn/verify"' in reader.get("/help/zh-cn/").content.decode()


def test_without_a_list_and_without_articles_there_is_no_such_page(reader: Client) -> None:
    Fact.objects.all().delete()
    facts.forget()
    assert reader.get("/help/en/verify").status_code == 404
