"""A customer leaves the chat before they are answered: the answer comes by mail, theirs comes back, and all stands there once."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Product, sign_in
from tests.journeys.sides import Desk, Phone

pytestmark = pytest.mark.browser
LEFT_WITHIN_MS = 90_000  # the demo waits 30 s, and as long as somebody goes on writing
WITHIN_MS = 15_000
ASKED, FIRST, SECOND, BACK = (
    "我的充值一直没有到账，提币网络好像选错了",
    "您好，正在帮您查。",
    "请告诉我您用的是哪条网络？",
    "是 TRC20，麻烦您了",
)


def letter(page: Page, words: str) -> None:
    """The mailbox shows what comes by itself."""
    expect(page.locator("[data-letters]")).to_contain_text(words, timeout=LEFT_WITHIN_MS)


def test_a_chat_goes_on_by_mail_and_comes_back(
    product: Product, customer: BrowserContext, desk: BrowserContext
) -> None:
    phone = Phone.opened(customer, product)
    phone.write(ASKED)
    phone.sees(ASKED)
    expect(phone.chat.locator('[data-part="by-mail"]')).to_contain_text("•••@", timeout=WITHIN_MS)
    phone.page.close()

    agent = Desk(sign_in(desk, product, name="alice"))
    agent.page.goto(f"{product.base_url}/desk/?box=open")
    agent.page.locator("a.line", has_text="陈伟").first.click()
    expect(agent.page.locator("[data-going-on]")).to_contain_text("goes on by mail to", timeout=WITHIN_MS)
    agent.reply(FIRST)
    agent.reply(SECOND)

    mailbox = customer.new_page()
    mailbox.goto(f"{product.site_url}/mail?lang=zh")
    letter(mailbox, SECOND)
    newest = mailbox.locator("[data-letters] > *").first
    expect(newest).to_contain_text(FIRST)
    expect(mailbox.locator("[data-letters] > *", has_text=SECOND)).to_have_count(1)
    expect(agent.page.locator(".entry--message", has_text=SECOND).locator(".entry__delivery")).to_contain_text(
        "Sent", timeout=WITHIN_MS
    )
    newest.locator("textarea").fill(BACK)
    newest.locator("form button").click()

    back = agent.page.locator(".entry--message", has_text=BACK)
    expect(back).to_have_count(1, timeout=WITHIN_MS)
    expect(back.locator(".entry__meta")).to_contain_text("by mail")

    again = Phone.opened(customer, product)
    for words in (ASKED, FIRST, SECOND, BACK):
        again.sees(words)
    expect(again.message(BACK).locator(".message__meta")).to_contain_text("来自邮件")
