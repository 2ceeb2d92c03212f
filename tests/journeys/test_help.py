"""The help centre as people use it: found on a phone in Chinese, read, judged, and from it to a person who sees what was read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, SCREEN, Product, sign_in
from tests.journeys.desk import Watched
from tests.journeys.sides import WITHIN_MS

pytestmark = pytest.mark.browser

TARGETS = """() => [...document.querySelectorAll("a, button, summary, select, textarea, input[type=search]")]
    .filter(node => node.checkVisibility({ checkVisibilityCSS: true }))
    .filter(node => !node.closest(".prose, p, .toc:not(.toc--fold), .skip-link"))
    .map(node => [node.className || node.textContent, node.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height && (box.height < 43.5 || box.width < 24))
    .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
PATHS = (
    *("", "sections/deposits", "articles/deposit-not-credited", "search?q=deposit", "search?q=qqqqzzzz"),
    *("contact", "notices", "articles/no-such", "tools/photo"),
)


@pytest.fixture
def without_scripts(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_somebody_searches_reads_is_not_helped_and_reaches_a_person_who_sees_it(
    customer: BrowserContext, desk: BrowserContext, product: Product
) -> None:
    page = customer.new_page()
    page.goto(f"{product.base_url}/help/")
    page.get_by_role("combobox", name="搜索帮助中心").fill("提现没到账")
    expect(page.get_by_role("option").first).to_be_visible(timeout=WITHIN_MS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/help/zh-cn/search?q=*")
    page.locator(".result__link", has_text="提现一直没到").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("提现一直没到")
    with page.expect_response(lambda answer: answer.url.endswith("/visits/pages"), timeout=WITHIN_MS) as told:
        page.wait_for_timeout(5_000)
    assert told.value.status == 204
    page.locator("summary", has_text="没帮助").click()
    page.get_by_text("照着做没有用").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("感谢反馈").first).to_be_visible(timeout=WITHIN_MS)
    page.locator(".still a").click()
    page.get_by_label("遇到了什么问题？").fill("提现两天了还没到，帮我查一下")
    expect(page.locator("[data-best] a").first).to_be_visible(timeout=WITHIN_MS)
    page.locator("[data-trail] summary").click()
    expect(page.locator("[data-trail]")).to_contain_text("提现一直没到")
    page.get_by_role("button", name="打开在线客服").click()
    page.wait_for_url("**/chat?locale=zh-hans")
    box = page.locator("textarea[name=text]")
    expect(box).to_have_value("提现两天了还没到，帮我查一下", timeout=WITHIN_MS)
    page.locator(".composer__send").click()
    expect(page.locator("li.message")).to_contain_text("提现两天了", timeout=WITHIN_MS)
    seen_by_the_agent(desk, product)


def seen_by_the_agent(desk: BrowserContext, product: Product) -> None:
    page = sign_in(desk, product, name="alice")
    page.goto(f"{product.base_url}/desk/?box=unassigned")
    page.locator(".line", has_text="提现两天了").first.click()
    told = page.locator(".side__part", has_text="Has read")
    expect(told.get_by_role("link", name="My withdrawal has not arrived")).to_be_visible(timeout=WITHIN_MS)
    expect(told).to_contain_text("提现没到账")


def test_without_scripts_all_of_it_works_up_to_the_chat(without_scripts: Page, product: Product) -> None:
    page = without_scripts
    page.goto(f"{product.base_url}/help/")
    page.locator("#search").fill("提现没到账")
    page.locator("main, .hero").locator(".search__button").first.click()
    page.locator(".result__link", has_text="提现一直没到").click()
    page.locator("summary", has_text="没帮助").click()
    page.get_by_text("照着做没有用").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("感谢反馈")
    page.locator(".still a").click()
    page.get_by_label("遇到了什么问题？").fill("提现两天了还没到")
    page.get_by_role("button", name="先找答案").click()
    expect(page.locator("[data-best] a").first).to_be_visible()
    expect(page.locator("[data-trail]")).to_contain_text("提现没到账")
    page.get_by_role("button", name="打开在线客服").click()
    page.wait_for_url("**/chat?locale=zh-hans")


def test_by_keyboard_alone(desk: BrowserContext, product: Product) -> None:
    page = desk.new_page()
    page.goto(f"{product.base_url}/help/en/")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search the help centre")
    expect(field).to_be_focused()
    page.keyboard.type("deposit")
    expect(page.get_by_role("option").first).to_be_visible(timeout=WITHIN_MS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible(timeout=WITHIN_MS)
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option").first
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("Enter")
    page.wait_for_url("**/help/en/articles/*")
    page.locator(".vote summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="It is hard to follow")).to_be_visible()
    page.get_by_role("radio", name="It is hard to follow").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".vote__thanks")).to_be_focused(timeout=WITHIN_MS)


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-cn"])
def test_axe_finds_nothing_nothing_is_cut_and_targets_are_large(
    chromium: Browser, product: Product, language: str, theme: str, phone: bool
) -> None:
    context = chromium.new_context(
        viewport=PHONE if phone else SCREEN,  # type: ignore[arg-type]
        color_scheme=theme,  # type: ignore[arg-type]
        is_mobile=phone,
        has_touch=phone,
    )
    watched = Watched(page=context.new_page())
    page = watched.page
    for path in PATHS:
        page.goto(f"{product.base_url}/help/{language}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(TARGETS) == [], path
        assert watched.faults() == [], path
    context.close()
    assert page.is_closed()


def test_a_page_read_again_from_the_browsers_cache_still_runs(desk: BrowserContext, product: Product) -> None:
    page = desk.new_page()
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    for _time in range(3):
        page.goto(f"{product.base_url}/help/en/articles/find-txid")
        page.reload()
        page.keyboard.press("/")
        expect(page.get_by_role("combobox")).to_be_focused()
    assert problems == []
