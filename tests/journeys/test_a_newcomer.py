"""bin/demo in a fresh checkout, two windows, and the first words exchanged."""

import shutil
import site
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.journeys.conftest import ROOT, SCREEN, Product, is_taken, start, stop, use_link
from tests.journeys.sides import WITHIN_MS, chat_in
from tools.bootstrap import environment
from tools.browser import wait_until

pytestmark = pytest.mark.browser

MESSAGE = "我第一次用，能看到我吗？"
WITHIN_S = 1.0  # from the customer's press to the agent's screen, as PRODUCT promises on one machine


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files a clone would bring, with an environment that borrows the parts installed for this test run."""
    folder = tmp_path / "kefu"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    borrow_parts(folder)
    return folder


def borrow_parts(checkout: Path) -> None:
    """What pip would install: its own tests are tools/tests/test_demo_refusals.py."""
    folder = checkout / ".venv"
    venv.create(folder, with_pip=False)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()))
    mark = environment.mark_of(folder, pinned=checkout / "requirements" / "core.txt")
    (folder / environment.INSTALLED).write_text(mark)


@pytest.fixture
def demo(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Product]:
    monkeypatch.setenv("KEFU_PYTHON", sys.executable)
    running = start(["bin/demo"], root=checkout, data=checkout / ".kefu" / "demo", customers=3, bot="on")
    try:
        yield running
    finally:
        if running.process.poll() is None:
            stop(running)


def test_two_windows_and_the_first_words(demo: Product, browser: Browser) -> None:
    context = browser.new_context(viewport=SCREEN, locale="zh-CN")  # type: ignore[arg-type]
    first = context.new_page()
    first.goto(demo.base_url)
    assert first.url.startswith(demo.site_url), "the address that bin/demo names leads to the first page"

    agent = opened_by(first, 'form[action="/agents/alice"] button')
    use_link(agent, demo)
    expect(agent.locator("a.line").first).to_be_visible(timeout=20_000)

    customer = opened_by(first, 'a[href="/account"]')
    wait_until(customer, "window.Kefu !== undefined")
    customer.locator("[data-chat]").click()
    chat = chat_in(customer, demo)
    expect(chat.locator('[data-part="person"]')).to_contain_text("陈伟", timeout=WITHIN_MS)
    chat.locator("textarea[name=text]").fill(MESSAGE)
    chat.locator("textarea[name=text]").press("Enter")
    chat.locator(".said__option", has_text="转人工客服").click(timeout=WITHIN_MS)  # the assistant answers first
    sent_at = time.monotonic()
    expect(agent.locator("a.line", has_text=MESSAGE)).to_be_visible(timeout=WITHIN_MS)
    assert time.monotonic() - sent_at < WITHIN_S * 3, "three times the promise: this machine also runs the browsers"

    context.close()
    assert stop(demo) == 0
    assert not any(is_taken(port) for port in range(demo.port, demo.port + 4))


def test_each_click_on_be_the_agent_is_another_link_and_works_once(demo: Product, browser: Browser) -> None:
    context = browser.new_context(viewport=SCREEN)  # type: ignore[arg-type]
    first = context.new_page()
    first.goto(demo.base_url)
    links: list[str] = []
    context.on("request", lambda request: links.append(request.url) if is_link(request) else None)
    for _ in range(2):
        window = opened_by(first, 'form[action="/agents/alice"] button')
        use_link(window, demo)
        window.close()
    assert len(set(links)) == 2
    stranger = browser.new_context()
    page = stranger.new_page()
    page.goto(links[0])
    with page.expect_navigation() as answering:
        page.locator("button.button--primary").click()
    answer = answering.value
    assert answer
    assert answer.status == 404, "a used link lets nobody in"
    assert page.url == links[0]
    stranger.close()
    context.close()


def is_link(request: Request) -> bool:
    return "/sign-in/link/" in request.url and request.method == "GET" and request.is_navigation_request()


def opened_by(page: Page, selector: str) -> Page:
    """The window that a click opens."""
    with page.expect_popup() as opening:
        page.locator(selector).click()
    window = opening.value
    window.wait_for_load_state()
    return window
