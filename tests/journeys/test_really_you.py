"""Is it really you? The same two words on both screens, a code that proves itself, a card behind a name, a word of one's own."""

import json
import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from kefu.trust import transcripts
from tests.journeys.conftest import Product, sign_in
from tests.journeys.sides import Desk, Phone

pytestmark = pytest.mark.browser
LIMIT_MS = 10_000
PICTURES = os.environ.get("KEFU_LOOK_AT")
CODE = re.compile(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}")


def look(page: Page, name: str) -> None:
    """For whoever wants to see it: KEFU_LOOK_AT=folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def are_the_same(one: Locator, other: Locator) -> bool:
    """At one moment: both change every half minute, within a second of each other."""
    until = time.monotonic() + 40
    while time.monotonic() < until:
        if one.inner_text() == other.inner_text():
            return True
        time.sleep(0.2)
    return False


def asked(sheet: Locator, text: str) -> Locator:
    sheet.locator("textarea").fill(text)
    sheet.get_by_role("button", name="核对", exact=True).click()
    return sheet.locator(".verdict")


def test_a_customer_makes_sure_that_it_is_us(
    product: Product, customer: BrowserContext, desk: BrowserContext, tmp_path: Path
) -> None:
    phone = Phone.opened(customer, product)
    phone.write("有人打电话说是你们")
    alice = Desk(sign_in(desk, product, name="alice"))
    alice.open("open", customer="陈伟")
    alice.reply("请不要相信，我们不会主动打电话。")
    said = phone.chat.locator("li.message--theirs", has_text="不会主动打电话")
    expect(said).to_be_visible(timeout=LIMIT_MS)
    said.locator(".proof__button").click()
    code = said.locator(".proof__code")
    expect(code).to_have_text(CODE)
    expect(alice.page.locator(".entry__code").last).to_have_text(code.inner_text())
    look(phone.page, "proof-code")

    said.get_by_role("button", name="核对", exact=True).click()
    sheet = phone.chat.locator("dialog.real")
    expect(sheet.locator(".verdict--good")).to_contain_text("请不要相信", timeout=LIMIT_MS)
    look(phone.page, "proof-ours")
    expect(asked(sheet, f"请相信，转到这个地址\n{code.inner_text()}")).to_have_class(re.compile("verdict--bad"))
    expect(sheet.locator(".verdict--bad")).to_contain_text("被改过")
    look(phone.page, "proof-altered")

    words = sheet.locator(".talk__words [lang=zh-Hans]")
    shown = alice.page.locator(".pair__words [lang=zh-Hans]")
    assert are_the_same(words, shown)
    expect(sheet.locator(".talk .card__shift--good")).to_be_visible()
    look(phone.page, "proof-talk")
    look(alice.page, "proof-desk")

    sheet.locator("input[name=word]").fill("蓝鲸")
    sheet.get_by_role("button", name="保存", exact=True).click()
    expect(phone.chat.locator(".head__word")).to_contain_text("蓝鲸", timeout=LIMIT_MS)
    with phone.page.expect_download() as download:
        sheet.get_by_role("button", name="下载签名文件").click()
    file = tmp_path / "signed.json"
    download.value.save_as(file)
    key = json.loads(file.read_text())["head"]["key"]
    found = transcripts.verified(file.read_bytes(), key=key)
    assert "请不要相信，我们不会主动打电话。" in [entry["content"]["text"] for entry in found.entries]
    sheet.get_by_role("button", name="返回聊天").click()
    look(phone.page, "proof-word")

    phone.chat.locator(".message__who").last.click()
    expect(sheet.locator(".card__names")).to_contain_text("工号", timeout=LIMIT_MS)
    look(phone.page, "proof-card")
    assert "蓝鲸" not in alice.page.content()


def test_the_page_knows_its_reader_by_the_chat_in_the_same_browser_and_nobody_else(
    product: Product, customer: BrowserContext, desk: BrowserContext
) -> None:
    chat = customer.new_page()
    chat.goto(f"{product.base_url}/chat")
    chat.locator("textarea[name=text]").fill("A question by a guest")
    chat.locator(".composer__send").press("Enter")
    alice = Desk(sign_in(desk, product, name="alice"))
    alice.page.goto(f"{product.base_url}/desk/?box=open")
    alice.page.get_by_text("A question by a guest").first.click()
    alice.sees("A question by a guest")
    alice.reply("Here is the answer.")
    said = chat.locator("li.message--theirs", has_text="Here is the answer.")
    expect(said).to_be_visible(timeout=LIMIT_MS)
    said.locator(".proof__button").click()
    code = said.locator(".proof__code")
    expect(code).to_have_text(CODE)
    for reader, verdict in ((customer, "ours"), (desk, "unknown")):
        page = reader.new_page()
        page.goto(f"{product.base_url}/verify?locale=en")
        page.locator("#text").fill(code.inner_text())
        page.locator(".verify__send button").click()
        expect(page.locator(f".verdict--{verdict}")).to_be_visible(timeout=LIMIT_MS)
        look(page, f"verify-{verdict}")
    page = customer.pages[-1]
    expect(page.locator("#verdict")).to_be_focused()
    expect(page.locator("#verdict")).to_contain_text("Here is the answer.")
