"""After a key has done something, the next one goes where a person expects it, and what was done can still be undone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Product
from tests.journeys.desk import WITHIN_MS, Watched, Writer, watched_desk

pytestmark = pytest.mark.browser


@pytest.fixture
def alice(browser: Browser, product: Product) -> Iterator[Watched]:
    """At the list, with the first conversation open by J."""
    Writer.arrives(product).writes("Where is my deposit?")
    with watched_desk(browser, product) as desk:
        desk.page.goto(f"{product.base_url}/desk/?box=open")
        expect(desk.page.locator(".line").first).to_be_visible(timeout=WITHIN_MS)
        desk.page.keyboard.press("j")
        expect(desk.page.locator("[data-thread]")).to_be_visible(timeout=WITHIN_MS)
        yield desk


def test_escape_in_the_macros_leads_back_to_where_the_slash_was_pressed(alice: Watched) -> None:
    page, picker = alice.page, alice.page.locator("[data-picker]")
    for place in (".line[aria-current]", "#body"):
        page.locator(place).focus()
        page.keyboard.press("/")
        expect(picker).to_be_visible()
        page.keyboard.press("Escape")
        expect(picker).to_be_hidden()
        expect(page.locator(place)).to_be_focused()


def test_enter_in_a_field_notes_it_once_and_leaves_the_way_back(alice: Watched) -> None:
    page, toast = alice.page, alice.page.locator("#toasts")
    coin = page.locator("#field-coin")
    coin.fill("BTC")
    coin.press("Enter")
    expect(toast.locator('[data-key="undo"]')).to_be_visible(timeout=WITHIN_MS)
    coin.press("Enter")
    page.locator("#field-txid").press("Enter")
    page.wait_for_timeout(800)
    expect(toast).not_to_contain_text("was so")
    page.locator("[data-log]").focus()
    page.keyboard.press("Control+z")
    expect(coin).to_have_value("", timeout=WITHIN_MS)


def test_escape_leads_from_the_history_back_to_the_same_list(alice: Watched) -> None:
    page = alice.page
    here = page.url
    page.keyboard.press("h")
    page.wait_for_url("**/history")
    expect(page.locator(".rail")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(here)
    expect(page.locator(".tab[aria-current]")).to_contain_text("Open")


def test_a_warning_begins_at_its_reasons(alice: Watched) -> None:
    alice.page.keyboard.press("w")
    expect(alice.page.locator('#dialog input[name="reason"]').first).to_be_focused(timeout=WITHIN_MS)


def test_the_palette_tells_what_is_done_to_all_that_are_selected_and_offers_nothing_in_vain(alice: Watched) -> None:
    page, found = alice.page, alice.page.locator("[data-palette] [role=option]")
    page.keyboard.press("x")
    page.keyboard.press("Control+k")
    selected = page.get_by_role("group", name="Actions of all that are selected")
    expect(selected.get_by_text("Close › Spam")).to_have_count(1)
    expect(page.get_by_role("group", name="Actions of this conversation").get_by_text("Close › Spam")).to_have_count(1)
    expect(found.filter(has_text="Take over the answer")).to_have_count(0)  # nobody writes one
