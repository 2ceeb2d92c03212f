"""Checklist, steps against abuse with appeal, merge and split: told from a phone and a desk at once."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import Product, sign_in
from tests.journeys.desk import Watched
from tests.journeys.sides import Desk, Phone

pytestmark = pytest.mark.browser
LIMIT_MS = 10_000
PICTURES = os.environ.get("KEFU_LOOK_AT")


def look(page: Page, name: str) -> None:
    """For whoever wants to see it: KEFU_LOOK_AT=folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def act(desk: Desk, key: str) -> None:
    """By the menu's own key."""
    desk.page.locator("[data-log]").focus()
    desk.page.keyboard.press(key)
    expect(desk.page.locator("#dialog")).to_be_visible(timeout=LIMIT_MS)


def test_a_checklist_is_ticked_on_the_phone_and_followed_at_the_desk(
    product: Product, customer: BrowserContext, desk: BrowserContext
) -> None:
    phone = Phone.opened(customer, product)
    phone.write("清单试一下")
    alice = Desk(sign_in(desk, product, name="alice"))
    alice.open("open", customer="陈伟")
    act(alice, "l")
    alice.page.locator("#dialog .templates a").first.click()
    expect(alice.page.locator("#checklist-title")).not_to_have_value("", timeout=LIMIT_MS)
    look(alice.page, "checklist-dialog")
    assert Watched(page=alice.page).faults() == []
    alice.page.locator("#dialog button[type=submit]").click()
    boxes = phone.chat.locator(".checklist__box")
    expect(boxes).to_have_count(4, timeout=LIMIT_MS)
    boxes.first.focus()
    boxes.first.press("Space")
    expect(alice.page.locator(".checklist__done")).to_contain_text("1", timeout=LIMIT_MS)
    phone.switch_network()
    boxes.nth(1).check()
    look(phone.page, "checklist-offline")
    phone.switch_network()
    expect(alice.page.locator(".checklist__done")).to_contain_text("2", timeout=4 * LIMIT_MS)
    look(alice.page, "checklist-desk")
    look(phone.page, "checklist-phone")


def test_abuse_is_ended_by_steps_and_the_appeal_goes_to_somebody_else(
    product: Product, customer: BrowserContext, desk: BrowserContext, second_desk: BrowserContext
) -> None:
    phone = Phone.opened(customer, product)
    phone.write("你们都是骗子！！！")
    alice = Desk(sign_in(desk, product, name="alice"))
    alice.open("open", customer="陈伟")
    for step in ("warned", "paused", "ended"):
        act(alice, "w")
        alice.page.locator("#dialog .choice input[value=insults]").check()
        alice.page.locator("#step-words").fill("请您冷静一下。")
        look(alice.page, f"step-{step}")
        alice.page.locator("#dialog button.button--danger").click()
        expect(phone.chat.locator(".event--told").last).to_be_visible(timeout=LIMIT_MS)
        expect(alice.page.locator("#head .badge--warn, #head .badge--danger")).to_be_visible(timeout=LIMIT_MS)
        if step == "paused":
            expect(phone.chat.locator("#hint")).to_be_visible(timeout=LIMIT_MS)
            phone.chat.locator("textarea[name=text]").fill("留着这句话")
            phone.chat.locator(".composer__send").press("Enter")
            expect(phone.chat.locator("textarea[name=text]")).to_have_value("留着这句话")
            look(phone.page, "paused-phone")
    look(alice.page, "ended-desk")
    phone.chat.locator(".standing .button--primary").click()
    phone.chat.locator(".standing__words").fill("我只是着急，请再看看。")
    look(phone.page, "appeal-phone")
    phone.chat.locator(".standing .button--primary").click()
    expect(alice.page.locator("#head .banner--warn")).to_be_visible(timeout=LIMIT_MS)
    bob = Desk(sign_in(second_desk, product, name="bob"))
    bob.page.goto(f"{product.base_url}/desk/appeals")
    look(bob.page, "appeals")
    assert Watched(page=bob.page).faults() == []
    bob.page.locator("a.other").first.click()
    bob.page.locator("#head .banner--warn .button").click()
    bob.page.locator("#dialog input[value=lifted]").check()
    bob.page.locator("#decision-words").fill("误会。")
    look(bob.page, "decision")
    bob.page.locator("#dialog button[type=submit]").click()
    expect(phone.chat.locator(".composer__row")).to_be_visible(timeout=LIMIT_MS)
    look(phone.page, "lifted-phone")
    phone.write("谢谢")
    phone.sees("谢谢")


def test_a_split_is_seen_on_both_sides_and_taken_back(
    product: Product, customer: BrowserContext, desk: BrowserContext
) -> None:
    phone = Phone.opened(customer, product)
    phone.write("另外：怎么提现？")
    phone.sees("另外：怎么提现？")
    alice = Desk(sign_in(desk, product, name="alice"))
    alice.open("open", customer="陈伟")
    act(alice, "y")
    alice.page.locator("#dialog .choice input").last.check()
    look(alice.page, "split-dialog")
    alice.page.locator("#dialog button[type=submit]").click()
    expect(alice.page.locator(".entry--moved")).to_have_count(1, timeout=LIMIT_MS)
    look(alice.page, "split-desk")
    phone.chat.locator(".event__button").first.click()
    expect(phone.chat.locator(".event__button")).to_have_count(2, timeout=LIMIT_MS)
    phone.chat.locator(".event__button").first.click()
    expect(phone.chat.locator(".event__earlier .message__body")).to_have_text("另外：怎么提现？", timeout=LIMIT_MS)
    look(phone.page, "split-phone")
    alice.page.locator("#toasts form button").first.click()
    expect(alice.page.locator(".entry--moved")).to_have_count(0, timeout=LIMIT_MS)
    phone.write("好的")
    expect(alice.page.locator(".entry__body", has_text="好的")).to_be_visible(timeout=LIMIT_MS)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_dialogs_and_the_record_are_clean(
    browser: Browser, product: Product, customer: BrowserContext, language: str, theme: str
) -> None:
    phone = Phone.opened(customer, product)
    phone.write("再看一眼")
    context = browser.new_context(locale=language, color_scheme=theme, viewport={"width": 1440, "height": 900})  # type: ignore[arg-type]
    alice = Desk(sign_in(context, product, name="alice"))
    alice.open("open", customer="陈伟")
    for key in ("m", "y", "w", "l", "d"):
        act(alice, key)
        look(alice.page, f"dialog-{key}-{language}-{theme}")
        assert Watched(page=alice.page).faults() == []
        alice.page.keyboard.press("Escape")
    alice.page.locator('[data-key="more"]').click()
    look(alice.page, f"menu-{language}-{theme}")
    assert Watched(page=alice.page).faults() == []
    alice.page.keyboard.press("Escape")
    alice.page.locator("[data-log]").focus()
    alice.page.keyboard.press("h")
    alice.page.wait_for_url("**/history")
    look(alice.page, f"history-{language}-{theme}")
    assert Watched(page=alice.page).faults() == []
    context.close()
