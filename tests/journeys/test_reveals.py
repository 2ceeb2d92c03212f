"""A customer's data at the desk, in a browser: whole after a reason, and masked again by itself."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE, Product
from tests.journeys.desk import watched_desk
from tests.journeys.sides import Phone

pytestmark = pytest.mark.browser
LATER = "() => { const now = Date.now; Date.now = () => now() + 15 * 60 * 1000; }"


def test_a_value_is_shown_by_keyboard_with_whose_screen_it_is_and_goes_away_by_itself(
    browser: Browser, product: Product
) -> None:
    phone = Phone.opened(browser.new_context(viewport=PHONE), product)  # type: ignore[arg-type]
    phone.write("你好，我的充值还没到账")
    with watched_desk(browser, product) as desk:
        page, keys = desk.page, desk.page.keyboard
        page.goto(f"{product.base_url}/desk/?box=open")
        page.locator("a.line", has_text="陈伟").first.click()
        field = page.locator("#reveal-email")
        expect(field).to_contain_text("•••")
        field.get_by_role("button", name="Reveal").focus()
        keys.press("Enter")
        expect(field.get_by_label("To check that it is them")).to_be_focused()
        keys.press("Space")
        keys.press("Enter")
        value = field.locator("[data-reveal-value]")
        expect(value).to_have_text("chen.wei@mail.example")
        expect(value).to_be_focused()
        expect(field.locator(".reveal__mark")).to_contain_text("Alice · ")
        page.evaluate(LATER)
        expect(value).to_have_count(0)
        expect(field).to_contain_text("c•••@mail.example")
        assert "chen.wei@" not in page.content()
        assert desk.complaints == []
