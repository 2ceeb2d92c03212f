"""axe finds nothing on the desk's screens, in both themes and languages, wide and narrow."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Product
from tests.journeys.desk import Watched, Writer, watched_desk

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_desk_is_clean(browser: Browser, product: Product, language: str, theme: str, phone: bool) -> None:
    writer = Writer.arrives(product, locale="zh-hans")
    writer.writes("充值两小时了还没到，TxID 3f9ac01e7b42d85566e1fa20b9d4c77e3f9ac01e7b42d85566e1fa20b9d4c77e")
    with watched_desk(browser, product, language=language, theme=theme, phone=phone) as desk:
        page = desk.page
        page.goto(f"{product.base_url}/desk/?box=unassigned")
        expect(page.locator(f"#line-{writer.conversation}")).to_be_visible()
        assert desk.faults() == []
        page.goto(f"{product.base_url}/desk/?box=closed")
        expect(page.locator("#list")).to_be_visible()
        assert desk.faults() == []
        desk.open(writer)
        note(desk, "the second of today")
        assert desk.faults() == []
        page.locator('#stage [data-key="assign"]').click()
        assert desk.faults() == []
        page.keyboard.press("Escape")
        page.locator("dialog#keys").evaluate("dialog => dialog.showModal()")
        assert desk.faults() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_ways_in_are_clean(browser: Browser, product: Product, language: str, theme: str) -> None:
    context = browser.new_context(locale=language, color_scheme=theme)  # type: ignore[arg-type]
    desk = Watched(page=context.new_page())
    for path in ("/sign-in", "/sign-in/link/used-up", "/desk/"):
        desk.page.goto(f"{product.base_url}{path}")
        assert desk.faults() == []
    desk.page.goto(f"{product.base_url}/sign-in")
    desk.page.locator("form.account__form button").click()
    expect(desk.page.locator(".field__error").first).to_be_visible()
    assert desk.faults() == []
    context.close()


def test_axe_would_find_something(browser: Browser, product: Product) -> None:
    with watched_desk(browser, product) as desk:
        desk.page.evaluate("document.querySelector('.rail__me .visually-hidden').remove()")
        desk.page.evaluate("document.querySelector('.list__title').style.color = '#ccc'")
        found = {fault.split(":")[0] for fault in desk.faults()}
        assert {"button-name", "color-contrast"} <= found


def note(desk: Watched, text: str) -> None:
    desk.page.locator('form.composer label:has(input[value="note"])').click()
    desk.page.locator("#body").fill(text)
    desk.page.locator('form.composer button[type="submit"]').click()
    expect(desk.page.locator(".entry--note")).to_contain_text(text)
