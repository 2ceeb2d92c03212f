"""A secret is spotted before it leaves the browser, by the rules of the server; and what was cut is told of kindly."""

import json
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from kefu.trust import shield
from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge

pytestmark = pytest.mark.browser

SET = Path(__file__).parents[4] / "bench" / "judged" / "trust" / "shield.jsonl"
OTHERWISE = [
    "my invitation code 123456 expired",
    "the sms code is 123456, thanks",
    "你们的验证码是16462发的吗",
    "password: 20240410 changed",
    "密码是Hunter22 人工客服帮我登录",
    "我的验证码是482913 人工",
    "我的验证码是482913次",
    "my sms code for withdrawal is: 482913",
    "verification code for withdrawal: 482913",
]
FINDS = """async (texts) => {
  const { Spots } = await import(document.querySelector("[data-spots]")?.dataset.spots ?? "/static/widget/js/spots.js");
  const spots = await Spots.load();
  return Promise.all(texts.map((text) => spots.found(text)));
}"""


def test_a_browser_spots_what_the_server_cuts(page: Page, edge: Edge) -> None:
    """Of the set: nothing that the server leaves, and of what it cuts all but keys only it can tell."""
    rows = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    texts = [*(row["text"] for row in rows), *OTHERWISE]
    chat = Chat.own_page(page, edge)
    chat.box.focus()
    spotted = chat.frame.evaluate(FINDS, texts)
    server = [bool(shield.found(text)) for text in texts]
    there = [bool(found) for found in spotted]
    assert [text for text, ours, theirs in zip(texts, server, there, strict=True) if theirs and not ours] == []
    missed = [text for text, ours, theirs in zip(texts, server, there, strict=True) if ours and not theirs]
    assert len(missed) <= 0.05 * sum(server), missed


def test_its_writer_is_told_and_takes_it_out_with_one_tap(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    told = chat.frame.locator('[data-part="spotted"]')
    chat.box.fill("please help, my password is Hunter22-x")
    expect(told).to_contain_text("This looks like your password")
    told.get_by_role("button", name="Remove it").click()
    expect(chat.box).to_have_value("please help, my password is ")
    expect(told).to_be_hidden()
    chat.box.fill("my password is wrong")
    page.wait_for_timeout(600)
    expect(told).to_be_hidden()


def test_what_was_cut_is_told_under_the_message(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("hello")
    chat.says("hello", "sent")
    customer = edge.only_customer()
    customer.entries[0] |= {
        "body": "[removed: password]",
        "data": {
            "cut": [{"sort": "password", "text": "Change it now, please.", "link": "https://exchange.test/reset"}]
        },
    }
    page.reload()
    expect(chat.frame.locator(".message__cut")).to_contain_text("Change it now, please.")
    expect(chat.frame.get_by_role("link", name="Change it now")).to_have_attribute(
        "href", "https://exchange.test/reset"
    )


def test_the_rules_are_for_everybody_and_hold_no_secret() -> None:
    told = Client().get("/chat/spots.json")
    assert told.status_code == 200
    assert told.json()["english"].startswith("abandon ability")
