"""An identity paper from the ask to the phone, to one look with its viewer's name on it, and the log its owner reads."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys import photos
from tests.journeys.conftest import PHONE, Product
from tests.journeys.desk import Watched, watched_desk
from tests.journeys.sides import WITHIN_MS, Phone
from tools.browser import wait_until

pytestmark = pytest.mark.browser
WHY = "为了重置您的第二验证因素"
SHOTS = os.environ.get("KEFU_TEST_SHOTS", "")


def keep(page: Page, name: str, *, whole: bool = True) -> None:
    """For whoever wants to look at it."""
    if SHOTS:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{scheme}.png"), full_page=whole)


def ask(desk: Watched, product: Product) -> None:
    page = desk.page
    page.goto(f"{product.base_url}/desk/?box=open")
    page.locator("a.line", has_text="陈伟").first.click()
    expect(page.locator("#head")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#head .thread__state")).to_contain_text("in your hands", timeout=WITHIN_MS)
    page.keyboard.press("Shift+P")
    page.get_by_label("Which paper").select_option("passport")
    page.get_by_label("What for").fill(WHY)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("waits for the customer").first).to_be_visible()
    keep(page, "desk-asked")


def send(context: BrowserContext, phone: Phone) -> Page:
    """The button in the chat opens a page of its own, where a photo is chosen and sent."""
    said = phone.chat.locator("li.event--told", has_text=WHY).last
    expect(said).to_contain_text("护照", timeout=WITHIN_MS)
    keep(phone.page, "phone-chat", whole=False)
    with context.expect_page() as opened:
        said.get_by_role("button", name="去提交").click()
    page = opened.value
    expect(page.get_by_role("heading", level=1)).to_contain_text("护照", timeout=WITHIN_MS)
    keep(page, "phone-ask")
    page.locator("#photo").set_input_files(
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photos.as_jpeg(photos.photo())}
    )
    expect(page.locator("[data-papers-preview]")).to_be_visible()
    keep(page, "phone-chosen")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator(".banner--good")).to_contain_text("已收到", timeout=3 * WITHIN_MS)
    expect(page.locator(".vault__log").first).to_contain_text("还没有人打开过")
    keep(page, "phone-sent")
    return page


def look(desk: Watched) -> None:
    page = desk.page
    page.reload()
    page.locator(".papers__paper a").first.click()
    page.get_by_label("To check it for this case").check()
    page.get_by_role("button", name="Open it").click()
    picture = page.locator(".papers__sheet img")
    expect(picture).to_be_visible()
    wait_until(page, "document.querySelector('.papers__sheet img').naturalWidth > 1000")
    expect(page.locator("[data-reveal-left]")).to_contain_text("4:")
    keep(page, "desk-paper")
    page.get_by_label("It fits", exact=True).check()
    page.get_by_role("button", name="Tell the customer").click()
    expect(page.locator(".folk__head .badge")).to_have_text("fits")


def test_a_passport_is_asked_for_sent_from_a_phone_opened_once_and_its_owner_sees_by_whom(
    browser: Browser, product: Product
) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    phone = Phone.opened(context, product)
    phone.write("我手机丢了，谷歌验证码也没了")
    with watched_desk(browser, product) as desk:
        ask(desk, product)
        papers = send(context, phone)
        look(desk)
        papers.reload()
        log = papers.locator(".vault__log").first
        expect(log).to_contain_text("打开过，用于核对")
        keep(papers, "phone-log")
        told = phone.chat.locator("li.event--told", has_text="核对无误").last
        expect(told.get_by_role("button", name="谁打开过我的证件")).to_be_visible(timeout=WITHIN_MS)
        papers.get_by_role("link", name="我的全部证件").click()
        expect(papers.get_by_role("heading", level=1)).to_have_text("我的证件")
        keep(papers, "phone-own")
        assert desk.complaints == []
    stranger = browser.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    page = stranger.new_page()
    answer = page.goto(papers.url.replace("/vault/", "/vault/abcdefghijklmnopqrstuvwxyz"))
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("这里没有要提交的内容")
    keep(page, "phone-closed")
    stranger.close()
    context.close()


def test_the_page_of_appeals_that_is_opened_from_the_chat_lets_papers_in_from_this_browser_alone(
    browser: Browser, product: Product, customer: BrowserContext
) -> None:
    phone = Phone.opened(customer, product)
    phone.chat.get_by_text("我们绝不会向您索要密码").first.click()
    with customer.expect_page() as opened:
        phone.chat.get_by_role("button", name="对账户决定提出申诉").tap()
    page = opened.value
    expect(page.get_by_role("heading", level=1)).to_have_text("对决定提出申诉", timeout=WITHIN_MS)
    assert "/account-appeals/" in page.url
    elsewhere = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()  # type: ignore[arg-type]
    elsewhere.goto(page.url)
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("这个页面已关闭")  # its address is no key any more
    for each, said in ((page, "我的证件"), (elsewhere, "这里没有要提交的内容")):
        each.goto(f"{product.base_url}/vault/?locale=zh-CN")
        expect(each.get_by_role("heading", level=1)).to_have_text(said)
    elsewhere.context.close()
