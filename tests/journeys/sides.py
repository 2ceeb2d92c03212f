"""The two sides of the story as people use them: a phone with Northwind on it, and a desk."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

from tests.journeys.conftest import Product
from tools.browser import wait_until

WITHIN_MS = 10_000


@dataclass(slots=True)
class Phone:
    """Northwind's account page on a phone, with the chat over it."""

    page: Page
    chat: Frame

    @classmethod
    def opened(cls, context: BrowserContext, product: Product) -> "Phone":
        """Open the account page and the chat on it."""
        phone = cls(page=(page := context.new_page()), chat=page.main_frame)
        phone.loads_anew(product)
        return phone

    def loads_anew(self, product: Product) -> None:
        self.page.goto(f"{product.site_url}/account?lang=zh")
        wait_until(self.page, "window.Kefu !== undefined")
        self.page.locator("[data-chat]").click()
        self.chat = chat_in(self.page, product)
        expect(self.chat.locator('[data-part="person"]')).to_contain_text("陈伟", timeout=WITHIN_MS)

    def write(self, text: str) -> None:
        self.chat.locator("textarea[name=text]").fill(text)
        self.chat.locator(".composer__send").press("Enter")

    def send_picture(self, file: Path) -> None:
        self.chat.locator('input[type="file"]').set_input_files(file)
        expect(self.chat.locator('[data-part="tray"] li')).to_have_count(1, timeout=WITHIN_MS)
        expect(self.chat.locator(".composer__send")).to_be_enabled(timeout=WITHIN_MS)
        self.chat.locator(".composer__send").click()

    def message(self, text: str) -> Locator:
        return self.chat.locator("li.message", has=self.chat.locator(".message__body", has_text=exactly(text)))

    def sees(self, text: str) -> None:
        expect(self.message(text)).to_have_count(1, timeout=WITHIN_MS)

    def knows_that_it_is(self, text: str, state: Sequence[str]) -> None:
        """The message stands once, in one of these states."""
        mark = self.message(text).locator(".message__state")
        expect(mark).to_have_attribute("data-state", re.compile("|".join(state)), timeout=WITHIN_MS)

    def switch_network(self) -> None:
        """Behind the chat, which fills the phone, lies the page with the switch."""
        self.chat.locator('[data-part="minimise"]').press("Enter")
        switch = self.page.locator("[data-network-switch]")
        was_cut = switch.get_attribute("aria-pressed") == "true"
        switch.click()
        expect(switch).to_have_attribute("aria-pressed", "false" if was_cut else "true", timeout=WITHIN_MS)
        self.page.locator("[data-chat]").click()

    def log(self) -> list[tuple[int, str]]:
        """What stands there: number and text of each message."""
        items = self.chat.locator("li.message[data-seq]").all()
        return [(int(item.get_attribute("data-seq") or 0), words_of(item.locator(".message__body"))) for item in items]


@dataclass(slots=True)
class Desk:
    """An agent's desk with one conversation on it."""

    page: Page

    def open(self, box: str, *, customer: str) -> None:
        self.page.locator(f'a.tab[href*="box={box}"]').click()
        self.page.locator(f'a.line[href*="box={box}"]', has_text=customer).first.click()
        expect(self.page.locator("#head h2")).to_contain_text(customer, timeout=WITHIN_MS)

    def reply(self, text: str) -> None:
        self._say("message", text)

    def note(self, text: str) -> None:
        self._say("note", text)

    def hand_to(self, name: str) -> None:
        self.page.locator('#stage [data-key="assign"]').click()
        self.page.locator(f'#assign-menu button[data-name*="{name}"]').click()
        expect(self.page.locator("#head .thread__state")).to_contain_text(name, timeout=WITHIN_MS)

    def close(self, reason: str) -> None:
        self.page.locator('#stage [data-key="close"]').click()
        self.page.locator(f'#close-menu button[value="{reason}"]').click()
        expect(self.page.locator("#head")).to_have_attribute("data-status", "closed", timeout=WITHIN_MS)

    def sees(self, text: str) -> None:
        body = self.page.locator(".entry__body", has_text=exactly(text))
        expect(body).to_have_count(1, timeout=WITHIN_MS)

    def sees_a_picture(self) -> None:
        picture = self.page.locator("article.entry img").first
        expect(picture).to_be_visible(timeout=WITHIN_MS)
        wait_until(
            self.page, "[...document.querySelectorAll('article.entry img')].some(image => image.naturalWidth > 0)"
        )

    def log(self) -> list[tuple[int, str, str]]:
        """What stands there: number, kind and text of each entry."""
        return [
            (
                int(item.get_attribute("data-seq") or 0),
                item.get_attribute("data-kind") or "",
                words_of(item.locator(".entry__body")),
            )
            for item in self.page.locator(".entry[data-seq]").all()
        ]

    def _say(self, kind: str, text: str) -> None:
        """As a person does it, who has read what stands there."""
        newest = "Math.max(...[...document.querySelectorAll('.entry[data-seq]')].map(entry => entry.dataset.seq))"
        wait_until(self.page, f"document.querySelector('[data-thread]').dataset.seen >= {newest}")
        self.page.locator(f'form.composer label:has(input[name="kind"][value="{kind}"])').click()
        self.page.locator("#body").fill(text)
        self.page.locator('form.composer button[type="submit"]').click()
        self.sees(text)


def chat_in(page: Page, product: Product) -> Frame:
    """The chat's own frame; it stands in a closed part of the page, so only its address finds it."""
    for _ in range(100):
        for frame in page.frames:
            if frame.url.startswith(f"{product.base_url}/chat"):
                return frame
        page.wait_for_timeout(50)
    raise AssertionError(f"no chat on the page: {[frame.url for frame in page.frames]}")


def words_of(body: Locator) -> str:
    return body.inner_text() if body.count() else ""


def exactly(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(text)}\s*$")
