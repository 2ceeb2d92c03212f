"""Is it really you? The sheet for everybody: both languages, both themes, small screens, keyboards; and for nobody else."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge
from kefu.web.widget.tests.test_screen import TARGETS, faults_of

pytestmark = pytest.mark.browser
CODE = "K7QM-3XTE-9PA4"
PICTURES = os.environ.get("KEFU_LOOK_AT")


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_it_and_nothing_is_cut(
    chromium: Browser, edge: Edge, scheme: Any, locale: str, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 700}, locale=locale, color_scheme=scheme)
    page = context.new_page()
    chat = Chat.own_page(page, edge)
    chat.write("Hello")
    chat.says("Hello", "sent")
    edge.say(edge.only_customer(), "Let me look", code=CODE)
    page.locator(".proof__button").click()
    expect(page.locator(".proof__code")).to_have_text(CODE)
    assert faults_of(page) == []
    look(page, f"real-code-{width}-{locale}-{scheme}")
    page.locator(".proof__line .button").nth(1).click()
    expect(page.locator(".verdict--good")).to_be_visible()
    expect(page.locator(".talk__words")).to_be_visible()
    assert faults_of(page) == []
    assert page.evaluate(TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page, f"real-sheet-{width}-{locale}-{scheme}")
    page.keyboard.press("Escape")
    page.locator(".proof__line .button").last.click()
    expect(page.locator(".real__report")).to_be_visible()
    assert faults_of(page) == []
    assert page.evaluate(TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page, f"real-report-{width}-{locale}-{scheme}")
    context.close()


def test_a_badge_off_shift_is_told_in_words_and_by_another_shape(page: Page, edge: Edge) -> None:
    Chat.own_page(page, edge)
    page.get_by_role("button", name="Is it really you?").click()
    sheet = page.locator("dialog.real")
    sheet.locator("textarea").fill("101-0396")
    sheet.get_by_role("button", name="Check it").click()
    expect(sheet.locator(".card__shift--bad")).to_contain_text("Not on shift now")
    expect(sheet.locator(".card__shift--bad use")).to_have_attribute("href", "/static/widget/icons.svg#alert")


def test_the_name_leads_to_the_card_and_escape_leads_back(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("Hello")
    chat.says("Hello", "sent")
    edge.say(edge.only_customer(), "Let me look")
    page.get_by_role("button", name="Anna").press("Enter")
    expect(page.locator("dialog.real .card__names")).to_contain_text("Badge 101-0396")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.real")).to_be_hidden()
    expect(page.get_by_role("button", name="Anna")).to_be_focused()


def test_ones_own_word_stands_in_the_head_and_goes_with_the_person(page: Page, edge: Edge) -> None:
    edge.signed_in = "carol"
    chat = Chat.embedded(page, edge)
    word = chat.frame.locator(".head__word")
    expect(word).to_have_text("your word: blue whale")
    chat.frame.get_by_role("button", name="Is it really you?").click()
    chat.frame.locator("input[name=word]").fill("red kite")
    chat.frame.get_by_role("button", name="Keep this word").click()
    expect(word).to_have_text("your word: red kite")
    edge.signed_in = ""
    page.evaluate("Kefu.signOut()")
    expect(word).to_be_hidden()
    expect(chat.frame.locator("dialog.real")).to_be_hidden()


def test_a_guest_is_shown_no_word_and_asked_for_none(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("Hello")
    chat.says("Hello", "sent")
    expect(page.locator(".head__word")).to_be_hidden()
    page.get_by_role("button", name="Is it really you?").click()
    expect(page.locator("dialog.real")).to_contain_text("Sign in at the exchange")
    expect(page.locator("input[name=word]")).to_have_count(0)


def test_a_message_is_reported_from_its_shield_with_the_files_of_whoever_reports(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("Hello")
    chat.says("Hello", "sent")
    edge.say(edge.only_customer(), "Write to me at home", code=CODE)
    page.locator(".proof__button").click()
    page.get_by_role("button", name="Report this request").click()
    sheet = page.locator("dialog.real")
    sheet.locator("textarea").fill("odd")
    with page.expect_request("**/api/v1/verify/reports") as asked:
        sheet.get_by_role("button", name="Report it").click()
    expect(sheet).to_contain_text("ABCDEF-GHJKMN")
    sent: dict[str, Any] = asked.value.post_data_json or {}
    assert (sent["seq"], sent["words"], sent["files"]) == (2, "odd", [])
