"""The inbox in a browser: many at once, nothing that moves under the hand, everything found by keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Product
from tests.journeys.desk import WITHIN_MS, Watched, Writer, watched_desk

pytestmark = pytest.mark.browser


def writers(product: Product, count: int) -> list[Writer]:
    found = []
    for number in range(count):
        found.append(Writer.arrives(product))
        found[-1].writes(f"question {number}")
    return found


def shows_list(desk: Watched, product: Product, newest: Writer, *, box: str = "unassigned") -> None:
    desk.page.goto(f"{product.base_url}/desk/?box={box}&order=newest")
    expect(desk.page.locator(f"#line-{newest.conversation}")).to_be_visible()
    desk.page.wait_for_timeout(500)  # the socket says hello


def order(page: Page) -> list[str]:
    return page.locator("[data-line]").evaluate_all("lines => lines.map((line) => line.dataset.line)")  # type: ignore[no-any-return]


def test_several_are_closed_by_keyboard_and_all_come_back_by_one_undo(browser: Browser, product: Product) -> None:
    found = writers(product, 3)
    with watched_desk(browser, product) as desk:
        shows_list(desk, product, found[-1])
        page, keys = desk.page, desk.page.keyboard
        page.locator(f"#line-{found[2].conversation} .line").focus()
        keys.press("x")
        page.locator(f"#line-{found[0].conversation} .line").focus()
        keys.press("Shift+X")
        expect(page.locator("[data-bulk-count]")).to_have_text(re.compile(r"^\d+ selected$"))
        assert page.locator(".line__pick:checked").count() >= 3
        keys.press("c")
        expect(page.locator("#bulk-close")).to_be_visible()
        keys.press("Enter")
        expect(page.locator(".toast")).to_contain_text("closed")
        for writer in found:
            expect(page.locator(f"#line-{writer.conversation}:not([data-gone])")).to_have_count(0, timeout=WITHIN_MS)
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".toast")).to_contain_text("taken back")
        for writer in found:
            expect(page.locator(f"#line-{writer.conversation}:not([data-gone])")).to_be_visible(timeout=WITHIN_MS)
        assert desk.complaints == []


def test_the_order_holds_still_under_the_hand_and_what_is_new_waits_in_a_pill(
    browser: Browser, product: Product
) -> None:
    found = writers(product, 3)
    with watched_desk(browser, product) as desk:
        shows_list(desk, product, found[-1])
        page = desk.page
        page.locator(f"#line-{found[0].conversation}").hover()
        before = order(page)
        late = Writer.arrives(product)
        late.writes("am I too late?")
        found[0].writes("and another thing")
        expect(page.locator(f"#line-{found[0].conversation}")).to_contain_text("another thing", timeout=WITHIN_MS)
        expect(page.locator(".list__new")).to_have_text(re.compile("1 new"), timeout=WITHIN_MS)
        assert order(page) == before
        page.keyboard.press("u")
        expect(page.locator(f"#line-{late.conversation}")).to_be_visible()
        expect(page.locator(".list__new")).to_be_hidden()
        assert desk.complaints == []


def test_a_list_that_does_not_come_says_so_and_comes_when_asked_again(browser: Browser, product: Product) -> None:
    found = writers(product, 1)
    with watched_desk(browser, product) as desk:
        shows_list(desk, product, found[0])
        page = desk.page
        page.route("**/desk/?box=open**", lambda route: route.abort(), times=1)
        page.locator("#boxes .tab", has_text="Open").click()
        expect(page.locator(".list__failed")).to_contain_text("This list did not come")
        expect(page.locator(".toast")).to_have_count(0)
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("#list[data-box=open]")).to_be_visible()
        expect(page.locator(".list__failed")).to_be_hidden()


def test_the_palette_finds_lists_actions_colleagues_and_customers(browser: Browser, product: Product) -> None:
    found = writers(product, 1)
    with watched_desk(browser, product) as desk:
        desk.open(found[0])
        page, keys = desk.page, desk.page.keyboard
        for wanted, option in (("assig bob", "Bob"), ("cls", "Close"), ("solv", "Solved"), ("snoozed", "Snoozed")):
            keys.press("Control+k")
            keys.type(wanted)
            expect(page.locator(".palette__item").first).to_contain_text(option)
            keys.press("Escape")
            expect(page.locator("#palette")).to_be_hidden()
        keys.press("Control+k")
        keys.type(found[0].conversation[:8])
        expect(page.locator('.palette__item[data-kind="conversation"]')).to_have_count(1)
        keys.press("Escape")
        keys.press("Control+k")
        keys.type("closed")
        keys.press("Enter")
        expect(page.locator("#list[data-box=closed]")).to_be_visible()
        assert desk.complaints == []


def test_the_palette_groups_what_it_finds_and_names_the_keys(browser: Browser, product: Product) -> None:
    found = writers(product, 1)
    with watched_desk(browser, product) as desk:
        desk.open(found[0])
        page, keys = desk.page, desk.page.keyboard
        keys.press("Control+k")
        names = page.locator("#palette .palette__heading")
        expect(names).to_have_text(["Actions of this conversation", "Conversations", "Go to"])
        actions = page.locator('.palette__group[data-group="actions"]')
        for wanted, key in (
            *(("assign", "G"), ("close", "C"), ("snooze", "Z"), ("tag", "S"), ("merge", "M"), ("split", "Y")),
            *(("sort", "S"), ("transcript", "D"), ("history", "H"), ("checklist", "L")),
        ):
            page.locator(".palette__input").fill(wanted)
            expect(actions.locator(".palette__item", has=page.locator(f"kbd:text-is('{key}')")).first).to_be_visible()
        assert desk.complaints == []
        assert desk.faults() == []
        page.locator(".palette__input").fill("add a tag")
        keys.press("Enter")
        expect(page.locator("#sort-tag")).to_be_focused()


def test_the_palette_speaks_chinese(browser: Browser, product: Product) -> None:
    found = writers(product, 1)
    with watched_desk(browser, product, language="zh-CN") as desk:
        desk.open(found[0])
        desk.page.keyboard.press("Control+k")
        for wanted, key in (("合并", "M"), ("标签", "S"), ("关闭", "C"), ("历史", "H")):
            desk.page.locator(".palette__input").fill(wanted)
            merge = desk.page.locator('.palette__group[data-group="actions"] .palette__item').first
            expect(merge.locator("kbd")).to_have_text(key)
        desk.page.locator(".palette__input").fill("")
        desk.page.keyboard.type("备注")
        expect(desk.page.locator(".palette__item").first).to_contain_text("内部备注")
        desk.page.keyboard.press("Enter")
        expect(desk.page.locator("input[name=kind][value=note]")).to_be_checked()
        assert desk.complaints == []


def test_density_is_there_on_the_next_device(browser: Browser, product: Product) -> None:
    with watched_desk(browser, product) as one:
        one.page.locator(".rail__me").click()
        one.page.get_by_role("button", name="Compact").click()
        expect(one.page.locator("[data-desk]")).to_have_attribute("data-density", "compact")
        one.page.wait_for_timeout(300)
        with watched_desk(browser, product) as other:
            expect(other.page.locator("[data-desk]")).to_have_attribute("data-density", "compact")
        one.page.locator(".rail__me").click()
        one.page.get_by_role("button", name="Comfortable").click()
        one.page.wait_for_timeout(300)


def test_a_list_is_narrowed_by_keyboard_and_kept_under_a_name(browser: Browser, product: Product) -> None:
    found = writers(product, 1)
    with watched_desk(browser, product) as desk:
        shows_list(desk, product, found[0], box="open")
        page, keys = desk.page, desk.page.keyboard
        keys.press("v")
        expect(page.locator("#views")).to_be_visible()
        keys.press("Escape")
        keys.press("f")
        page.locator("#filters select[name=locale]").select_option("zh-hans")
        page.locator("#filters button[type=submit]").click()
        expect(page.locator(".chip")).to_contain_text("简体中文")
        expect(page.locator(f"#line-{found[0].conversation}")).to_have_count(0)
        keys.press("v")
        page.locator("#views input[name=name]").fill("In Chinese")
        keys.press("Enter")
        expect(page.locator(".list__title")).to_have_text("In Chinese")
        page.locator(".chip").click()
        expect(page.locator(f"#line-{found[0].conversation}")).to_be_visible()
        keys.press("v")
        page.locator("#views .menu__item", has_text="In Chinese").click()
        expect(page.locator(".chip")).to_contain_text("简体中文")
        assert desk.complaints == []
        assert desk.faults() == []


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("width_px", [260, 330, 480])
def test_lists_stand_in_one_row_and_what_is_done_to_many_fits(
    browser: Browser, product: Product, language: str, width_px: int
) -> None:
    found = writers(product, 1)
    with watched_desk(browser, product, language=language) as desk:
        desk.open(found[0], box="open")
        page = desk.page
        expect(page.locator(".day")).to_be_visible()
        page.locator(".columns").evaluate(f"columns => columns.style.setProperty('--list-width', '{width_px}px')")
        row = page.locator("#boxes").bounding_box()
        assert row
        assert row["height"] < 40
        more = page.locator("[data-boxes-button]")
        overflows = page.locator("#boxes").evaluate("row => row.scrollWidth > row.clientWidth")
        expect(more).to_be_visible() if overflows else expect(more).to_be_hidden()
        page.locator(".line__pick").first.check(force=True)
        acts = page.locator(".bulk__acts > .button").all()
        tops = {round((act.bounding_box() or {"y": 0})["y"]) for act in acts}
        assert len(tops) == 1
        page.locator("[data-bulk-none]").click()
        if overflows:
            more.click()
            expect(page.locator("#boxes-menu a")).to_have_count(6)
            page.locator("#boxes-menu a").last.click()
            expect(page.locator("#list[data-box=closed]")).to_be_visible()
            expect(page.locator("#boxes [aria-current]")).to_be_in_viewport(ratio=0.9)
        assert desk.complaints == []
