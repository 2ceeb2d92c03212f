"""Is it the customer? Asked from the desk by one key, confirmed in Northwind's app or with a passkey in two taps."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.conftest import Product, sign_in
from tests.journeys.sides import Desk, Phone

pytestmark = pytest.mark.browser
LIMIT_MS = 15_000
PICTURES = os.environ.get("KEFU_LOOK_AT")
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def look(page: Page, name: str) -> None:
    """For whoever wants to see it: KEFU_LOOK_AT=folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def in_dark(page: Page, name: str) -> None:
    page.emulate_media(color_scheme="dark")
    look(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")


def asks(alice: Desk, *, level: int = 2) -> None:
    alice.page.keyboard.press("Escape")
    alice.page.locator("#head").click()
    alice.page.keyboard.press("e")
    dialog = alice.page.locator("#dialog")
    dialog.locator('input[name="reason"][value="money"]').check()
    dialog.locator(f'input[name="level"][value="{level}"]').check()
    look(alice.page, "desk-ask")
    dialog.locator("button[type=submit]").click()
    expect(alice.page.locator("#head .banner")).to_contain_text("Waiting for the customer", timeout=LIMIT_MS)


def badge(alice: Desk) -> Locator:
    return alice.page.locator("#head .thread__identity")


def a_device(page: Page) -> Any:
    """Chromium's own virtual authenticator."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devices


def confirms_in_the_app(phone: Phone, alice: Desk) -> None:
    """The card's button, and the app's."""
    card = phone.chat.locator(".stepup").last
    expect(card.get_by_role("link", name="打开 App 确认")).to_be_visible(timeout=LIMIT_MS)
    number = card.locator(".stepup__number strong").inner_text()
    assert number not in alice.page.locator("body").inner_text().split()
    look(phone.page, "card")
    in_dark(phone.page, "card")
    with phone.page.expect_popup() as opened:
        card.get_by_role("link", name="打开 App 确认").tap()  # the first tap
    app = opened.value
    expect(app.locator(".confirm__number")).to_have_text(number)
    look(app, "app")
    app.get_by_role("button", name="是我", exact=True).tap()  # the second
    expect(app.locator("h1")).to_have_text("已确认，谢谢。")
    expect(card.locator(".stepup__head")).to_have_text("已确认", timeout=LIMIT_MS)
    look(phone.page, "card-passed")
    app.close()


def makes_a_passkey(phone: Phone, keys: Page) -> None:
    phone.chat.locator('[data-part="real"]').tap()
    way = phone.chat.get_by_role("link", name="创建通行密钥")
    expect(way).to_be_visible(timeout=LIMIT_MS)
    way.scroll_into_view_if_needed()
    look(phone.page, "sheet")
    keys.goto(way.get_attribute("href") or "")
    look(keys, "passkeys-none")
    keys.get_by_role("button", name="创建通行密钥").tap()
    expect(keys.locator(".verify__key")).to_have_count(1, timeout=LIMIT_MS)
    look(keys, "passkeys")
    phone.page.keyboard.press("Escape")


def test_asked_from_the_desk_the_customer_confirms_in_the_app_and_then_with_a_passkey(
    product: Product, customer: BrowserContext, desk: BrowserContext
) -> None:
    phone = Phone.opened(customer, product)
    phone.write("提现一直没到，帮我看看")
    alice = Desk(sign_in(desk, product, name="alice"))
    alice.open("open", customer="陈伟")
    asks(alice)
    look(alice.page, "desk-waiting")
    confirms_in_the_app(phone, alice)
    expect(badge(alice)).to_contain_text("identity confirmed, level 2", timeout=LIMIT_MS)
    look(alice.page, "desk-passed")
    in_dark(alice.page, "desk-passed")

    keys = customer.new_page()
    a_device(keys)
    makes_a_passkey(phone, keys)
    asks(alice)
    card = phone.chat.locator(".stepup").last
    link = card.get_by_role("link", name="用通行密钥确认")
    expect(link).to_be_visible(timeout=LIMIT_MS)
    look(phone.page, "card-both")
    keys.goto(link.get_attribute("href") or "")  # the first tap; the device answers the second one by itself
    expect(keys.locator("h1")).to_have_text("确认成功，谢谢。", timeout=LIMIT_MS)
    look(keys, "confirmed")
    expect(card.locator(".stepup__head")).to_have_text("已确认", timeout=LIMIT_MS)
    expect(badge(alice)).to_contain_text("identity confirmed, level 2", timeout=LIMIT_MS)

    asks(alice, level=3)
    card = phone.chat.locator(".stepup").last
    expect(card.get_by_role("link")).to_have_text(["打开 App 确认"], timeout=LIMIT_MS)
    card.get_by_role("button", name="不是我，拒绝").tap()
    expect(badge(alice)).to_contain_text("identity not confirmed", timeout=LIMIT_MS)
    look(alice.page, "desk-failed")
    look(phone.page, "card-failed")
