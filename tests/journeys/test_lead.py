"""The lead's pages in a browser: reached by rail and palette from everywhere, and no page asks for what is not there."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import SCREEN, Product, sign_in
from tests.journeys.desk import WITHIN_MS, Watched, Writer

pytestmark = pytest.mark.browser

PAGES = ("/desk/", "/desk/macros/", "/desk/macros/new", "/desk/notices", "/desk/appeals", "/desk/people/")


@pytest.fixture
def lead(browser: Browser, product: Product) -> Iterator[Watched]:
    context = browser.new_context(viewport=SCREEN, locale="en-GB")  # type: ignore[arg-type]
    watched = Watched(sign_in(context, product, name="bob"))
    watched.listen()
    yield watched
    context.close()


def found_by_palette(page: Page, words: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type(words)
    expect(page.locator("#palette-list [aria-selected=true]")).to_contain_text(words)
    page.keyboard.press("Enter")


def test_no_page_of_the_desk_asks_for_an_address_that_its_page_does_not_name(lead: Watched, product: Product) -> None:
    writer = Writer.arrives(product)
    writer.writes("hello")
    asked: list[str] = []
    lead.page.on("request", lambda request: asked.append(request.url))
    person = lead.page.locator("[data-desk]").get_attribute("data-me")
    for place in (*PAGES, f"/desk/c/{writer.conversation}/", f"/desk/people/{person}/"):
        lead.page.goto(product.base_url + place)
        lead.page.wait_for_timeout(800)  # what scripts ask for by themselves they ask for at once
    assert len(asked) > len(PAGES)
    assert [address for address in asked if "undefined" in address] == []
    assert lead.complaints == []


@pytest.mark.parametrize("place", [place for place in PAGES if place != "/desk/people/"])
def test_from_every_page_the_palette_leads_to_the_people_and_the_rail_shows_where_one_is(
    lead: Watched, product: Product, place: str
) -> None:
    lead.page.goto(product.base_url + place)
    found_by_palette(lead.page, "People")
    lead.page.wait_for_url("**/desk/people/")
    expect(lead.page.locator('.rail [aria-current="page"]')).to_have_text("People")
    expect(lead.page.locator(".rail [data-here]")).to_have_attribute("title", "More")


def test_where_no_conversation_is_open_the_palette_offers_only_what_needs_none(lead: Watched, product: Product) -> None:
    lead.page.goto(f"{product.base_url}/desk/people/")
    lead.page.keyboard.press("Control+k")
    lead.page.keyboard.type("Internal note")
    expect(lead.page.locator("#palette-list [role=option]")).to_have_text(["Search what was said: “Internal note”"])


def test_a_conversation_is_found_from_a_page_without_the_list(lead: Watched, product: Product) -> None:
    writer = Writer.arrives(product)
    writer.writes("hello from far away")
    lead.page.goto(f"{product.base_url}/desk/people/")
    lead.page.keyboard.press("Control+k")
    lead.page.keyboard.type(writer.conversation[:8])
    expect(lead.page.locator('#palette-list [data-kind="conversation"]')).to_have_count(1, timeout=WITHIN_MS)
    lead.page.locator('#palette-list [data-kind="conversation"]').click()
    lead.page.wait_for_url(f"**/desk/c/{writer.conversation}/**")


@pytest.mark.parametrize("look", [{"width": 1440, "height": 900}, {"width": 390, "height": 844}], ids=["desk", "phone"])
def test_the_people_pages_fit_and_can_be_read_by_everybody(lead: Watched, product: Product, look: Any) -> None:
    lead.page.set_viewport_size(look)
    for step in ("list", "person"):
        if step == "list":
            lead.page.goto(f"{product.base_url}/desk/people/")
        else:
            lead.page.get_by_role("link", name="Alice").click()
            lead.page.wait_for_url("**/desk/people/*/")
        assert lead.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert lead.faults() == []
