"""The chat as a person finds it on the screen."""

import re
from dataclasses import dataclass

from playwright.sync_api import Frame, Locator, Page, expect

from kefu.web.widget.tests.edge import Edge


@dataclass(slots=True)
class Chat:
    """The chat in a frame of a host's page, or (with `page.main_frame`) as a page of its own."""

    page: Page
    frame: Frame

    @classmethod
    def embedded(cls, page: Page, edge: Edge) -> "Chat":
        page.goto(f"{edge.host}/host")
        page.get_by_role("button", name="Open support chat").click()
        expect(page.frame_locator("kefu-widget iframe").locator("body.chat")).to_be_visible()
        (frame,) = (frame for frame in page.frames if "/chat?" in frame.url)
        return cls(page, frame)

    @classmethod
    def own_page(cls, page: Page, edge: Edge, fragment: str = "") -> "Chat":
        page.goto(f"{edge.kefu}/chat{fragment}")
        return cls(page, page.main_frame)

    def write(self, text: str) -> None:
        self.box.fill(text)
        self.frame.locator(".composer__send").click()

    @property
    def box(self) -> Locator:
        return self.frame.locator("textarea")

    @property
    def banner(self) -> Locator:
        return self.frame.locator('[data-part="banner"]')

    @property
    def texts(self) -> Locator:
        return self.frame.locator(".message__body")

    def message(self, text: str) -> Locator:
        exactly = re.compile(rf"^{re.escape(text)}$")
        return self.frame.locator("li.message", has=self.frame.locator(".message__body", has_text=exactly))

    def shows(self, *texts: str) -> None:
        expect(self.texts).to_have_text(list(texts))

    def comes_back(self, edge: Edge) -> None:
        """The server is there again. The line waits longer after each try that failed, and up to half a minute (line.js)."""
        expect(self.banner).to_be_visible()
        edge.faults.is_down = False
        expect(self.banner).to_be_hidden(timeout=40_000)

    def says(self, text: str, state: str) -> None:
        expect(self.message(text).locator(".message__state")).to_have_attribute("data-state", state)
