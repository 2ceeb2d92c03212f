"""The chat for everybody: keyboard, screen reader, small screens, both languages, both themes; and its host's styles."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kefu.web.widget.tests.chat_page import Chat
from kefu.web.widget.tests.edge import Edge
from tools.browser import wait_until

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[4] / "tests" / "vendor" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TARGETS = """() => [...document.querySelectorAll("button, summary, textarea, .composer__attach")]
    .filter(node => node.checkVisibility() && !node.closest(".message"))
    .map(node => [node.className, node.getBoundingClientRect()])
    .filter(([, box]) => box.width < 44 || box.height < 44)
    .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""


def faults_of(page: Page) -> list[str]:
    """What axe finds. It is put in over the debugger, past the page's policy, which stays in force."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{fault['id']}: {node['html']}" for fault in found["violations"] for node in fault["nodes"]]


def a_whole_talk(chat: Chat, edge: Edge, tmp_path: Path) -> None:
    chat.write("Hello, see https://example.com/tx")
    chat.says("Hello, see https://example.com/tx", "sent")
    customer = edge.only_customer()
    edge.say(customer, "", kind="particulars", text="About: Deposit")
    edge.say(customer, "Let me look")
    edge.say(customer, "", kind="closed", data={"reason": "solved"})
    edge.tell(customer, {"type": "typing", "who": {"kind": "agent", "name": "Anna"}, "on": True})
    big = tmp_path / "x.svg"
    big.write_bytes(b"<svg>")
    chat.frame.locator('[data-part="picker"]').set_input_files(big)
    edge.faults.is_down = True
    edge.cut()
    chat.write("kept")
    chat.says("kept", "queued")
    expect(chat.banner).to_be_visible()
    chat.frame.locator(".notice summary").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_nothing_and_nothing_is_cut(
    chromium: Browser, edge: Edge, tmp_path: Path, scheme: Any, locale: str, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 700}, locale=locale, color_scheme=scheme)
    page = context.new_page()
    chat = Chat.own_page(page, edge)
    expect(chat.frame.locator('[data-part="empty"]')).to_be_visible()
    assert faults_of(page) == []
    a_whole_talk(chat, edge, tmp_path)
    assert faults_of(page) == []
    assert page.evaluate(TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_the_whole_talk_by_keyboard(page: Page, edge: Edge) -> None:
    page.goto(f"{edge.host}/host")
    expect(page.get_by_role("button", name="Open support chat")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame = page.frame_locator("kefu-widget iframe")
    expect(frame.locator("textarea")).to_be_focused()
    page.keyboard.type("hello")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(frame.locator(".message__body")).to_have_text("hello")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open support chat")).to_be_focused()


def test_enter_sends_with_a_keyboard_and_breaks_the_line_with_shift(chromium: Browser, edge: Edge) -> None:
    page = chromium.new_page()
    chat = Chat.own_page(page, edge)
    chat.box.focus()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(chat.texts).to_have_count(1)
    assert chat.texts.evaluate_all("nodes => nodes[0].textContent") == "one\ntwo"
    page.close()


def test_an_input_methods_enter_sends_nothing(chromium: Browser, edge: Edge) -> None:
    page = chromium.new_page()
    chat = Chat.own_page(page, edge)
    chat.box.fill("ni hao")
    composing = (
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    chat.box.evaluate(composing)
    expect(chat.box).to_have_value("ni hao")
    page.close()


def test_each_answer_is_announced_once_and_history_never(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    announcer = chat.frame.locator('[data-part="announcer"] p')
    edge.faults.double_entries = True
    edge.say(edge.only_customer(), "Let me look")
    expect(announcer).to_have_text(["Anna: Let me look"])
    edge.cut()
    edge.say(edge.only_customer(), "Here it is")
    expect(announcer).to_have_text(["Anna: Let me look", "Anna: Here it is"])
    page.reload()
    chat.shows("one", "Let me look", "Here it is")
    expect(announcer).to_have_count(0)


def test_an_answer_while_the_chat_is_shut_is_counted_on_the_button(page: Page, edge: Edge) -> None:
    chat = Chat.embedded(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    chat.frame.get_by_role("button", name="Close support chat").click()
    edge.say(edge.only_customer(), "two")
    edge.say(edge.only_customer(), "three")
    launcher = page.get_by_role("button", name="Open support chat, unread: 2")
    expect(launcher).to_be_visible()
    assert not [frame for frame in edge.heard if frame["type"] == "read" and frame["seq"] > 1]
    launcher.click()
    chat.frame.wait_for_timeout(500)
    chat.frame.get_by_role("button", name="Close support chat").click()
    expect(page.get_by_role("button", name="Open support chat", exact=True)).to_be_visible()
    assert [frame["seq"] for frame in edge.heard if frame["type"] == "read"][-1] == 3


def test_who_reads_at_the_end_stays_there_and_who_reads_above_is_left_alone(chromium: Browser, edge: Edge) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 560})
    chat = Chat.own_page(page, edge)
    chat.write("first")
    chat.says("first", "sent")
    for number in range(20):
        edge.say(edge.only_customer(), f"line {number}")
    at_end = (
        "() => { const s = document.querySelector('main'); return s.scrollHeight - s.scrollTop - s.clientHeight < 2 }"
    )
    expect(chat.message("line 19")).to_be_visible()
    wait_until(page, at_end)
    chat.frame.locator(".notice summary").click()
    wait_until(page, at_end)
    edge.faults.is_down = True
    edge.cut()
    expect(chat.banner).to_be_visible()
    wait_until(page, at_end)
    chat.comes_back(edge)
    chat.frame.locator("main").evaluate("scroller => { scroller.scrollTop = 0 }")
    expect(chat.frame.get_by_role("button", name="Newest messages")).to_be_visible()
    edge.say(edge.only_customer(), "one more")
    expect(chat.message("one more")).to_be_attached()
    assert chat.frame.locator("main").evaluate("scroller => scroller.scrollTop") == 0
    chat.frame.get_by_role("button", name="Newest messages").click()
    wait_until(page, at_end)
    page.close()


def test_typing_goes_both_ways(page: Page, edge: Edge) -> None:
    chat = Chat.own_page(page, edge)
    chat.write("one")
    chat.says("one", "sent")
    chat.box.press_sequentially("hello there")
    for _look in range(100):
        if any(frame["type"] == "typing" for frame in edge.heard):
            break
        page.wait_for_timeout(50)
    assert [frame["on"] for frame in edge.heard if frame["type"] == "typing"] == [True]
    edge.tell(edge.only_customer(), {"type": "typing", "who": {"kind": "agent", "name": "Anna"}, "on": True})
    expect(chat.frame.get_by_text("Anna is typing")).to_be_visible()
    edge.say(edge.only_customer(), "two")
    expect(chat.frame.get_by_text("Anna is typing")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_the_hosts_styles_stay_outside(chromium: Browser, edge: Edge, width: int, height: int) -> None:
    """The host page of the tests turns, colours and hides whatever it can reach."""
    page = chromium.new_page(viewport={"width": width, "height": height})
    page.goto(f"{edge.host}/host")
    launcher = page.get_by_role("button", name="Open support chat")
    box = launcher.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (60, 60)
    launcher.click()
    frame = page.locator("kefu-widget iframe")
    box = frame.bounding_box()
    assert box
    assert (box["width"], box["height"]) == ((390, 844) if width == 390 else (380, 600))
    assert frame.evaluate("node => getComputedStyle(node).transform") == "none"
    page.close()


def test_a_strict_host_can_carry_it(page: Page, edge: Edge) -> None:
    """With a policy that allows our script and frame alone: no inline style, no inline script, trusted types."""
    ours = f"script-src {edge.kefu}; frame-src {edge.kefu}"
    policy = f"default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; {ours}"
    html = (
        f'<!doctype html><title>x</title><script src="{edge.kefu}/widget.js" async data-locale="zh-CN"></script><body>'
    )
    edge.pages["/strict"] = (html, policy)
    page.goto(f"{edge.host}/strict")
    page.get_by_role("button", name="打开客服聊天").click()
    expect(page.frame_locator("kefu-widget iframe").get_by_text("有什么可以帮您")).to_be_visible()


def test_nothing_moves_for_those_who_ask_for_none(chromium: Browser, edge: Edge) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    Chat.own_page(page, edge)
    longest = """() => Math.max(...[...document.querySelectorAll("*")].map(node => {
        const style = getComputedStyle(node);
        return Math.max(parseFloat(style.transitionDuration), parseFloat(style.animationDuration));
    }))"""
    assert page.evaluate(longest) <= 0.001
    context.close()
