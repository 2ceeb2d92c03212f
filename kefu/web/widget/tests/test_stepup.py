"""The card that asks who sits here to confirm that it is them. Against `edge.py`."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kefu.kit import clock
from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge
from kefu.web.widget.tests.test_screen import faults_of

pytestmark = pytest.mark.browser

REF = "a" * 26
APP, PASSKEY = "https://app.exchange.example/confirm/1", "http://localhost/confirm/ticket"
WHY = "Anna asks you to confirm that it is you: to talk about what is in the account."


def card(**changed: Any) -> dict[str, Any]:
    told = {"ref": REF, "level": 2, "reason": "account_data", "number": "47", "asked_by": "Anna", "badge": "101-0396"}
    return {**told, "ends_at": "", "app_url": APP, "passkey_url": PASSKEY, **changed}


def asked(page: Page, edge: Edge, *, locale: str = "en", lasts_s: float = 300, **changed: Any) -> Locator:
    page.goto(f"{edge.kefu}/chat?locale={locale}")
    chat = Chat(page, page.main_frame)
    chat.write("my withdrawal")
    chat.says("my withdrawal", "sent")
    edge.card = card(**changed)
    until = (clock.now() + timedelta(seconds=lasts_s)).isoformat()
    data = {"ref": REF, "level": 2, "reason": "account_data", "until": until}
    edge.say(edge.only_customer(), "", kind="identity_asked", text=WHY, data=data)
    return chat.frame.locator(".stepup")


def ended(edge: Edge, outcome: str) -> None:
    data = {"ref": REF, "outcome": outcome, "level": 2 if outcome == "passed" else 0}
    edge.say(edge.only_customer(), "", kind="identity_checked", text="It ended.", data=data)


def test_the_card_says_who_and_why_and_offers_two_ways_of_one_tap(page: Page, edge: Edge) -> None:
    found = asked(page, edge)
    expect(found).to_contain_text(WHY)
    expect(found).to_contain_text("Asked by Anna, badge 101-0396.")
    expect(found.locator(".stepup__number strong")).to_have_text("47")
    for name, href in (("Open the app to confirm", APP), ("Confirm with passkey", f"{PASSKEY}?locale=en")):
        link = found.get_by_role("link", name=name)
        expect(link).to_have_attribute("href", href)
        expect(link).to_have_attribute("target", "_blank")
        expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(found.locator("input, textarea")).to_have_count(0)
    expect(found).to_contain_text("No code and no password")
    expect(page.locator('[data-part="announcer"]')).to_contain_text("confirm that it is you")
    ended(edge, "passed")
    expect(found.locator(".stepup__head")).to_have_text("Confirmed")
    expect(found.get_by_role("link")).to_have_count(0)
    expect(page.locator("li.event").last).to_have_text("It ended.")


def test_only_the_ways_that_are_there_are_offered(page: Page, edge: Edge) -> None:
    found = asked(page, edge, app_url="")
    expect(found.get_by_role("link")).to_have_text(["Confirm with passkey"])
    expect(found.locator(".stepup__number")).to_have_count(0)


def test_a_no_is_sent_and_what_ended_long_ago_asks_nothing(page: Page, edge: Edge) -> None:
    found = asked(page, edge)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        found.get_by_role("button", name="No, not me").click()
    assert edge.card is None
    ended(edge, "failed")
    expect(found.locator(".stepup__head")).to_have_text("Not confirmed")
    page.reload()
    expect(page.locator(".stepup .stepup__head")).to_have_text("Not confirmed")


def test_time_passes_and_the_ways_are_gone(page: Page, edge: Edge) -> None:
    found = asked(page, edge, lasts_s=4)
    expect(found.get_by_role("link")).to_have_count(2)
    expect(found.locator(".stepup__head")).to_have_text("The time is over", timeout=20_000)
    expect(found.get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "zh-hans"])
def test_axe_finds_nothing_at_the_card(chromium: Browser, edge: Edge, locale: str, scheme: Any) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 780}, color_scheme=scheme, has_touch=True)
    page = context.new_page()
    found = asked(page, edge, locale=locale)
    expect(found.get_by_role("link")).to_have_count(2)
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ended(edge, "expired")
    expect(found.get_by_role("link")).to_have_count(0)
    assert faults_of(page) == []
    context.close()
