"""Checks as a customer uses them: on a page and in an article, with and without scripts, and taken along by the chat's token."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.conftest import PHONE, Product, sign_in
from tests.journeys.desk import Watched
from tests.journeys.sides import WITHIN_MS, Desk, Phone

pytestmark = pytest.mark.browser

PAGE = "/help/zh-cn/checks/deposit-confirmations"
ARTICLE = "/help/zh-cn/articles/deposit-not-credited"
STORED = """async () => {
    const store = await import("/static/widget/js/store.js");
    store.write("who", "abc");
    store.write(store.keyOf("abc", "session"), { token: "a-token", expiresAt: Date.now() + 60_000, name: "" });
}"""


@pytest.fixture
def without_scripts(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def fill(page: Page) -> None:
    page.get_by_label("币种").fill("BTC")
    page.get_by_label("转出时选择的网络").fill("Bitcoin")
    page.get_by_label("TxID（交易哈希）").fill("ab" * 32)


@pytest.mark.parametrize("path", [PAGE, ARTICLE])
def test_it_runs_where_it_stands_and_says_what_is_not_right_beside_it(
    customer: BrowserContext, product: Product, path: str
) -> None:
    page = customer.new_page()
    page.goto(product.base_url + path)
    form = page.locator("[data-check-form]").first
    form.scroll_into_view_if_needed()
    expect(form).to_have_attribute("data-is-live", "", timeout=WITHIN_MS)
    page.get_by_label("TxID（交易哈希）").fill("a b c")
    form.get_by_role("button", name="立即查询").click()
    expect(form.locator(".question__problem").last).to_contain_text("请完整复制", timeout=WITHIN_MS)
    expect(page.get_by_label("TxID（交易哈希）")).to_be_focused()
    fill(page)
    expect(form.locator(".question__problem").last).to_be_empty()
    form.get_by_role("button", name="立即查询").click()
    found = form.get_by_role("region", name="我的充值到哪一步了？")
    expect(found).to_be_focused(timeout=WITHIN_MS)
    expect(found.get_by_role("link", name="联系客服")).to_have_attribute("href", "/help/zh-cn/contact")
    assert page.url.endswith(path)


def test_what_is_missing_is_said_beside_it_and_the_first_of_them_is_at_hand(
    customer: BrowserContext, product: Product
) -> None:
    page = customer.new_page()
    page.goto(f"{product.base_url}/help/zh-cn/checks/deposit-details")
    expect(page.locator("[data-is-live]")).to_be_visible(timeout=WITHIN_MS)
    page.get_by_role("button", name="立即查询").click()
    missing = page.locator(".question__problem").filter(has_text="请填写此项。")
    expect(missing).to_have_count(3, timeout=WITHIN_MS)
    expect(page.locator("[data-check-form] input:visible").first).to_be_focused()


def test_the_token_of_the_chat_in_this_browser_goes_along_and_one_that_is_over_costs_nothing(
    customer: BrowserContext, product: Product
) -> None:
    page, heard = customer.new_page(), list[str]()

    def answer(route: Route) -> None:
        token = route.request.headers.get("authorization", "")
        heard.append(token)
        if token:
            route.fulfill(status=401, json={"error": {"code": "not_signed_in", "message": "x"}})
        else:
            route.continue_()

    page.route("**/api/v1/checks/*/runs*", answer)
    page.goto(product.base_url + PAGE)
    page.evaluate(STORED)
    page.reload()
    expect(page.locator("[data-is-live]")).to_be_visible(timeout=WITHIN_MS)
    expect(page.locator("[data-stranger]")).to_be_hidden()
    fill(page)
    page.get_by_role("button", name="立即查询").click()
    expect(page.locator(".receipt")).to_be_focused(timeout=WITHIN_MS)
    assert heard == ["Bearer a-token", ""]


def test_without_a_connection_it_says_so_and_what_was_typed_stays(customer: BrowserContext, product: Product) -> None:
    page = customer.new_page()
    page.goto(product.base_url + PAGE)
    expect(page.locator("[data-is-live]")).to_be_visible(timeout=WITHIN_MS)
    fill(page)
    page.route("**/api/v1/checks/*/runs*", lambda route: route.abort())
    page.get_by_role("button", name="立即查询").click()
    expect(page.locator("[data-said]")).to_contain_text("暂时连接不上我们", timeout=WITHIN_MS)
    expect(page.get_by_label("币种")).to_have_value("BTC")


def test_what_is_not_to_be_asked_is_hidden_and_not_sent(customer: BrowserContext, product: Product) -> None:
    """As a definition with `only_if` would draw it."""
    page, sent = customer.new_page(), list[dict[str, str]]()

    def more(route: Route) -> None:
        html = route.fetch().text()
        told = 'data-question="txid" data-if="coin" data-is="BTC ETH"'
        route.fulfill(body=html.replace('data-question="txid"', told), content_type="text/html")

    def run(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}")["answers"])
        route.fulfill(status=200, json={"problems": {}, "missing": []})

    page.route(f"**{PAGE}", more)
    page.route("**/api/v1/checks/*/runs*", run)
    page.goto(product.base_url + PAGE)
    expect(page.locator("[data-is-live]")).to_be_visible(timeout=WITHIN_MS)
    expect(page.get_by_label("TxID")).to_be_hidden()
    fill_coin = page.get_by_label("币种")
    fill_coin.fill("BTC")
    page.get_by_label("TxID").fill("ab12")
    fill_coin.fill("XRP")
    expect(page.get_by_label("TxID")).to_be_hidden()
    page.get_by_role("button", name="立即查询").click()
    expect(page.locator("[data-said]")).not_to_be_empty(timeout=WITHIN_MS)
    assert sent == [{"coin": "XRP"}]


def test_without_scripts_the_page_itself_answers(without_scripts: Page, product: Product) -> None:
    page = without_scripts
    page.goto(product.base_url + ARTICLE)
    fill(page)
    page.get_by_role("button", name="立即查询").click()
    expect(page).to_have_url(product.base_url + PAGE)
    expect(page.locator(".receipt__verdict")).to_be_visible()
    expect(page.get_by_label("币种")).to_have_value("BTC")


def test_networks_are_suggested_and_narrowed_by_the_coin(customer: BrowserContext, product: Product) -> None:
    page = customer.new_page()
    page.goto(product.base_url + PAGE)
    network = page.locator('[data-question="network"] input')
    expect(network).to_have_attribute("list", "deposit-confirmations-network-offers", timeout=WITHIN_MS)
    offers = page.locator("#deposit-confirmations-network-offers option")
    every = offers.count()
    assert every > 1
    page.get_by_label("币种").fill("xrp")
    expect(offers).to_have_count(1)
    page.get_by_label("币种").fill("btc")
    expect(offers.and_(page.locator('[value="Bitcoin"]'))).to_have_count(1)
    assert 1 <= offers.count() < every
    page.get_by_label("币种").fill("nothing")
    expect(offers).to_have_count(every)


def test_an_agent_finds_a_check_by_typing_in_either_language_and_opens_it_by_key(
    product: Product, customer: BrowserContext, desk: BrowserContext
) -> None:
    Phone.opened(customer, product).write("充值查一下")
    alice = Desk(sign_in(desk, product, name="alice"))
    alice.open("open", customer="陈伟")
    page = alice.page
    page.locator('[data-renewed-by="diagnosed"] a.button[href$="/check"]').click()
    field, left = page.get_by_role("combobox", name="Find a check"), page.locator("#dialog [role=option]:visible")
    expect(field).to_be_focused(timeout=WITHIN_MS)
    assert left.count() > 40
    page.keyboard.type("提现")
    expect(left.filter(has_text="withdrawal").first).to_be_visible()
    assert left.count() < 15
    assert Watched(page=page).faults() == []
    field.fill("zzz")
    expect(page.get_by_text("No check has these words.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_visible()
    field.fill("where deposit")
    expect(page.locator('#dialog [aria-selected="true"]')).to_have_text("Where is my deposit?")
    page.keyboard.press("Enter")
    expect(page.locator("#check-coin")).to_be_focused(timeout=WITHIN_MS)
    expect(page.locator("#check-network-offers option").first).to_be_attached()
