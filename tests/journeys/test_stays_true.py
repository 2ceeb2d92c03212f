"""What a desk shows of a conversation stays true while a colleague joins and parts it: bar, customer column and list."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Product, sign_in
from tests.journeys.desk import Watched, Writer

pytestmark = pytest.mark.browser
LIMIT_MS = 10_000
FIRST = "This is their first."


@pytest.fixture
def bob(desk: BrowserContext, product: Product) -> Watched:
    return Watched(page=sign_in(desk, product, name="bob"))


def test_a_colleague_sees_a_split_a_merge_and_their_undoing(
    product: Product, second_desk: BrowserContext, bob: Watched
) -> None:
    writer = Writer.arrives(product)
    writer.writes("My deposit did not arrive")
    writer.writes("And where is my invoice?")
    bob.open(writer)
    others = bob.page.locator("[data-others]")
    expect(others).to_contain_text(FIRST)
    expect(bob.page.locator(".day")).to_be_visible()  # the scripts are at work
    bob.page.locator('a.tab[href*="box=open"]').click()

    alice = Watched(page=sign_in(second_desk, product, name="alice"))
    alice.open(writer)
    expect(alice.page.locator(".day")).to_be_visible()
    alice.page.locator("[data-log]").focus()
    alice.page.keyboard.press("y")
    alice.page.locator("#dialog .choice", has_text="invoice").locator("input").check()
    alice.page.locator("#dialog button[type=submit]").click()
    for agent in (alice, bob):
        listed = agent.page.locator("[data-others] [data-other]")
        expect(listed).to_have_count(1, timeout=LIMIT_MS)
    new = bob.page.locator("[data-other]").get_attribute("data-other") or ""
    expect(bob.page.locator(f'[data-line="{new}"] .line__said')).to_have_text(
        "And where is my invoice?", timeout=LIMIT_MS
    )

    alice.page.locator("[data-log]").focus()
    alice.page.keyboard.press("m")
    expect(alice.page.locator("#dialog .choice input")).to_have_count(1)
    alice.page.locator("#dialog .choice input").check()
    alice.page.locator("#dialog button[type=submit]").click()
    for agent in (alice, bob):
        expect(agent.page.locator("#head .banner--info")).to_be_visible(timeout=LIMIT_MS)
        expect(agent.page.locator("#head")).to_have_attribute("data-status", "closed")
    alice.page.locator("#toasts form button").first.click()
    expect(bob.page.locator("#head .banner--info")).to_have_count(0, timeout=LIMIT_MS)
    expect(bob.page.locator("#head")).to_have_attribute("data-status", "open")

    alice.page.goto(f"{product.base_url}/desk/c/{new}/?box=open")
    alice.page.locator('[data-key="more"]').click()
    alice.page.locator('form[action$="split-reversal"] button').click()
    expect(bob.page.locator(f'[data-other="{new}"] .badge')).to_have_text("closed", timeout=LIMIT_MS)
