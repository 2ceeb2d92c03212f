"""Checks as pages and in articles: asked and answered without scripts, from one definition, held by no cache."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from kefu.exchange import asking
from kefu.exchange.diagnoses import registry
from kefu.exchange.tests.test_runs import ANSWERS, Exchange
from kefu.knowledge.models import ArticleText
from kefu.people import limits

PAGE = "/help/en/checks/deposit-confirmations"
SENT = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture(autouse=True)
def _here(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BASE_URL = "http://localhost"
    asking.forget()
    monkeypatch.setattr(asking, "current", Exchange)


def test_all_checks_are_listed_by_topic_in_both_languages(reader: Client) -> None:
    english, chinese = (text_of(reader.get(f"/help/{code}/checks/")) for code in ("en", "zh-cn"))
    assert "Deposits and withdrawals" in english
    assert f'href="{PAGE}"' in english
    assert "充值与提现" in chinese
    assert "我的充值到哪一步了？" in chinese
    assert 'href="/help/en/checks/"' in text_of(reader.get("/help/en/"))


def test_a_check_has_a_page_that_anybody_may_keep_and_its_other_languages(reader: Client) -> None:
    response = reader.get(PAGE)
    page = text_of(response)
    assert "public" in response["Cache-Control"]
    assert "<h1>Where is my deposit?</h1>" in page
    assert "Copy it from the wallet" in page
    assert 'hreflang="zh-CN" href="http://localhost/help/zh-cn/checks/deposit-confirmations"' in page
    assert 'href="/help/zh-cn/checks/deposit-confirmations"' in page
    assert "only what is public" in page
    assert "转出时选择的网络" in text_of(reader.get("/help/zh-cn/checks/deposit-confirmations"))


def test_a_check_that_is_none_is_not_there(reader: Client) -> None:
    assert reader.get("/help/en/checks/no-such").status_code == 404
    assert reader.post("/help/en/checks/no-such", {}, headers=SENT).status_code == 404


def test_without_scripts_it_is_run_for_nobodys_account_and_kept_by_nobody(reader: Client) -> None:
    response = reader.post(PAGE, ANSWERS, headers=SENT)
    page = text_of(response)
    assert response["Cache-Control"] == "private, no-store"
    assert "receipt--unclear" in page
    assert "we must know that it is you" in page
    assert 'href="/help/en/contact"' in page
    assert '<meta name="robots" content="noindex">' in page


def test_what_was_typed_wrong_is_said_beside_it_and_still_there(reader: Client) -> None:
    page = text_of(reader.post(PAGE, {"coin": 'B"<b>', "network": "Bitcoin"}, headers=SENT))
    assert "Type the coin&#x27;s short name" in page
    assert "Please fill this in." in page
    assert 'value="Bitcoin"' in page
    assert "<b>" not in page
    assert 'class="receipt ' not in page
    assert "请输入" in text_of(reader.post("/help/zh-cn/checks/deposit-confirmations", {"coin": "?"}, headers=SENT))


def test_it_is_asked_from_our_own_pages_alone(reader: Client) -> None:
    sent = {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"}
    assert reader.post(PAGE, ANSWERS, headers=sent).status_code == 403


def test_a_flood_of_runs_is_refused_while_the_page_can_still_be_read(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    assert {reader.post(PAGE, {}, headers=SENT).status_code for _ in range(61)} == {200, 429}
    assert reader.get(PAGE).status_code == 200


def placing(*slugs: str) -> tuple[Any, ...]:
    (check,) = (each for each in registry.CHECKS if each.key == "deposit-confirmations")
    return (replace(check, articles=slugs),)


def test_an_article_shows_the_checks_that_name_it(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "data-check-form" not in text_of(reader.get("/help/en/articles/sign-in-codes"))
    monkeypatch.setattr(registry, "CHECKS", placing("sign-in-codes"))
    page = text_of(reader.get("/help/en/articles/sign-in-codes"))
    assert page.count("data-check-form") == 1
    assert f'action="{PAGE}"' in page
    assert "help/js/check.js" in page


def test_the_first_of_several_is_a_form_and_the_others_lead_to_theirs(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = placing("sign-in-codes")
    monkeypatch.setattr(registry, "CHECKS", (first, replace(first, key="another-check")))
    page = text_of(reader.get("/help/en/articles/sign-in-codes"))
    assert page.count("data-check-form") == 1
    assert '<a class="check-block check-block__head" href="/help/en/checks/another-check">' in page


def test_a_check_that_the_text_places_stands_there_once(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "CHECKS", placing("sign-in-codes"))
    body = "Before.\n\n{{ check:deposit-confirmations }}\n\n{{ check:no-such }}\n\nAfter."
    ArticleText.objects.filter(article__slug="sign-in-codes", locale="en").update(body=body)
    page = text_of(reader.get("/help/en/articles/sign-in-codes"))
    assert page.count("data-check-form") == 1
    assert re.search(r"Before\..*data-check-form.*After\.", page, re.DOTALL)
    assert "no-such" not in page


def test_every_field_of_a_page_has_a_name_of_its_own(reader: Client) -> None:
    ids = re.findall(r' id="([^"]+)"', text_of(reader.get(PAGE)))
    assert sorted(ids) == sorted(set(ids))
