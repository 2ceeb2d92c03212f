"""Macros in a browser: "/" finds one, Enter puts it at the caret in the customer's language, a lead writes a new one."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import SCREEN, Product, sign_in
from tests.journeys.desk import WITHIN_MS, Watched, Writer, watched_desk

pytestmark = pytest.mark.browser


@pytest.fixture
def writer(product: Product) -> Writer:
    found = Writer.arrives(product, locale="zh-hans")
    found.writes("充值两小时了还没到")
    return found


def the_demos_macros_are_there(desk: Watched, product: Product) -> None:
    """They are brought soon after the first answer."""
    for _ in range(30):
        desk.page.goto(f"{product.base_url}/desk/macros/")
        if desk.page.locator(".macros__line").count() >= 8:
            return
        desk.page.wait_for_timeout(1000)
    raise AssertionError("no macros")


def test_a_slash_finds_a_macro_and_enter_inserts_it_at_the_caret(
    browser: Browser, product: Product, writer: Writer
) -> None:
    with watched_desk(browser, product) as desk:
        the_demos_macros_are_there(desk, product)
        desk.open(writer)
        page, keys = desk.page, desk.page.keyboard
        page.locator("#body").focus()
        keys.type("http://x ")
        expect(page.locator("[data-picker]")).to_be_hidden()
        keys.type("/")
        expect(page.locator("[data-picker]")).to_be_visible()
        keys.type("确认")
        expect(page.locator("[data-choice]")).to_have_count(1, timeout=WITHIN_MS)
        assert desk.faults() == []
        keys.press("Enter")
        expect(page.locator("#body")).to_have_value(
            re.compile("^http://x 您的充值已上链，正在等待区块确认。.*请在此回复我们。$")
        )
        keys.press("Control+z")
        expect(page.locator("#body")).to_have_value("http://x ")
        keys.type("/")
        keys.type("/")
        expect(page.locator("#body")).to_have_value("http://x /")
        page.locator("#body").fill("")
        keys.press("Escape")
        keys.press("/")
        expect(page.locator("[data-choice]").nth(1)).to_be_visible(timeout=WITHIN_MS)
        keys.press("ArrowDown")
        expect(page.locator('[data-choice][aria-selected="true"]')).to_have_count(1)
        keys.press("Escape")
        expect(page.locator("[data-picker]")).to_be_hidden()
        keys.press("Enter")
        assert writer.log() == ["充值两小时了还没到"]


def test_what_is_not_known_of_a_visitor_is_told_to_the_agent(
    browser: Browser, product: Product, writer: Writer
) -> None:
    with watched_desk(browser, product) as desk:
        the_demos_macros_are_there(desk, product)
        desk.open(writer)
        desk.page.locator("[data-picks]").click()
        desk.page.keyboard.type("memo")
        expect(desk.page.locator("[data-choice]")).to_have_count(1, timeout=WITHIN_MS)
        desk.page.locator("[data-choice]").click()
        expect(desk.page.locator("[data-left-out]")).to_contain_text("customer.uid_masked")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_lead_writes_a_macro_sees_how_it_reads_and_takes_it_away(
    browser: Browser, product: Product, theme: str
) -> None:
    context = browser.new_context(viewport=SCREEN, locale="en-GB", color_scheme=theme)  # type: ignore[arg-type]
    desk = Watched(page=sign_in(context, product, name="bob"))
    desk.listen()
    page = desk.page
    page.goto(f"{product.base_url}/desk/macros/")
    assert desk.faults() == []
    page.get_by_role("link", name="New macro").click()
    page.get_by_label("Title").first.fill("Fees")
    page.get_by_label("Text").first.fill("Dear {customer.nam}")
    expect(page.locator("#previews .banner")).to_contain_text("{customer.nam}", timeout=WITHIN_MS)
    page.get_by_label("Text").first.fill("Dear {customer.name}, fees are listed at {exchange.name}.")
    expect(page.locator("#previews .quote")).to_contain_text("Dear Carol Chen, fees are listed at Northwind.")
    assert desk.faults() == []
    page.get_by_label("Text").first.press("Control+Enter")
    expect(page.locator(".macros__line[aria-current]")).to_contain_text("Fees", timeout=WITHIN_MS)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="Fees")).to_have_count(0)
    context.close()
