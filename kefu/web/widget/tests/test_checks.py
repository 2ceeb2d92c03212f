"""Checks in the chat: a receipt in the log, and a check offered before the first words. Against `edge.py`."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge
from kefu.web.widget.tests.test_screen import faults_of

pytestmark = pytest.mark.browser

TOLD = {
    "en": ("Where is my deposit?", "Your 0.5 BTC is on its way.", "On the blockchain", "See it on the block explorer"),
    "zh-hans": ("我的充值到哪一步了？", "您的 0.5 BTC 正在路上。", "已上链", "在区块浏览器中查看"),
}


def receipt_in(locale: str) -> dict[str, Any]:
    title, verdict, line, step = TOLD[locale]
    lines = [{"mark": "ok", "text": line}, {"mark": "wait", "text": "1/2"}, {"mark": "bad", "text": "<b>bold</b>"}]
    lines += [{"mark": "unknown", "text": "?"}, {"mark": "info", "text": "i"}]
    steps = [
        {"kind": "explorer", "text": step, "href": "https://explorer.example/tx/1"},
        {"kind": "contact", "text": "Talk to our support", "href": ""},
    ]
    return {"title": title, "verdict": verdict, "state": "waiting", "lines": lines, "steps": steps}


def in_the_log(page: Page, edge: Edge, locale: str) -> Chat:
    page.goto(f"{edge.kefu}/chat?locale={locale}")
    chat = Chat(page, page.main_frame)
    chat.write("0.5 BTC")
    chat.says("0.5 BTC", "sent")
    edge.say(edge.only_customer(), "", kind="diagnosed", data=receipt_in(locale))
    return chat


@pytest.mark.parametrize("locale", TOLD)
def test_a_receipt_stands_in_the_log_with_its_verdict_lines_and_steps(page: Page, edge: Edge, locale: str) -> None:
    chat = in_the_log(page, edge, locale)
    title, verdict, line, step = TOLD[locale]
    found = chat.frame.get_by_role("region", name=title)
    expect(found.locator(".receipt__verdict")).to_have_text(verdict)
    marks = {"en": ("fine", "waiting", "not right", "not known"), "zh-hans": ("正常", "等待中", "有问题", "未知")}
    said = [f"{mark}: {text}" for mark, text in zip(marks[locale], (line, "1/2", "<b>bold</b>", "?"), strict=True)]
    expect(found.locator(".receipt__line")).to_have_text([*said, "i"])
    link = found.get_by_role("link", name=step)
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(found.locator(".receipt__steps > *")).to_have_count(1)
    expect(chat.frame.locator('[data-part="announcer"]')).to_contain_text(verdict)


def test_a_receipt_says_when_and_what_it_closes_promises_no_answer(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("where is my deposit?")
    chat.says("where is my deposit?", "sent")
    promised = chat.frame.get_by_text("A person reads this and answers here.")
    expect(promised).to_be_visible()
    edge.say(edge.only_customer(), "", kind="diagnosed", data=receipt_in("en"))
    expect(chat.frame.locator(".found time")).to_have_text(re.compile(r"\d\d:\d\d"))
    expect(promised).to_be_visible()
    edge.say(edge.only_customer(), "", kind="closed")
    expect(promised).to_be_hidden()
    chat.write("and the next one?")
    expect(promised).to_be_visible()


def test_a_receipt_nobody_can_draw_is_told_as_a_sentence(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("hello")
    chat.says("hello", "sent")
    edge.say(edge.only_customer(), "", kind="diagnosed", text="A check was run.")
    expect(chat.frame.locator("li.event")).to_have_text("A check was run.")


def opened(page: Page, edge: Edge) -> Chat:
    """With the articles in their place, which stand above the topics: what is tapped does not move any more."""
    chat = Chat.own_page(page, edge)
    expect(chat.frame.locator(".answers__list button").first).to_be_visible()
    return chat


def offered(chat: Chat) -> Locator:
    return chat.frame.get_by_role("button", name="Where is my deposit? Check it now")


def test_what_it_is_about_offers_its_check_which_runs_over_the_chat_and_stands_in_nobodys_way(
    page: Page, edge: Edge
) -> None:
    chat = opened(page, edge)
    chat.frame.locator(".topic", has_text="Login").tap()
    expect(offered(chat)).to_have_count(0)
    chat.frame.locator(".topic", has_text="Deposit").tap()
    offered(chat).click()
    panel = chat.frame.get_by_role("dialog", name="Where is my deposit?")
    panel.get_by_label("Coin").fill("BTC")
    panel.get_by_label("Network you sent it on").fill("Bitcoin")
    panel.get_by_label("TxID").fill("a b")
    page.keyboard.press("Enter")
    expect(panel.locator(".asked__wrong", has_text="one run of letters and digits")).to_be_visible()
    expect(panel.get_by_label("TxID")).to_be_focused()
    panel.get_by_label("TxID").fill("ab" * 32)
    page.keyboard.press("Enter")
    expect(panel.locator(".receipt__verdict")).to_contain_text(
        "could not look this up"
    )  # no exchange is connected here
    expect(panel.locator(".asked__found")).to_be_focused()
    whose, answers = edge.runs[-1]
    assert answers == {"coin": "BTC", "network": "Bitcoin", "txid": "ab" * 32}
    panel.get_by_role("button", name="Talk to our support").click()
    expect(panel).to_be_hidden()
    chat.write("It is not there")
    chat.says("It is not there", "sent")
    assert edge.only_customer().uid == whose


def test_where_the_check_cannot_be_reached_it_says_so_and_what_was_typed_stays(page: Page, edge: Edge) -> None:
    chat = opened(page, edge)
    chat.frame.locator(".topic", has_text="Deposit").tap()
    offered(chat).click()
    panel = chat.frame.get_by_role("dialog", name="Where is my deposit?")
    panel.get_by_label("Coin").fill("BTC")
    edge.faults.is_down = True
    panel.get_by_role("button", name="Check now").click()
    expect(panel.get_by_role("status")).to_contain_text("could not be reached")
    expect(panel.get_by_label("Coin")).to_have_value("BTC")
    edge.faults.is_down = False


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_axe_finds_nothing_at_checks(chromium: Browser, edge: Edge, locale: str, scheme: Any) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 780}, locale=locale, color_scheme=scheme, has_touch=True
    )
    page = context.new_page()
    chat = opened(page, edge)
    chat.frame.locator(".topic").first.tap()
    expect(chat.frame.locator(".offered")).to_be_visible()
    assert faults_of(page) == []
    chat.frame.locator(".offered").click()
    chat.frame.locator(".asked input").last.fill("a b")
    chat.frame.locator(".asked__send").click()
    expect(chat.frame.locator(".asked__wrong:visible").first).to_be_visible()
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    in_the_log(page, edge, "zh-hans" if locale == "zh-CN" else "en")
    expect(chat.frame.locator(".found")).to_be_visible()
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
