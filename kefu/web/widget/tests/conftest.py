"""A browser, and the small Kefu of `edge.py` beside it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kefu.web.widget.tests.edge import Edge
from tools import browser


@pytest.fixture
def edge(settings: Any) -> Iterator[Edge]:
    running = Edge()
    running.start()
    settings.BASE_URL = running.kefu
    settings.LIVE_URL = running.kefu.replace("http", "ws")
    settings.EMBED_ORIGINS = [running.host]
    directives = dict(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
    directives["connect-src"] = ["'self'", settings.LIVE_URL]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    yield running
    running.stop()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True)
    yield context
    context.close()


def is_breach(said: str) -> bool:
    """Of a page's policy, by the page itself; a stranger who is kept from framing it is none."""
    return "Content Security" in said and not said.startswith("Framing")


@pytest.fixture
def page(phone: BrowserContext) -> Iterator[Page]:
    """Fails the test for an error in the page's own scripts, or a breach of its policy."""
    yield from watched(phone)


@pytest.fixture
def storeless(chromium: Browser) -> Iterator[Page]:
    """A page of a browser that lets frames of other sites store nothing."""
    with browser.without_storage(chromium) as other:
        yield from watched(other.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True))


def watched(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if is_breach(said.text) else None)
    yield page
    assert problems == []
