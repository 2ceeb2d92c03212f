"""Whatever customers and staff write, it is text on every screen: shown, never run, fetching nothing."""

import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from kefu.files.tests import pictures
from tests.running import Server
from tests.security.families import CANARY
from tests.security.scripts import CORPUS
from tools.browser import wait_until

pytestmark = pytest.mark.browser

PATIENCE_S = 30
REFUSED = {"guarded", "empty"}  # an empty line is no message of its own
PER_MESSAGE = 20  # few messages, for customers may write only so many at once
CUSTOMERS = 24
SCREEN = {"width": 1440, "height": 900}


@dataclass
class Watched:
    """A page, and what it did that it should not have."""

    page: Page
    wrongs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._asks)
        self.page.on("request", lambda asked: self._asked(asked.url))
        self.page.on("console", lambda said: self._said(said.text))
        self.page.on("pageerror", lambda error: self.wrongs.append(f"error {error}"))

    def _asks(self, dialog: Dialog) -> None:
        self.wrongs.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str) -> None:
        if CANARY in url or "evil.test" in url or url.startswith("javascript:"):
            self.wrongs.append(f"asked for {url}")

    def _said(self, text: str) -> None:
        if re.search(r"Content.Security.Policy|violates|Refused to", text):
            self.wrongs.append(text)

    def nothing_ran(self) -> None:
        self.page.wait_for_timeout(300)
        assert self.page.evaluate("window.__ran || 0") == 0
        assert self.wrongs == []


def corpus() -> list[str]:
    """A few scripts a message, each on its own line."""
    return ["\n".join(CORPUS[at : at + PER_MESSAGE]) for at in range(0, len(CORPUS), PER_MESSAGE)]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport=SCREEN, locale="en-GB")  # type: ignore[arg-type]
    yield made
    made.close()


def write_all(server: Server, token: str, chat: str) -> None:
    for body in corpus():
        answer = write(server, token, chat, body)
        assert answer.status_code == 201, answer.text


def write_what_may_go_out(server: Server, token: str, chat: str) -> int:
    """As one of ours, whose links are held against the guard; what it refuses is left out. How many scripts went out."""
    sent = 0
    for body in corpus():
        texts = [body] if write(server, token, chat, body).status_code == 201 else body.split("\n")
        for text in texts:
            answer = write(server, token, chat, text) if len(texts) > 1 else None
            assert answer is None or answer.status_code == 201 or answer.json()["error"]["code"] in REFUSED
            sent += text.count("\n") + 1 if answer is None or answer.status_code == 201 else 0
    return sent


def write(server: Server, token: str, chat: str, body: str) -> Any:
    """Waits where it is told to."""
    said = {"client_msg_id": uuid.uuid4().hex, "body": body}
    for _ in range(PATIENCE_S):
        answer = server.api("POST", f"/conversations/{chat}/entries", token=token, json=said)
        if answer.status_code != 429:
            break
        time.sleep(1)
    return answer


def test_SEC_F01_the_corpus_is_wide() -> None:
    assert len(set(CORPUS)) == len(CORPUS) >= 300


def hostile_customer(server: Server) -> tuple[str, str, str]:
    """Name, page and a picture's name are scripts too. Gives the token, the conversation and the uid."""
    uid = f"xss-{uuid.uuid4().hex[:8]}"
    identity = server.identity(uid, name=CORPUS[7][:70], email=f'"{CORPUS[5]}"@x.test', phone=CORPUS[5])
    token = str(server.api("POST", "/sessions", json={"identity": identity}).json()["token"])
    file = server.api("POST", "/files", token=token, files={"file": (f"{CORPUS[5]}.png", pictures.photo("PNG"))})
    said = {"client_msg_id": uuid.uuid4().hex, "files": [file.json()["id"]], "page": CORPUS[48]}
    chat = server.api("POST", "/conversations", token=token, json=said).json()["conversation"]["id"]
    return token, str(chat), uid


def test_SEC_F01_what_a_customer_writes_is_text_at_the_desk(server: Server, context: BrowserContext) -> None:
    token, chat, _ = hostile_customer(server)
    write_all(server, token, chat)
    watched = Watched(context.new_page())
    page = watched.page
    page.goto(server.command("signin_link", "agent1"))
    page.locator("button.button--primary").click()
    page.wait_for_url("**/desk/**")
    page.goto(f"{server.base_url}/desk/?box=open")
    watched.nothing_ran()
    page.goto(f"{server.base_url}/desk/c/{chat}/?box=open")
    expect(page.locator("#entry-2")).to_be_attached()
    expect(page.locator(".entry__body", has_text="<svg/onload=").first).to_be_attached()
    watched.nothing_ran()
    before = page.locator(".entry").count()
    write_all(server, token, chat)  # these arrive by socket, as fragments
    expect(page.locator(".entry")).to_have_count(before + len(corpus()), timeout=15_000)
    watched.nothing_ran()
    page.goto(f"{server.base_url}/desk/c/{chat}/redactions?target=4")
    watched.nothing_ran()


def test_SEC_F01_what_a_customer_is_called_and_comes_from_is_text_at_the_desk(
    server: Server, context: BrowserContext
) -> None:
    """Every field but the message: names, addresses, pages and file names, of many customers at once."""
    texts = iter([text for text in CORPUS if len(text) < 75] * 2)
    chats = [customer_of_many_scripts(server, texts) for _customer in range(CUSTOMERS)]
    watched = Watched(context.new_page())
    page = watched.page
    page.goto(server.command("signin_link", "agent1"))
    page.locator("button.button--primary").click()
    page.wait_for_url("**/desk/**")
    page.goto(f"{server.base_url}/desk/?box=open")  # the list shows all of them
    expect(page.locator(f"#line-{chats[-1]}")).to_be_attached()
    watched.nothing_ran()
    for chat in chats[::4]:
        page.goto(f"{server.base_url}/desk/c/{chat}/?box=open")
        expect(page.locator("#entry-2")).to_be_attached()
    watched.nothing_ran()


def customer_of_many_scripts(server: Server, texts: Iterator[str]) -> str:
    """Takes the next four scripts; gives the conversation's id."""
    uid = f"xss-{uuid.uuid4().hex[:8]}"
    identity = server.identity(uid, name=next(texts), email=f'"{next(texts)}"@x.test', phone=uid, locale="<script>")
    token = str(server.api("POST", "/sessions", json={"identity": identity}).json()["token"])
    named = {"file": (f"{next(texts)}.png", pictures.photo("PNG"))}
    file = server.api("POST", "/files", token=token, files=named).json()["id"]
    said = {"client_msg_id": uuid.uuid4().hex, "files": [file], "page": next(texts)}
    return str(server.api("POST", "/conversations", token=token, json=said).json()["conversation"]["id"])


def test_SEC_F01_what_an_agent_writes_is_text_to_the_customer(server: Server, context: BrowserContext) -> None:
    token, chat, uid = hostile_customer(server)
    alias = server.new_agent(f"Eve {uuid.uuid4().hex[:6]}", role="agent", alias=CORPUS[5][:60])
    agent = server.command("token", alias)
    write_all(server, token, chat)
    assert write_what_may_go_out(server, agent, chat) > len(CORPUS) / 2
    watched = Watched(context.new_page())
    watched.page.goto(f"{server.base_url}/chat#identity={server.identity(uid, name=CORPUS[5])}")
    expect(watched.page.locator("body")).to_contain_text("<svg/onload=", timeout=15_000)
    watched.nothing_ran()
    write_what_may_go_out(server, agent, chat)
    watched.page.wait_for_timeout(1_500)
    watched.nothing_ran()


def test_SEC_F01_a_page_that_did_run_scripts_would_be_noticed(server: Server, context: BrowserContext) -> None:
    """The watching itself: on a page without our policy, text taken for markup leaves its marks."""
    watched = Watched(context.new_page())
    watched.page.route("**/*", lambda route: route.abort())  # what the scripts ask for is noticed, and never sent
    watched.page.route("**/planted", lambda route: route.fulfill(body="<p id=p></p>", content_type="text/html"))
    watched.page.goto(f"{server.base_url}/planted")
    pictures_alone = [text for text in CORPUS if text.startswith("<img")]  # none of these leads the page away
    watched.page.evaluate(
        "texts => texts.forEach(t => p.appendChild(document.createElement('div')).innerHTML = t)", pictures_alone
    )
    wait_until(watched.page, "window.__ran > 0", timeout_ms=15_000)
    assert any(CANARY in wrong for wrong in watched.wrongs)
