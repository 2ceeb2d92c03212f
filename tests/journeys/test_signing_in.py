"""The desk's door in a browser: a passkey is made and opens the desk, an app's codes do, a session ended closes its page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.journeys.conftest import PHONE, SCREEN
from tests.journeys.desk import Watched
from tests.running import Server, started
from tests.security.door import code_of

pytestmark = pytest.mark.browser

PASSWORD = "a sentence that nobody guesses"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """As an exchange runs it: a link alone is not enough."""
    with started(tmp_path_factory.mktemp("strict"), KEFU_LINK_IS_ENOUGH="no") as server:
        yield server


@dataclass
class Person(Watched):
    """A browser with a device that holds passkeys and has recognised its user."""

    server: Server | None = None

    def device(self) -> None:
        line = self.page.context.new_cdp_session(self.page)
        line.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        line.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def uses_link(self, name: str) -> None:
        assert self.server
        self.page.goto(self.server.command("signin_link", name))
        self.page.locator("main form button").click()

    def goes(self, path: str) -> None:
        assert self.server
        self.page.goto(f"{self.server.base_url}{path}")

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def adds_a_passkey(self) -> None:
        self.page.get_by_role("link", name=re.compile("Passkey")).click()
        self.presses("Make a passkey")
        expect(self.page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    def is_at_the_desk(self) -> None:
        self.page.wait_for_url("**/desk/**")
        expect(self.page.locator("[data-desk]")).to_be_visible()


@contextmanager
def person(browser: Browser, server: Server, **more: object) -> Iterator[Person]:
    context: BrowserContext = browser.new_context(**{"locale": "en-GB", "viewport": SCREEN, **more})  # type: ignore[arg-type]
    try:
        found = Person(page=context.new_page(), server=server)
        found.listen()
        found.device()
        yield found
    finally:
        context.close()


def test_a_newcomer_makes_a_passkey_and_comes_back_by_it_alone(browser: Browser, strict: Server) -> None:
    name = strict.new_agent("newcomer", role="agent")
    with person(browser, strict) as newcomer:
        newcomer.uses_link(name)
        expect(newcomer.page.get_by_role("heading", name="Protect your account")).to_be_visible()
        newcomer.goes("/desk/")
        expect(newcomer.page.get_by_role("heading", name="Protect your account")).to_be_visible()
        newcomer.adds_a_passkey()
        newcomer.presses("Show me my codes")
        expect(newcomer.page.locator(".codes > li")).to_have_count(10)
        with newcomer.page.expect_download() as saved:
            newcomer.presses("Download")
        assert len(re.findall(r"\d{5} \d{5}", Path(saved.value.path()).read_text())) == 10
        newcomer.page.get_by_role("link", name="I have kept them").click()
        newcomer.is_at_the_desk()
        newcomer.goes("/account/")
        newcomer.presses("Sign out")
        newcomer.presses("Sign in with a passkey")
        newcomer.is_at_the_desk()
        assert newcomer.complaints == []


def test_by_keyboard_alone_an_app_is_added_and_its_codes_open_the_desk(browser: Browser, strict: Server) -> None:
    name = strict.new_agent("typist", role="agent")
    with person(browser, strict) as typist:
        keys = typist.page.keyboard
        typist.uses_link(name)
        typist.page.get_by_role("link", name=re.compile("Authenticator app")).press("Enter")
        expect(typist.page.get_by_label("New password")).to_be_focused()
        keys.type(PASSWORD)
        keys.press("Tab")
        keys.type(PASSWORD)
        keys.press("Enter")
        expect(typist.page.get_by_role("img", name="QR code")).to_be_visible()
        secret = typist.page.locator("[data-copy]").get_attribute("data-copy") or ""
        keys.type(code_of(secret, steps=-1))
        keys.press("Enter")
        expect(typist.page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        typist.page.context.clear_cookies()
        typist.goes("/sign-in")
        expect(typist.page.get_by_label("E-mail")).to_be_focused()
        keys.type("typist@exchange.test")
        keys.press("Tab")
        keys.type(PASSWORD)
        keys.press("Enter")
        expect(typist.page.get_by_role("heading", name="One more step")).to_be_visible()
        keys.type(code_of(secret))
        keys.press("Enter")
        typist.is_at_the_desk()
        assert typist.complaints == []


def test_a_session_ended_in_another_browser_signs_its_page_out(browser: Browser, strict: Server) -> None:
    name = strict.new_agent("two-places", role="agent")
    with person(browser, strict) as here:
        here.uses_link(name)
        here.adds_a_passkey()
        here.goes("/desk/")
        here.is_at_the_desk()
        left = here.page.context.new_page()
        left.goto(f"{strict.base_url}/desk/")
        cookies = here.page.context.cookies()
        here.page.context.clear_cookies()
        here.goes("/sign-in")
        here.presses("Sign in with a passkey")
        here.is_at_the_desk()
        here.goes("/account/")
        expect(here.page.locator("#sessions li")).to_have_count(2)
        here.presses("End all others")
        expect(here.page.locator("#sessions li")).to_have_count(1)
        here.page.context.clear_cookies()
        here.page.context.add_cookies(cookies)  # type: ignore[arg-type]  # the other page's own
        expect(left.locator("[data-connection-sign-in]")).to_be_visible(timeout=12_000)


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_door_and_the_own_account_are_clean(
    browser: Browser, strict: Server, language: str, theme: str, phone: bool
) -> None:
    name = strict.new_agent(f"axe {language} {theme} {phone}", role="agent")
    view = {"viewport": PHONE if phone else SCREEN, "color_scheme": theme, "locale": language}
    with person(browser, strict, **view) as looker:
        looker.goes("/sign-in")
        assert looker.faults() == []
        looker.uses_link(name)
        assert looker.faults() == []
        for path in ("/account/passkeys", "/account/password", "/account/confirmation"):
            looker.goes(path)
            assert looker.faults() == [], path
        looker.goes("/account/passkeys")
        looker.page.locator("[data-passkey] button").click()
        looker.page.locator("main form button").click()
        expect(looker.page.locator(".codes")).to_be_visible()
        assert looker.faults() == []
        looker.goes("/account/")
        assert looker.faults() == []
        wide = looker.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide
