"""The desk in a browser: nothing that is typed is lost, nothing that arrives interrupts, everything by keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Route, WebSocketRoute, expect

from tests.journeys.conftest import Product
from tests.journeys.desk import WITHIN_MS, Writer, watched_desk
from tools.browser import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def writer(product: Product) -> Writer:
    found = Writer.arrives(product)
    found.writes("My deposit is late")
    return found


def test_a_conversation_is_worked_through_by_keyboard_alone(browser: Browser, product: Product, writer: Writer) -> None:
    with watched_desk(browser, product) as desk:
        page, keys = desk.page, desk.page.keyboard
        page.goto(f"{product.base_url}/desk/?box=unassigned")
        page.locator(f"#line-{writer.conversation}").wait_for()
        for _ in range(page.locator(".line").count()):
            keys.press("j")
            if page.evaluate("document.activeElement.closest('[data-line]').dataset.line") == writer.conversation:
                break
        keys.press("Enter")
        desk.sees("My deposit is late")
        keys.press("r")
        keys.type("I am looking into it")
        keys.press("Control+Enter")
        desk.sees("I am looking into it")
        expect(page.locator("#body")).to_have_value("")
        keys.press("Escape")
        keys.press("n")
        keys.type("second deposit today")
        keys.press("Control+Enter")
        expect(page.locator(".entry--note")).to_contain_text("second deposit today")
        keys.press("Escape")
        keys.press("a")
        expect(page.locator(".thread__state")).to_contain_text("in your hands")
        keys.press("c")
        keys.press("Enter")
        expect(page.locator("#head")).to_have_attribute("data-status", "closed", timeout=WITHIN_MS)
        page.get_by_role("button", name=re.compile("^(Undo|Reopen)$")).first.click()
        expect(page.locator("#head")).to_have_attribute("data-status", "open", timeout=WITHIN_MS)
        keys.press("?")
        expect(page.locator("dialog#keys")).to_be_visible()
        keys.press("Escape")
        expect(page.locator("dialog#keys")).to_be_hidden()
        assert desk.complaints == []
    assert writer.log() == ["My deposit is late", "I am looking into it"]


def test_what_was_typed_stays_when_sending_fails_and_is_stored_once(
    browser: Browser, product: Product, writer: Writer
) -> None:
    """The worst failure: the server stored it, but the answer never came, and nothing else comes either."""
    with watched_desk(browser, product) as desk:
        desk.page.route_web_socket(re.compile(r"/live(\?|$)"), lambda socket: None)
        desk.open(writer)
        desk.page.route("**/messages", stored_but_unheard, times=1)
        desk.page.locator("#body").fill("said once")
        desk.page.get_by_role("button", name=re.compile("Send")).click()
        expect(desk.page.locator("#problem")).to_contain_text("connection", ignore_case=True)
        expect(desk.page.locator("#body")).to_have_value("said once")
        desk.page.reload()
        expect(desk.page.locator("#body")).to_have_value("said once")
        desk.page.get_by_role("button", name=re.compile("Send")).click()
        expect(desk.page.locator("#body")).to_have_value("")
        desk.sees("said once")
    assert writer.log() == ["My deposit is late", "said once"]


def test_what_was_stored_unheard_leaves_the_box_when_the_log_shows_it(
    browser: Browser, product: Product, writer: Writer
) -> None:
    with watched_desk(browser, product) as desk:
        desk.open(writer)
        desk.page.locator("#body").fill("said once")
        expect(desk.page.locator(".composer__saved")).not_to_be_empty()
        desk.page.route("**/messages", stored_but_unheard, times=1)
        desk.page.get_by_role("button", name=re.compile("Send")).click()
        desk.sees("said once")
        expect(desk.page.locator("#body")).to_have_value("")
        expect(desk.page.locator("#problem")).to_be_empty()
    assert writer.log() == ["My deposit is late", "said once"]


def stored_but_unheard(route: Route) -> None:
    route.fetch()
    route.abort()


def test_what_arrives_interrupts_neither_typing_nor_reading(browser: Browser, product: Product, writer: Writer) -> None:
    for number in range(30):  # within what a customer may write at once
        writer.writes(f"line {number}")
    with watched_desk(browser, product) as desk:
        desk.open(writer)
        page = desk.page
        page.locator("#body").press_sequentially("half a sen")
        page.locator("[data-log]").evaluate("log => log.scrollTop = 0")
        writer.writes("and one more thing")
        expect(page.locator("[data-newer]")).to_be_visible(timeout=WITHIN_MS)
        assert page.locator("[data-log]").evaluate("log => log.scrollTop") == 0
        page.keyboard.type("tence")
        expect(page.locator("#body")).to_have_value("half a sentence")
        page.locator("[data-newer]").click()
        expect(page.locator(".entry__body", has_text="and one more thing")).to_be_in_viewport()
        assert desk.complaints == []


def test_a_lost_connection_resumes_where_it_broke(browser: Browser, product: Product, writer: Writer) -> None:
    with watched_desk(browser, product) as desk:
        sockets: list[WebSocketRoute] = []

        def between(socket: WebSocketRoute) -> None:
            if len(sockets) == 1:
                writer.writes("written while nobody heard")
            sockets.append(socket)
            socket.connect_to_server()

        desk.page.route_web_socket(re.compile(r"/live(\?|$)"), between)
        desk.open(writer)
        writer.writes("heard at once")
        desk.sees("heard at once")
        sockets[0].close(code=1012)
        desk.sees("written while nobody heard")
        writer.writes("heard again")
        desk.sees("heard again")
        assert len(sockets) == 2
        shown = desk.page.locator(".entry__body").all_inner_texts()
        assert shown == writer.log()


def test_a_log_put_back_from_a_backup_is_shown_anew_and_what_is_typed_stays(
    browser: Browser, product: Product, writer: Writer
) -> None:
    """The desk asks for what follows a number that the log has not reached: it has seen another log than this one."""
    with watched_desk(browser, product) as desk:
        loads: list[str] = []
        sockets: list[WebSocketRoute] = []
        desk.page.on("load", lambda page: loads.append(page.url))

        def between(socket: WebSocketRoute) -> None:
            server = socket.connect_to_server()
            sockets.append(socket)
            if len(sockets) == 2:
                socket.on_message(lambda said: server.send(re.sub(r'"after":\d+', '"after":99', str(said))))

        desk.page.route_web_socket(re.compile(r"/live(\?|$)"), between)
        desk.open(writer)
        writer.writes("heard at once")
        desk.sees("heard at once")
        desk.page.locator("#body").fill("half a thought")
        sockets[0].close(code=1012)
        desk.page.wait_for_event("load")
        desk.sees("heard at once")
        expect(desk.page.locator("#body")).to_have_value("half a thought")
        writer.writes("heard again")
        desk.sees("heard again")
        assert len(loads) == 2


def test_one_agent_sees_what_another_does(browser: Browser, product: Product, writer: Writer) -> None:
    with watched_desk(browser, product) as one, watched_desk(browser, product) as other:
        one.open(writer)
        other.open(writer)
        other.page.keyboard.press("a")
        expect(one.page.locator(".thread__state")).to_contain_text("in your hands", timeout=WITHIN_MS)
        other.page.locator("#body").fill("from the other window")
        other.page.locator("#body").press("Control+Enter")
        one.sees("from the other window")


def test_a_new_conversation_comes_into_the_list_and_the_title(browser: Browser, product: Product) -> None:
    with watched_desk(browser, product) as desk:
        desk.page.goto(f"{product.base_url}/desk/?box=unassigned")
        expect(desk.page.locator("#list")).to_be_visible()
        desk.page.wait_for_timeout(500)
        late = Writer.arrives(product)
        late.writes("is anybody there?")
        expect(desk.page.locator(f"#line-{late.conversation}")).to_contain_text("is anybody there?", timeout=WITHIN_MS)
        wait_until(desk.page, "document.title.startsWith('(')")
        assert desk.complaints == []


def test_on_a_phone_the_list_and_the_conversation_are_screens_of_their_own(
    browser: Browser, product: Product, writer: Writer
) -> None:
    with watched_desk(browser, product, language="zh-CN", phone=True) as desk:
        page = desk.page
        page.goto(f"{product.base_url}/desk/?box=unassigned")
        page.locator(f"#line-{writer.conversation} a").tap()
        expect(page.locator("[data-thread]")).to_be_visible()
        expect(page.locator("#list")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="客户信息").tap()
        expect(page.locator("#side")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#side")).to_be_hidden()
        page.get_by_role("link", name="返回列表").tap()
        expect(page.locator("#list")).to_be_visible()
        assert desk.complaints == []
