"""Hostile pages as they are shown, in a real Chromium: made anew, framed, under the policy of the content host; beside a
stranger's server that hears every load."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser

from kefu.files import fetched
from kefu.files.tests import strangers
from kefu.files.tests.strangers import Stranger
from kefu.kit.errors import NotFound
from kefu.ui.mailpage import cleaning
from kefu.ui.mailpage.cleaning import Cleaned, Manner
from kefu.ui.mailpage.links import Link
from kefu.ui.mailpage.page import STYLE_HASH, written
from kefu.ui.mailpage.tests import hostile
from kefu.web.content import mails as content

pytestmark = pytest.mark.browser
Served = dict[str, tuple[str, dict[str, str], bytes]]
AT_ONCE = 12


@contextmanager
def serving(answers: Served, stranger: Stranger, outside: list[str]) -> Iterator[str]:
    """The content host: pages by their path, and below /i/ strangers' pictures as it fetches them."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, more, body = answers.get(self.path, ("text/plain", {}, b""))
            if self.path.startswith("/i/"):
                try:
                    found = fetched.picture(outside[int(self.path[3:])], shown_in="test")
                    kind, body = found.media_type, found.content
                except NotFound:
                    body = b""
            self.send_response(200)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """A test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


@pytest.fixture
def stranger(settings: Any) -> Iterator[Stranger]:
    fetched.forget()
    with strangers.running() as running:
        settings.MAIL_PICTURES = (running.origin,)
        yield running
    fetched.forget()


def pages(stranger: Stranger) -> list[str]:
    """All payloads, a dozen a page: one that swallows what follows it hides no more than its own page's rest."""
    host = stranger.origin.removeprefix("http://")
    every = [each.replace("canary.test", host).replace("CANARY.TEST", host) for each in hostile.PAYLOADS.values()]
    step = -(-len(every) // AT_ONCE)
    return ["<p>before</p>" + "".join(f"<div>{each}</div>" for each in every[at::step]) for at in range(step)]


def shown(code: str, origin: str, *, loads: bool) -> Cleaned:
    def outside(number: int) -> str:
        return f"{origin}/i/{number}" if loads else ""

    manner = Manner(
        lambda href, said: Link(href, "", said), lambda link: link.address[:40], outside=outside, origin=origin
    )
    return cleaning.cleaned(code, manner)


@pytest.mark.parametrize("loads", [False, True], ids=["before", "after"])
def test_SEC_F01_F05_in_chromium_nothing_runs_and_nothing_is_loaded_but_by_us_once_asked(
    chromium: Browser, stranger: Stranger, settings: Any, loads: bool
) -> None:
    answers: Served = {}
    outside: list[str] = []
    heard: list[str] = []
    with serving(answers, stranger, outside) as origin:
        settings.CONTENT_URL = settings.BASE_URL = origin
        assert STYLE_HASH in content.rule()
        page = chromium.new_page()
        page.on("request", lambda request: heard.append(request.url))
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        page.on("console", lambda told: heard.append(told.text) if "Policy" in told.text else None)
        for number, code in enumerate(pages(stranger)):
            found = shown(code, origin, loads=loads)
            outside[:] = found.outside
            frame = '<iframe src="/frame" sandbox="" referrerpolicy="no-referrer"></iframe>'
            answers["/desk"] = ("text/html", {}, f"<title>desk</title>{frame}".encode())
            rules = {"Content-Security-Policy": content.rule()}
            answers["/frame"] = ("text/html; charset=utf-8", rules, written(found.html).encode())
            fetched.forget()
            page.goto(f"{origin}/desk", wait_until="load")
            assert page.frame_locator("iframe").locator("p").first.inner_text() == "before", number
            assert page.evaluate("[window.hit, document.title, frames.length]") == [None, "desk", 1], number
        page.close()
    assert [each for each in heard if not each.startswith(f"{origin}/")] == []
    if not loads:
        assert stranger.asked == []
        assert not [each for each in heard if "/i/" in each]
    else:
        assert {path for path, _ in stranger.asked} >= {"/img.png"}
        assert not [fields for _, fields in stranger.asked if {"User-Agent", "Referer", "Cookie"} & fields.keys()]
