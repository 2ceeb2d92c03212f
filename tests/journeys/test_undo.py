"""What was just done is undone by a key while its notice is shown; the notice stands in nobody's way."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Product
from tests.journeys.desk import Writer, watched_desk

pytestmark = pytest.mark.browser
LIMIT_MS = 10_000


def closes(page: Page) -> None:
    page.locator('#stage [data-key="close"]').click()
    page.locator('#close-menu button[value="solved"]').click()
    expect(page.locator("#head")).to_have_attribute("data-status", "closed", timeout=LIMIT_MS)
    expect(page.locator("#toasts [data-key=undo]")).to_be_visible(timeout=LIMIT_MS)


def covered(page: Page) -> list[str]:
    """What of the reply box and of the bar the notice lies upon."""
    notice = page.locator("#toasts .toast").bounding_box()
    assert notice
    reached = (".composer__attach", ".composer [type=submit]", ".composer__text", '#head [data-key="more"]')
    boxes = {each: page.locator(each).bounding_box() for each in reached}
    return [
        each
        for each, box in boxes.items()
        if box
        and box["x"] < notice["x"] + notice["width"]
        and notice["x"] < box["x"] + box["width"]
        and box["y"] < notice["y"] + notice["height"]
        and notice["y"] < box["y"] + box["height"]
    ]


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
def test_ctrl_z_undoes_what_the_notice_offers(browser: Browser, product: Product, phone: bool) -> None:
    writer = Writer.arrives(product)
    writer.writes("Please close this one")
    with watched_desk(browser, product, phone=phone) as desk:
        page = desk.page
        desk.open(writer)
        expect(page.locator(".day")).to_be_visible()
        closes(page)
        assert covered(page) == []
        expect(page.locator("#toasts [data-key=undo] kbd")).to_have_text("Ctrl Z")

        text = page.locator("#body")
        text.press_sequentially("typed")
        text.press("Control+z")
        expect(text).not_to_have_value("typed")
        expect(page.locator("#head")).to_have_attribute("data-status", "closed")

        page.locator("#toasts .toast").hover()  # it stays while somebody is at it
        page.locator("[data-log]").focus()
        page.keyboard.press("Control+z")
        expect(page.locator("#head")).to_have_attribute("data-status", "open", timeout=LIMIT_MS)
        expect(page.locator("#toasts [data-key=undo]")).to_have_count(0)
        page.keyboard.press("?")
        expect(page.locator('#keys [data-key-name="undo"]')).to_be_visible()
