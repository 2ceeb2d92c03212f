"""Two agents and one customer: nobody answers blindly over another, nothing typed is lost, drafts follow their author."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from tests.journeys.conftest import PHONE, Product, sign_in
from tests.journeys.desk import WITHIN_MS, Watched, Writer, watched_desk

pytestmark = pytest.mark.browser


@pytest.fixture
def writer(product: Product) -> Writer:
    found = Writer.arrives(product, locale="zh-hans")
    found.writes("充值两小时了还没到")
    return found


@pytest.fixture
def alice(browser: Browser, product: Product, writer: Writer) -> Iterator[Watched]:
    with watched_desk(browser, product) as desk:
        desk.open(writer)
        yield desk


@pytest.fixture
def bob(browser: Browser, product: Product, writer: Writer) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    desk = Watched(page=sign_in(context, product, name="bob"))
    desk.listen()
    desk.open(writer)
    yield desk
    context.close()


def test_one_who_types_is_seen_and_can_be_taken_over_from(alice: Watched, bob: Watched, writer: Writer) -> None:
    alice.page.locator("#body").press_sequentially("Let me look at it")
    banner = bob.page.locator("[data-answering]")
    expect(banner).to_contain_text("Alice", timeout=WITHIN_MS)
    bob.page.reload()
    expect(banner).to_contain_text("Alice is writing an answer")
    bob.page.locator("#body").fill("I answer this")
    bob.page.locator("#body").press("Control+Enter")
    expect(bob.page.locator("#problem")).to_contain_text("Alice", timeout=WITHIN_MS)
    expect(bob.page.locator("#body")).to_have_value("I answer this")
    banner.get_by_role("button", name="Take over").click()
    expect(banner).to_be_hidden()
    expect(alice.page.locator("[data-answering]")).to_contain_text("took over", timeout=WITHIN_MS)
    expect(alice.page.locator("#body")).to_have_value("Let me look at it")
    bob.page.wait_for_timeout(800)
    bob.page.locator("#body").press("Control+Enter")
    bob.sees("I answer this")
    expect(bob.page.locator("#body")).to_have_value("")
    expect(bob.page.locator(".thread__state")).to_contain_text("in your hands", timeout=WITHIN_MS)
    alice.sees("I answer this")
    expect(alice.page.locator("[data-answering]")).to_be_hidden(timeout=WITHIN_MS)
    assert writer.log() == ["充值两小时了还没到", "I answer this"]


def test_what_came_in_unseen_is_shown_before_the_answer_goes_out(alice: Watched, writer: Writer) -> None:
    page = alice.page
    for number in range(25):
        writer.writes(f"line {number}")
    alice.sees("line 24")
    page.locator("[data-log]").evaluate("log => log.scrollTop = 0")
    page.wait_for_timeout(200)
    writer.writes("It has arrived!")
    expect(page.locator("[data-newer]")).to_be_visible(timeout=WITHIN_MS)
    page.locator("#body").fill("Please wait one more hour")
    page.locator("#body").press("Control+Enter")
    expect(page.locator("[data-news]")).to_contain_text("It has arrived!", timeout=WITHIN_MS)
    page.locator("#body").press("Control+Enter")  # a key pressed twice is not a decision
    page.wait_for_timeout(800)
    assert "Please wait one more hour" not in writer.log()
    assert alice.faults() == []
    page.locator("#body").press("Control+Enter")
    expect(page.locator("#body")).to_have_value("", timeout=WITHIN_MS)
    expect(page.locator("[data-news]")).to_have_count(0)
    assert writer.log()[-1] == "Please wait one more hour"


def test_what_was_painted_a_blink_before_the_answer_went_out_counts_as_unseen(alice: Watched, writer: Writer) -> None:
    page = alice.page
    page.locator("#body").fill("Please wait one more hour")
    page.evaluate(
        "() => document.querySelector('[data-thread]').addEventListener('thread:appended',"
        " () => requestAnimationFrame(() => document.querySelector('[data-composer]').requestSubmit()), { once: true })"
    )
    writer.writes("It has arrived!")
    expect(page.locator("[data-news]")).to_contain_text("It has arrived!", timeout=WITHIN_MS)
    expect(page.locator("#body")).to_have_value("Please wait one more hour")
    assert "Please wait one more hour" not in writer.log()


def test_a_draft_stands_in_the_next_window_changes_there_and_is_gone_once_sent(
    alice: Watched, browser: Browser, product: Product, writer: Writer
) -> None:
    alice.page.locator("#body").press_sequentially("Half a sen")
    expect(alice.page.locator(".composer__saved")).to_have_text("Draft saved", timeout=WITHIN_MS)
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    phone = Watched(page=sign_in(context, product, name="alice"))
    phone.open(writer)
    expect(phone.page.locator("#body")).to_have_value("Half a sen")
    alice.page.locator("#body").press_sequentially("tence")
    expect(phone.page.locator("#body")).to_have_value("Half a sentence", timeout=WITHIN_MS)
    phone.page.locator("#body").press("Control+Enter")
    expect(alice.page.locator("#body")).to_have_value("", timeout=WITHIN_MS)
    alice.page.reload()
    expect(alice.page.locator("#body")).to_have_value("")
    assert writer.log() == ["充值两小时了还没到", "Half a sentence"]
    context.close()


def test_a_save_held_up_on_its_way_does_not_bring_back_what_was_sent(alice: Watched, writer: Writer) -> None:
    page = alice.page
    held: list[Route] = []

    def between(route: Route) -> None:
        if held or route.request.method != "POST":
            route.continue_()
        else:
            held.append(route)

    page.route("**/draft", between)
    page.locator("#body").fill("said once")
    page.wait_for_timeout(300)
    page.locator("#body").press("Control+Enter")
    expect(page.locator("#body")).to_have_value("", timeout=WITHIN_MS)
    held[0].continue_()
    page.wait_for_timeout(1500)
    expect(page.locator("#body")).to_have_value("")
    page.reload()
    expect(page.locator("#body")).to_have_value("")
    assert writer.log() == ["充值两小时了还没到", "said once"]


def test_words_typed_without_a_connection_are_kept_and_saved_when_it_is_back(alice: Watched, writer: Writer) -> None:
    page = alice.page
    page.route("**/draft", lambda route: route.abort())
    page.locator("#body").fill("typed in a tunnel")
    expect(page.locator(".composer__saved")).to_have_text("Draft not saved yet", timeout=WITHIN_MS)
    page.unroute("**/draft")
    page.reload()
    expect(page.locator("#body")).to_have_value("typed in a tunnel")
    expect(page.locator(".composer__saved")).to_have_text("Draft saved", timeout=WITHIN_MS)


def test_the_enter_that_ends_a_composition_sends_nothing(alice: Watched, writer: Writer) -> None:
    page = alice.page
    page.locator("#body").fill("您好")
    for detail in ({"isComposing": True}, {"keyCode": 229}):
        page.locator("#body").evaluate(
            "(box, detail) => box.dispatchEvent(new KeyboardEvent('keydown',"
            " { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true, ...detail }))",
            detail,
        )
    page.wait_for_timeout(500)
    assert writer.log() == ["充值两小时了还没到"]
    expect(page.locator("#body")).to_have_value("您好")


def test_too_long_is_told_while_typing_and_nothing_pasted_is_cut(alice: Watched, writer: Writer) -> None:
    page = alice.page
    page.locator("#body").fill("长" * 7_990)
    expect(page.locator(".composer__left")).to_have_text("10 characters left")
    page.locator("#body").fill("长" * 8_100)
    expect(page.locator(".composer__left")).to_have_text("100 characters too many")
    page.locator("#body").press("Control+Enter")
    expect(page.locator("#problem")).to_contain_text("8000", timeout=WITHIN_MS)
    assert len(page.locator("#body").input_value()) == 8_100


def cut_sockets(page: Page) -> list[WebSocketRoute]:
    """From now on this page hears nothing."""
    sockets: list[WebSocketRoute] = []

    def between(socket: WebSocketRoute) -> None:
        sockets.append(socket)

    page.route_web_socket(re.compile(r"/live(\?|$)"), between)
    return sockets


def test_two_who_answer_at_once_without_hearing_each_other_store_one_answer(
    alice: Watched, bob: Watched, writer: Writer
) -> None:
    for desk, name in ((alice, "Alice"), (bob, "Bob")):
        cut_sockets(desk.page)
        desk.page.route("**/draft", lambda route: route.abort())  # neither can tell that they type
        desk.page.reload()
        desk.page.locator("#body").fill(f"answer of {name}")
    alice.page.locator("#body").press("Control+Enter")
    bob.page.locator("#body").press("Control+Enter")
    expect(bob.page.locator("[data-news]")).to_contain_text("answer of Alice", timeout=WITHIN_MS)
    expect(bob.page.locator("#body")).to_have_value("answer of Bob")
    assert writer.log() == ["充值两小时了还没到", "answer of Alice"]


def test_the_open_conversation_chosen_again_is_not_drawn_anew_under_the_hand(alice: Watched, writer: Writer) -> None:
    page = alice.page
    asked: list[str] = []
    page.locator("#body").evaluate("box => box.dataset.stands = 'yes'")
    page.locator("#body").press_sequentially("half a sen")
    page.on("request", lambda request: asked.append(request.url))
    page.locator(f"#line-{writer.conversation} .line").press("Enter")
    page.locator("#body").press_sequentially("tence")
    expect(page.locator("#body[data-stands]")).to_have_value("half a sentence")
    assert [url for url in asked if f"/c/{writer.conversation}/?" in url] == []


def test_an_answer_that_comes_after_the_box_was_drawn_anew_empties_it(alice: Watched, writer: Writer) -> None:
    page = alice.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/messages", hold, times=1)
    page.locator("#body").fill("said once")
    page.locator("#body").press("Control+Enter")
    while not held:
        page.wait_for_timeout(20)
    page.evaluate("address => htmx.ajax('GET', address, { target: '#stage', swap: 'innerHTML' })", page.url)
    expect(page.locator("#body")).to_have_value("said once")
    held[0].continue_()
    alice.sees("said once")
    expect(page.locator("#body")).to_have_value("")
    assert writer.log() == ["充值两小时了还没到", "said once"]


def test_after_a_note_the_box_stays_one_until_the_agent_leaves_it_or_says_otherwise(
    alice: Watched, writer: Writer
) -> None:
    page = alice.page
    box = page.locator("#body")
    note = page.locator('form.composer input[value="note"]')
    box.press_sequentially("for")
    box.press("Alt+n")
    expect(note).to_be_checked()
    expect(box).to_have_attribute("placeholder", re.compile("colleagues"))
    expect(box).to_be_focused()
    with page.expect_response("**/box"):  # the emptied draft, told to all windows
        box.press("Control+Enter")
    alice.sees("for")
    page.wait_for_timeout(500)
    expect(note).to_be_checked()
    box.press_sequentially("Nobody else")
    box.press("Control+Enter")
    alice.sees("Nobody else")
    box.press("Alt+r")
    expect(note).not_to_be_checked()
    box.press("Alt+n")
    box.press_sequentially("third")
    box.press("Control+Enter")
    alice.sees("third")
    page.locator("[data-log]").focus()
    expect(note).not_to_be_checked()
    expect(box).to_have_attribute("placeholder", re.compile("customer"))
    assert writer.log() == ["充值两小时了还没到"]


def test_at_in_a_note_offers_colleagues_and_a_name_that_is_nobodys_is_told_before_sending(
    alice: Watched, writer: Writer
) -> None:
    page = alice.page
    box, offered, told = (
        page.locator("#body"),
        page.locator("[data-mentions] [data-choice]"),
        page.locator("#calls-nobody"),
    )
    box.press_sequentially("@bo")
    page.wait_for_timeout(300)
    expect(offered).to_have_count(0)  # in a reply it calls nobody
    box.press("Alt+n")
    box.press("Backspace")
    expect(offered).to_have_text(re.compile("Bob"))
    page.wait_for_timeout(600)
    expect(told).to_have_text("")  # while it is being typed nobody is called wrongly
    box.press("Tab")
    expect(box).to_have_value("@Bob ")
    box.press_sequentially("@zz ")
    expect(told).to_contain_text("@zz")
    expect(told).not_to_contain_text("Bob")
    box.press("Control+Enter")
    expect(page.locator(".mention")).to_have_text("@Bob", timeout=WITHIN_MS)


def test_a_reply_that_begins_with_a_colleagues_name_is_asked_about_and_can_become_a_note(
    alice: Watched, writer: Writer
) -> None:
    box, asked = alice.page.locator("#body"), alice.page.locator("[data-becomes-note]")
    box.press_sequentially("@Bob is this fraud?")
    box.press("Control+Enter")
    expect(asked).to_be_visible()
    expect(box).to_have_value("@Bob is this fraud?")
    asked.click()
    expect(asked).to_be_hidden()
    expect(box).to_be_focused()
    box.press("Control+Enter")
    expect(alice.page.locator(".mention")).to_have_text("@Bob", timeout=WITHIN_MS)
    assert writer.log() == ["充值两小时了还没到"]


def test_words_on_their_way_stand_at_the_logs_end_and_are_back_in_the_box_when_refused(
    alice: Watched, writer: Writer
) -> None:
    page = alice.page
    box, sending = page.locator("#body"), page.locator(".sending__line")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/messages", hold, times=2)

    def press() -> Route:
        before = len(held)
        box.press("Control+Enter")
        expect(sending).to_contain_text("said once")
        expect(box).to_have_value("")
        while len(held) == before:
            page.wait_for_timeout(20)
        return held[-1]

    box.fill("said once")
    press().abort()
    expect(box).to_have_value("said once", timeout=WITHIN_MS)
    expect(sending).to_have_count(0)
    on_its_way = press()
    box.press_sequentially("and more")
    on_its_way.continue_()
    alice.sees("said once")
    expect(sending).to_have_count(0)
    expect(box).to_have_value("and more")
    assert writer.log() == ["充值两小时了还没到", "said once"]
