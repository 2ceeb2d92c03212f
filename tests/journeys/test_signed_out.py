"""A desk whose session ended shows nothing of customers within five seconds, however it ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, SCREEN
from tests.running import Server

pytestmark = pytest.mark.browser
WITHIN_MS = 5_000
SAID = "My account ends in 4821"

End = Callable[[Server, Page, str], None]


@contextmanager
def desk_of(browser: Browser, server: Server, name: str, **view: object) -> Iterator[Page]:
    context = browser.new_context(**{"viewport": SCREEN, "locale": "en-GB", **view})  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.goto(server.command("signin_link", name))
        page.locator("main form button").click()
        page.wait_for_url(f"{server.base_url}/desk**")
        yield page
    finally:
        context.close()


def signs_out_in_another_tab(server: Server, page: Page, name: str) -> None:
    del name
    other = page.context.new_page()
    other.goto(f"{server.base_url}/account/")
    other.locator('form[action*="sign-out"] button, form[action*="logout"] button').first.click()
    expect(other.locator('form[action*="sign-out"], form[action*="logout"]')).to_have_count(0)


def is_disabled_by_the_lead(server: Server, page: Page, name: str) -> None:
    del page
    server.command("agent", "disable", name)


@pytest.mark.parametrize("end", [signs_out_in_another_tab, is_disabled_by_the_lead], ids=["sign-out", "disabled"])
def test_an_open_desk_is_emptied_within_five_seconds(browser: Browser, server: Server, end: End) -> None:
    name = server.new_agent(f"leaves by {end.__name__[:8]}", role="agent")
    chat = server.chat(server.session(f"customer of {name}"), body=SAID)
    with desk_of(browser, server, name) as page:
        page.goto(f"{server.base_url}/desk/c/{chat}/?box=unassigned")
        expect(page.locator(".entry__body", has_text=SAID)).to_be_visible()
        expect(page.locator("[data-desk]")).to_be_visible()
        page.wait_for_timeout(1_500)  # the socket has said its hello
        end(server, page, name)
        expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible(timeout=WITHIN_MS)
        left = page.content()
        assert SAID not in left
        assert f"customer of {name}" not in left
        assert "customer of" not in str(page.evaluate("() => JSON.stringify({...sessionStorage})"))
        link = page.get_by_role("link", name="Sign in again")
        expect(link).to_be_focused()
        assert f"next=%2Fdesk%2Fc%2F{chat}" in (link.get_attribute("href") or "")


def test_who_signs_out_leaves_no_name_in_the_tab(browser: Browser, server: Server) -> None:
    name = server.new_agent("leaves by the door", role="agent")
    chat = server.chat(server.session("customer of the tab"), body=SAID)
    with desk_of(browser, server, name) as page:
        page.goto(f"{server.base_url}/desk/c/{chat}/?box=unassigned")
        expect(page.locator(".entry__body", has_text=SAID)).to_be_visible()
        page.goto(f"{server.base_url}/account/")
        assert "customer of the tab" in str(page.evaluate("() => JSON.stringify({...sessionStorage})"))
        page.locator('form[action*="sign-out"] button').first.click()
        expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
        page.wait_for_timeout(500)
        assert "customer of the tab" not in str(page.evaluate("() => JSON.stringify({...sessionStorage})"))


def test_the_history_goes_too(browser: Browser, server: Server) -> None:
    name = server.new_agent("reads the history", role="agent")
    chat = server.chat(server.session("customer of the history"), body=SAID)
    with desk_of(browser, server, name, viewport=PHONE) as page:
        page.goto(f"{server.base_url}/desk/c/{chat}/history")
        expect(page.locator("h1")).to_contain_text("customer of the history")
        page.wait_for_timeout(1_500)
        server.command("agent", "disable", name)
        expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible(timeout=WITHIN_MS)
        assert "customer of the history" not in page.content()
