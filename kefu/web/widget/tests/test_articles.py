"""Articles in the chat: at the start, beside the first message, read over the chat; writing is never in their way."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import PASSWORD, Edge
from kefu.web.widget.tests.test_screen import faults_of

pytestmark = pytest.mark.browser

TRAIL = {"text": "I cannot sign in", "read": "reset-password sign-in-codes", "searched": "password"}


def answering(page: Page) -> list[str]:
    """The help centre's answers to what is being written; returns what it was asked."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.post_data or "")
        route.fulfill(json={"articles": [PASSWORD]})

    page.route("**/help/*/answers", answer)
    return asked


def test_the_start_shows_what_is_asked_most_and_searches(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    start = chat.frame.locator('[data-part="answers"]')
    expect(start.locator(".answer")).to_have_text(["Reset your password", "Sign-in codes"])
    start.locator("input").fill("codes")
    expect(start.locator(".answer")).to_have_text(["Sign-in codes"])
    start.locator("input").fill("")
    expect(start.locator(".answer")).to_have_count(2)


def test_an_article_opens_over_the_chat_and_leads_back(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.frame.get_by_role("button", name="Reset your password").click()
    panel = chat.frame.get_by_role("dialog", name="Reset your password")
    expect(panel.get_by_role("link", name="Open in the help centre")).to_have_attribute("target", "_blank")
    expect(panel.get_by_role("link", name="Elsewhere")).to_have_attribute("target", "_blank")
    expect(panel.get_by_role("link", name="Is it locked? We look.")).to_have_attribute("target", "_blank")
    panel.get_by_role("link", name="codes").click()
    expect(chat.frame.get_by_role("dialog", name="Sign-in codes")).to_contain_text("Six digits.")
    chat.frame.get_by_role("button", name="Back", exact=True).click()
    expect(panel).to_be_visible()
    chat.frame.get_by_role("button", name="Back to the chat").click()
    expect(chat.frame.locator("dialog.panel")).not_to_be_visible()


def test_what_leads_to_the_chat_closes_the_article_over_it(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.frame.get_by_role("button", name="Sign-in codes").click()
    chat.frame.get_by_role("link", name="Live chat").click()
    expect(chat.frame.locator("dialog.panel")).not_to_be_visible()
    assert len(page.context.pages) == 1
    expect(chat.box).to_be_visible()


def test_the_best_three_stand_beside_the_first_message_and_hinder_nobody(page: Page, edge: Edge) -> None:
    asked = answering(page)
    chat = Chat.own_page(page, edge)
    chat.box.press_sequentially("password")
    best = chat.frame.locator('[data-part="best"]')
    expect(best.locator(".answer")).to_have_text(["Reset your password"])
    assert asked[-1] == "text=password"
    expect(chat.box).to_be_focused()
    chat.frame.locator(".composer__send").click()
    chat.says("password", "sent")
    expect(best).to_be_hidden()
    chat.box.press_sequentially("password again")
    page.wait_for_timeout(700)
    expect(best).to_be_hidden()
    assert len(asked) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_axe_finds_nothing_at_the_articles(chromium: Browser, edge: Edge, locale: str, scheme: Any) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 700}, locale=locale, color_scheme=scheme)
    page = context.new_page()
    answering(page)
    chat = Chat.own_page(page, edge)
    chat.box.fill("password")
    expect(chat.frame.locator('[data-part="best"]')).to_be_visible()
    assert faults_of(page) == []
    chat.frame.locator(".best .answer").click()
    expect(chat.frame.locator(".panel__title")).to_be_visible()
    assert faults_of(page) == []
    context.close()


def test_put_away_they_stay_away(page: Page, edge: Edge) -> None:
    answering(page)
    chat = Chat.own_page(page, edge)
    chat.box.fill("password")
    best = chat.frame.locator('[data-part="best"]')
    expect(best).to_be_visible()
    best.get_by_role("button", name="Put these away").click()
    chat.box.fill("password password")
    page.wait_for_timeout(700)
    expect(best).to_be_hidden()


def test_without_a_help_centre_the_chat_is_as_it_was(page: Page, edge: Edge) -> None:
    page.route("**/api/v1/articles**", lambda route: route.abort())
    page.route("**/help/*/answers", lambda route: route.abort())
    chat = Chat.own_page(page, edge)
    chat.write("hello")
    chat.says("hello", "sent")
    expect(chat.frame.locator('[data-part="answers"]')).to_be_hidden()


def test_what_was_read_in_the_chat_goes_along_with_the_first_words(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.frame.get_by_role("button", name="Reset your password").click()
    expect(chat.frame.get_by_role("link", name="Open in the help centre")).to_be_visible()
    page.keyboard.press("Escape")
    chat.write("still not")
    chat.says("still not", "sent")
    assert told_with(edge, "still not") == {"read": "reset-password"}


def test_what_the_contact_page_hands_over_is_in_the_box_and_goes_along_once(page: Page, edge: Edge) -> None:
    page.goto(f"{edge.kefu}/chat")
    page.evaluate("told => sessionStorage.setItem('kefu-handed-over', told)", json.dumps(TRAIL))
    chat = Chat.own_page(page, edge)
    page.reload()
    expect(chat.box).to_have_value("I cannot sign in")
    page.reload()
    expect(chat.box).to_have_value("I cannot sign in")
    chat.frame.locator(".composer__send").click()
    chat.says("I cannot sign in", "sent")
    assert told_with(edge, "I cannot sign in") == {"read": TRAIL["read"], "searched": "password"}
    assert page.evaluate("sessionStorage.getItem('kefu-handed-over')") is None


@pytest.mark.parametrize("kept", ["{", "null", '"x"', '{"text": {"a": 1}, "read": 7}'])
def test_what_nobody_handed_over_breaks_nothing(page: Page, edge: Edge, kept: str) -> None:
    page.goto(f"{edge.kefu}/chat")
    page.evaluate("kept => sessionStorage.setItem('kefu-handed-over', kept)", kept)
    chat = Chat.own_page(page, edge)
    page.reload()
    chat.write("hello")
    chat.says("hello", "sent")


def test_a_frame_in_a_strangers_page_takes_nothing_over(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.frame.evaluate("told => sessionStorage.setItem('kefu-handed-over', told)", json.dumps(TRAIL))
    page.reload()
    chat = Chat.embedded(page, edge)
    chat.write("hello")
    chat.says("hello", "sent")
    assert told_with(edge, "hello") is None


def told_with(edge: Edge, body: str) -> object:
    (frame,) = (frame for frame in edge.heard if frame["type"] == "send" and frame["body"] == body)
    return frame.get("particulars")


def test_a_search_that_was_asked_for_and_a_stored_message_are_told_to_the_help_centre(page: Page, edge: Edge) -> None:
    told: list[tuple[str, str]] = []

    def answer(route: Route) -> None:
        what = route.request.url.rpartition("/")[2]
        told.append((what, route.request.post_data or ""))
        if what == "searches":
            route.fulfill(json={"lookup": "l" * 26, "articles": [PASSWORD]})
        else:
            route.fulfill(status=204)

    page.route("**/help/*/visits/*", answer)
    chat = Chat.own_page(page, edge)
    start = chat.frame.locator('[data-part="answers"]')
    start.locator("input").fill("sign in")
    start.locator("input").press("Enter")
    expect(start.locator(".answer")).to_have_text(["Reset your password"])
    start.locator(".answer").click()
    chat.frame.get_by_role("button", name="Back to the chat").click()
    assert told == [("searches", "q=sign+in"), ("clicks", f"lookup={'l' * 26}&slug=reset-password")]
    chat.write("hello")
    chat.says("hello", "sent")
    chat.write("once more")
    chat.says("once more", "sent")
    assert told[2:] == [("contacts", "")]
