"""A desk in a browser that is watched: what it logs and refuses is kept, and a customer who writes by the API."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.journeys import reading
from tests.journeys.conftest import PHONE, ROOT, SCREEN, Product, sign_in

AXE = ROOT / "tests/vendor/axe-core/axe.min.js"
AXE_IS_DONE = "axe is done"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WITHIN_MS = 10_000


@dataclass(slots=True)
class Writer:
    """A visitor with a conversation, over the API."""

    product: Product
    token: str
    conversation: str = ""

    @classmethod
    def arrives(cls, product: Product, *, locale: str = "en") -> "Writer":
        session = reading.ask(f"{product.base_url}/api/v1/sessions", body={"identity": None, "locale": locale})
        return cls(product=product, token=session["token"])

    def writes(self, body: str) -> None:
        base = f"{self.product.base_url}/api/v1/conversations"
        address = f"{base}/{self.conversation}/entries" if self.conversation else base
        sent = {"client_msg_id": secrets.token_hex(8), "body": body}
        answer = reading.ask(address, token=self.token, body=sent)
        self.conversation = self.conversation or answer["conversation"]["id"]

    def log(self) -> list[str]:
        found = reading.entries(self.product, conversation=self.conversation, token=self.token)
        return [entry["body"] for entry in found if entry["kind"] == "message"]


@dataclass(slots=True)
class Watched:
    """A page whose complaints are counted."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        def said(message: ConsoleMessage) -> None:
            place = message.location["url"]
            is_draft_overtaken = "409" in message.text and place.endswith("/draft")  # saved while it was sent: draft.js
            if message.type in {"error", "warning"} and not is_draft_overtaken:
                self.complaints.append(f"{message.text} {place}")

        self.page.on("console", said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, writer: Writer, *, box: str = "unassigned") -> None:
        self.page.goto(f"{writer.product.base_url}/desk/c/{writer.conversation}/?box={box}")
        expect(self.page.locator(f'[data-thread="{writer.conversation}"]')).to_be_visible()

    def sees(self, text: str) -> None:
        expect(self.page.locator(".entry__body", has_text=text)).to_have_count(1, timeout=WITHIN_MS)

    def faults(self) -> list[str]:
        """What axe finds, one line each; empty if all is well. What axe itself does to the page is no complaint of ours."""
        before = len(self.complaints)
        self.page.evaluate(
            "() => Promise.all(document.getAnimations()"
            ".filter((moving) => moving.effect.getComputedTiming().iterations !== Infinity)"
            ".map((moving) => moving.finished.catch(() => null)))"  # one that is cut short moves no more either
        )
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: Mapping[str, Any] = self.page.evaluate("rules => axe.run(document, rules)", RULES)
        with self.page.expect_console_message(lambda message: message.text == AXE_IS_DONE):
            self.page.evaluate("word => console.log(word)", AXE_IS_DONE)
        del self.complaints[before:]
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]


@contextmanager
def watched_desk(
    browser: Browser, product: Product, *, language: str = "en-GB", theme: str = "light", phone: bool = False
) -> Iterator[Watched]:
    context: BrowserContext = browser.new_context(
        viewport=PHONE if phone else SCREEN,  # type: ignore[arg-type]
        locale=language,
        color_scheme=theme,  # type: ignore[arg-type]
        has_touch=phone,
        is_mobile=phone,
    )
    try:
        desk = Watched(page=sign_in(context, product, name="alice"))
        desk.listen()
        yield desk
    finally:
        context.close()
