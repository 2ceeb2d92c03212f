"""A macro in a mail conversation: put into the box and into an answer with copies, and read at the server that takes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kefu.channels.tests import sink
from kefu.channels.tests.sink import Sink
from tests.journeys.conftest import PHONE
from tests.journeys.desk import AXE, RULES
from tests.journeys.test_mail import A_MAIL
from tests.journeys.test_mail_desk import left
from tests.journeys.test_signed_out import desk_of
from tests.running import Server, started

pytestmark = pytest.mark.browser
WITHIN_MS = 15_000
A_MACRO = """
import django; django.setup()
from kefu.knowledge import macros
from kefu.knowledge.macros import NewMacro
body = "Hello {customer.name}, your deposit waits for blocks."
macros.bring(NewMacro("waits", {"en": "Waits for blocks"}, {"en": body}, is_shared=True))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with started(tmp_path, KEFU_MAIL_COPY_DOMAINS="partner.example") as running:
        yield running


@pytest.fixture
def taking() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


def pick(page: Page, form: str) -> None:
    found = page.locator(f"{form} [data-choice]")
    expect(found).to_have_count(1, timeout=WITHIN_MS)
    page.keyboard.press("Enter")
    expect(page.locator(f"{form} textarea[name=body]")).to_have_value("Hello Carol, your deposit waits for blocks.")


def faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
def test_S46_a_macro_is_picked_in_the_box_and_in_an_answer_with_copies(
    browser: Browser, server: Server, taking: Sink, phone: bool
) -> None:
    name = server.new_agent("Lea leads mails", role="lead")
    chat = server._run("-c", A_MAIL.format(port=taking.port))
    server._run("-c", A_MACRO)
    view = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {}
    with desk_of(browser, server, name, **view) as page:
        page.goto(f"{server.base_url}/desk/c/{chat}/?box=unassigned")
        page.locator(".composer [data-picks]").click()
        page.keyboard.type("blocks")
        pick(page, ".composer")
        page.locator("#body").press("Control+Enter")
        expect(page.locator(".entry__body", has_text="Hello Carol")).to_be_visible(timeout=WITHIN_MS)
        (first,) = left(taking, page, 1)
        assert "Hello Carol, your deposit waits for blocks." in first.text
        if phone:
            return
        page.locator("[data-log]").click()
        page.keyboard.press("Shift+C")
        dialog = page.locator("#dialog")
        dialog.get_by_label("Cc", exact=True).fill("desk@partner.example")
        dialog.locator("[data-picks]").click()
        expect(dialog.locator("[data-choice]").first).to_be_visible(timeout=WITHIN_MS)
        page.keyboard.press("Escape")
        expect(dialog.locator("[data-picker]")).to_be_hidden()
        expect(dialog).to_be_visible()
        dialog.get_by_label("Message").focus()
        page.keyboard.type("/")
        page.keyboard.type("blocks")
        assert faults(page) == []
        pick(page, "#dialog")
        dialog.get_by_role("button", name="Send").click()
        expect(page.locator(".entry__body", has_text="Hello Carol")).to_have_count(2, timeout=WITHIN_MS)
        copied = left(taking, page, 3)[1:]
        assert all("Hello Carol, your deposit waits for blocks." in mail.text for mail in copied)
