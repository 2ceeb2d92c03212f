"""A desk whose server went away and came back: the banner says so, and the list asks for what nobody told it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import SCREEN
from tests.running import Server, started

pytestmark = pytest.mark.browser
LIMIT_MS = 30_000
FORGOTTEN_MS = 13_000  # then the new process, too, has told its sockets of everything it will ever tell


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(Path(tmp_path_factory.mktemp("restarted"))) as running:
        yield running


def test_the_list_asks_again_after_the_server_was_killed(browser: Browser, own: Server) -> None:
    name = own.new_agent("stays at the desk", role="agent")
    known = own.session("known")
    chat = own.chat(known, body="before the crash")
    context = browser.new_context(viewport=SCREEN, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(own.command("signin_link", name))
    page.locator("main form button").click()
    page.goto(f"{own.base_url}/desk/?box=unassigned")
    line = page.locator(f'[data-line="{chat}"]')
    expect(line).to_contain_text("before the crash")
    page.wait_for_timeout(1_500)  # the socket has said its hello

    context.set_offline(True)
    os.kill(own.pid("live"), signal.SIGKILL)
    expect(page.locator("#connection")).to_be_visible(timeout=LIMIT_MS)
    assert own.chat(known, body="while nobody listened") == chat
    new = own.chat(own.session("newcomer"), body="is anybody there?")
    page.wait_for_timeout(FORGOTTEN_MS)
    expect(line).to_contain_text("before the crash")

    context.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden(timeout=LIMIT_MS)
    expect(line).to_contain_text("while nobody listened", timeout=LIMIT_MS)
    expect(page.locator(f'[data-line="{new}"]')).to_contain_text("is anybody there?", timeout=LIMIT_MS)
    expect(page.locator("#boxes [aria-current] .tab__count")).to_have_text("2")
    context.close()
