"""What moves an account, as a newcomer walks it: asked at the desk, approved by another team, and stopped by its owner."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import SCREEN, Product, sign_in
from tests.journeys.desk import WITHIN_MS, Watched
from tests.journeys.sides import Phone

pytestmark = pytest.mark.browser


def asks_for_a_reset(page: Page, product: Product) -> str:
    """The address of the request."""
    page.goto(f"{product.base_url}/desk/?box=open")
    page.locator("a.line", has_text="陈伟").first.click()
    expect(page.locator("#head h2")).to_contain_text("陈伟", timeout=WITHIN_MS)
    page.keyboard.press("q")
    page.get_by_label("Reset of the second factor").check()
    page.get_by_label("Why").fill("lost the phone with the authenticator")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/desk/requests/*/")
    page.locator('select[name="kind"]').select_option("video")
    page.get_by_label("What you saw").fill("the same face as on the card")
    page.get_by_role("button", name="Record it").click()
    expect(page.locator(".folk__head .badge")).to_have_text("needs a second person")
    return page.url


def test_the_owner_sees_the_notice_on_their_phone_and_stops_what_two_agents_let_through(
    browser: Browser, product: Product, customer: BrowserContext, desk: BrowserContext
) -> None:
    phone = Phone.opened(customer, product)
    phone.write("我换了手机，进不去了")
    alice = Watched(sign_in(desk, product, name="alice"))
    alice.listen()
    request = asks_for_a_reset(alice.page, product)
    phone.chat.locator('[data-part="minimise"]').press("Enter")
    card = phone.page.locator("[data-notice]").first
    expect(card).to_contain_text("有人向我们的客服申请：解除您账户上的两步验证", timeout=WITHIN_MS)

    context = browser.new_context(viewport=SCREEN, locale="en-GB")  # type: ignore[arg-type]
    bob = sign_in(context, product, name="bob")
    bob.locator(".rail").get_by_role("button", name="More").click()
    bob.get_by_role("link", name="Account requests").click()
    bob.locator("a.other", has_text="陈伟").first.click()
    bob.get_by_role("button", name="Approve", exact=True).click()
    expect(card).to_contain_text("申请已通过", timeout=WITHIN_MS)

    fits = phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fits, "the card is no wider than the phone"
    with customer.expect_page() as opened:
        card.get_by_role("link", name="不是您？查看并阻止").tap()
    notice = opened.value
    expect(notice.get_by_role("heading", name="这是您本人要求的吗？")).to_be_visible()
    notice.get_by_role("button", name="不是我").tap()
    expect(notice.locator(".verdict")).to_contain_text("已阻止")
    expect(card).to_contain_text("已阻止：解除您账户上的两步验证", timeout=WITHIN_MS)
    expect(card.get_by_role("link")).to_have_count(0)

    alice.page.goto(request)
    expect(alice.page.locator(".folk__head .badge")).to_have_text("stopped")
    expect(alice.page.locator(".facts")).to_contain_text("by the owner")
    assert alice.complaints == []
    context.close()
