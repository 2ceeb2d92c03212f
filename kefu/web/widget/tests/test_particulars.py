"""The few questions before the first words: none has to be answered, and none is asked twice. Against `edge.py`."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge
from kefu.web.widget.tests.test_pictures import choose
from tools.browser import wait_until

pytestmark = pytest.mark.browser


def sent(edge: Edge) -> list[object]:
    return [frame.get("particulars") for frame in edge.heard if frame["type"] == "send"]


def test_a_guest_says_what_it_is_about_and_is_not_asked_again(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.frame.get_by_label("Deposit").focus()
    page.keyboard.press("Space")
    chat.frame.locator("summary", has_text="Another account").click()
    chat.frame.get_by_label("UID").fill("90210777")
    chat.write("My deposit has not arrived")
    chat.says("My deposit has not arrived", "sent")
    expect(chat.frame.locator('[data-part="particulars"]')).to_be_hidden()
    chat.write("Hello?")
    chat.says("Hello?", "sent")
    assert sent(edge) == [{"category": "deposit", "uid": "90210777"}, None]


def test_a_part_that_cannot_be_right_is_said_at_its_field_and_costs_no_other(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.frame.locator("summary", has_text="Another account").click()
    chat.frame.get_by_label("UID").fill("90210777")
    chat.frame.get_by_label("E-mail").fill("no address")
    chat.frame.get_by_label("Phone").fill("call me")
    chat.frame.get_by_label("Phone").blur()
    expect(chat.frame.locator("#wrong-email")).to_contain_text("no complete e-mail address")
    expect(chat.frame.locator("#wrong-phone")).to_contain_text("cannot be a phone number")
    chat.frame.get_by_label("E-mail").fill("")
    chat.frame.get_by_label("E-mail").blur()
    expect(chat.frame.locator("#wrong-email")).to_be_empty()
    chat.write("Hello")
    chat.says("Hello", "sent")
    assert sent(edge) == [{"uid": "90210777"}]


def test_who_is_signed_in_sees_the_account_and_is_told_of_another_one(page: Page, edge: Edge) -> None:
    edge.signed_in = "carol"
    chat = Chat.embedded(page, edge)
    expect(chat.frame.locator("[data-account]")).to_contain_text("UID ••••4821 · c•••@example.test")
    chat.frame.locator("summary", has_text="Another account").click()
    chat.frame.get_by_label("UID").fill("90210777")
    chat.frame.get_by_label("UID").blur()
    expect(chat.frame.locator("[data-unlike]")).to_contain_text("UID: not of the account you are signed in with")
    chat.frame.get_by_label("UID").fill("")
    chat.frame.get_by_label("UID").blur()
    expect(chat.frame.locator("[data-unlike]")).to_be_empty()


@pytest.mark.parametrize(("locale", "about"), [("en", "About: Deposit"), ("zh-hans", "关于：充值")])
def test_what_was_understood_stands_above_the_first_words_in_sight_even_beside_a_tall_picture(
    page: Page, edge: Edge, tmp_path: Path, locale: str, about: str
) -> None:
    page.goto(f"{edge.kefu}/chat?locale={locale}")
    chat = Chat(page, page.main_frame)
    edge.about = about
    page.locator(".topic").first.tap()
    tall = tmp_path / "screen.png"
    Image.new("RGB", (720, 1600), "navy").save(tall)
    choose(chat, tall)
    chat.write("0.25 BTC")
    chat.says("0.25 BTC", "sent")
    told = page.locator(".event--about")
    expect(told).to_have_text(about)
    expect(told).to_be_in_viewport(ratio=1)
    expect(page.locator(".picture img")).to_be_in_viewport(ratio=1)


def test_who_reads_the_questions_is_not_led_to_messages_that_are_not_there(page: Page, edge: Edge) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    chat = Chat.own_page(page, edge)
    expect(page.locator(".topic").first).to_be_visible()
    chat.frame.locator("summary", has_text="Another account").click()
    page.locator("main").evaluate("scroller => { scroller.scrollTop = 1 }")
    page.locator("main").evaluate("scroller => { scroller.scrollTop = 0 }")
    wait_until(page, "document.querySelector('[data-part=jump]').hidden === false")
    expect(page.get_by_role("button", name="Newest messages")).to_be_hidden()
