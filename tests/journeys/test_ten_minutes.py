"""A new agent by keyboard alone: what the screen promises a key does is what it does, where it stands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Product
from tests.journeys.desk import WITHIN_MS, Watched, Writer, watched_desk

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser: Browser, product: Product) -> Iterator[Watched]:
    writer = Writer.arrives(product, locale="zh-hans")
    writer.writes("充值两小时了还没到")
    with watched_desk(browser, product) as desk:
        desk.open(writer)
        yield desk


def test_a_menu_that_is_a_form_opens_beside_its_button(opened: Watched) -> None:
    opened.page.keyboard.press("z")
    menu, button = opened.page.locator("#snooze-menu"), opened.page.locator('[popovertarget="snooze-menu"]')
    expect(menu).to_be_visible()
    expect(menu.locator("button").first).to_be_focused()
    beside, here = menu.bounding_box(), button.bounding_box()
    assert beside
    assert here
    assert abs(beside["y"] - (here["y"] + here["height"])) < 12
    assert opened.complaints == []


def test_enter_gives_to_the_colleague_whose_name_was_begun_and_without_a_name_to_nobody(opened: Watched) -> None:
    page = opened.page
    page.keyboard.press("a")
    expect(page.locator("#head")).to_contain_text("in your hands", timeout=WITHIN_MS)
    page.keyboard.press("g")
    expect(page.locator("#assign-menu [data-narrow]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#assign-menu")).to_be_visible()
    page.keyboard.type("bo")
    expect(page.locator("#assign-menu .menu__item:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#head")).to_contain_text("with Bob", timeout=WITHIN_MS)


def test_in_the_box_the_hints_name_the_keys_that_work_there(opened: Watched) -> None:
    page = opened.page
    note = page.locator(".segment--note")
    expect(note.locator("kbd:visible")).to_have_text("N")
    page.keyboard.press("r")
    expect(page.locator("#body")).to_be_focused()
    expect(note.locator("kbd:visible")).to_have_text("Alt N")
    page.keyboard.press("Alt+n")
    expect(page.locator('[name="kind"][value="note"]')).to_be_checked()


def test_macros_in_the_picker_do_not_lie_over_each_other(opened: Watched) -> None:
    page = opened.page
    page.keyboard.press("/")
    expect(page.locator("[data-choice]").nth(3)).to_be_visible(timeout=WITHIN_MS)
    lines = [line.bounding_box() for line in page.locator("[data-choice]").all()]
    texts = [text.bounding_box() for text in page.locator("[data-choice] .choice__text").all()]
    for line, text in zip(lines, texts, strict=True):
        assert line
        assert text
        assert text["y"] + text["height"] <= line["y"] + line["height"] + 1


def test_the_palette_knows_snoozing_by_the_word_that_the_list_is_called(opened: Watched) -> None:
    page = opened.page
    page.keyboard.press("Control+k")
    page.keyboard.type("snooze")
    found = page.locator("#palette-list")
    expect(found).to_contain_text("Snooze it, or bring it back")
    expect(found).to_contain_text("Snooze › 1 hour")


def test_about_the_customer_is_a_drawer_only_where_it_has_no_column(opened: Watched) -> None:
    page, side = opened.page, opened.page.locator("#side")
    before = side.bounding_box()
    page.keyboard.press("i")
    expect(side).to_be_focused()
    assert side.bounding_box() == before, "the column stays where it is"
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(side).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    expect(side).to_be_visible()


@pytest.mark.parametrize(("key", "menu"), [("f", "filters"), ("v", "views")])
def test_what_a_key_opens_has_the_focus(opened: Watched, key: str, menu: str) -> None:
    opened.page.keyboard.press(key)
    expect(opened.page.locator(f"#{menu}")).to_be_visible()
    expect(opened.page.locator(f"#{menu} :focus")).to_have_count(1)
