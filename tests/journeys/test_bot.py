"""From a question on a phone to a person at the desk, with the assistant between them."""

import re
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.journeys.conftest import ROOT, Product, sign_in, start, stop
from tests.journeys.sides import WITHIN_MS, Phone

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def assisted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The demo as it comes: with the assistant."""
    data = tmp_path_factory.mktemp("assisted") / "data"
    running = start([sys.executable, "demo/run.py"], root=ROOT, data=data, customers=0, bot="on")
    yield running
    assert stop(running) == 0


def test_an_answer_others_a_check_and_a_person(
    assisted: Product, customer: BrowserContext, desk: BrowserContext
) -> None:
    phone = Phone.opened(customer, assisted)
    phone.write("忘记密码，如何重置")
    answer = said(phone, 1)
    expect(answer).to_contain_text("自动回复，非真人")
    expect(answer).to_contain_text("来自帮助中心：忘记密码，如何重置")
    expect(answer.locator(".said__source a").first).to_have_attribute("href", re.compile(r"/articles/reset-password$"))

    press(answer, "不是我要问的")
    offered = said(phone, 2)
    expect(offered.locator(".said__option--answer")).to_have_count(3, timeout=WITHIN_MS)
    expect(answer.locator(".said__option")).to_have_count(0)
    phone.sees("不是我要问的")

    phone.write("我的 BTC 充值没到账")
    expect(said(phone, 3)).to_contain_text("我可以帮您查询")
    phone.write("BTC")
    expect(said(phone, 4)).to_contain_text("网络")
    phone.write("Bitcoin")
    press(said(phone, 5), "没有这个信息")
    receipt = phone.chat.locator("li.found")
    expect(receipt).to_have_count(1, timeout=WITHIN_MS)
    expect(receipt.locator(".receipt__verdict")).not_to_be_empty()

    if not phone.chat.locator(".event--handed").count():
        press(phone.chat.locator("li.said").last, "转人工客服")
    expect(phone.chat.locator(".event--handed")).to_contain_text("人工客服", timeout=WITHIN_MS)
    expect(phone.chat.locator(".said__option")).to_have_count(0)
    agent_sees(assisted, desk)


def agent_sees(assisted: Product, desk: BrowserContext) -> None:
    page = sign_in(desk, assisted, name="alice")
    page.locator('a.tab[href*="box=unassigned"]').click()
    page.locator("a.line", has_text="陈伟").click()
    expect(page.locator(".handed--top")).to_contain_text("忘记密码，如何重置", timeout=WITHIN_MS)
    expect(page.locator(".entry--handed .handed__why")).to_be_visible()
    expect(page.locator(".entry--handed .handed__parts")).to_be_hidden()  # it stands above
    expect(page.locator(".entry--said")).to_have_count(6)
    expect(page.locator(".entry--chosen").first).to_contain_text("Not what I meant")
    why = page.locator(".entry--said .why").first
    why.locator("summary").click()
    expect(why.locator(".why__table")).to_contain_text("0.", timeout=WITHIN_MS)
    why.locator("[data-confirms]").click()
    expect(why).to_contain_text("Confirmed by Alice", timeout=WITHIN_MS)
    page.locator("[data-log]").focus()
    page.keyboard.press("o")
    expect(page.locator(".entry--said .why").last).to_contain_text("Confirmed by Alice", timeout=WITHIN_MS)


def said(phone: Phone, number: int) -> Locator:
    """What the assistant said, once it is there."""
    item = phone.chat.locator("li.said").nth(number - 1)
    expect(item).to_be_visible(timeout=WITHIN_MS)
    return item


def press(item: Locator, label: str) -> None:
    item.locator(".said__option", has_text=label).click()
