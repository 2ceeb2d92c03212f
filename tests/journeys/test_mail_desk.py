"""An agent writes a new mail, the customer's answer comes in, it is answered with a copy and forwarded.

What left is read at the server that takes it.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kefu.channels.tests import sink
from kefu.channels.tests.sink import Sink
from kefu.kit.mailparse import Mail, parse
from tests.journeys.test_signed_out import desk_of
from tests.running import Server, started

pytestmark = pytest.mark.browser
WITHIN_MS = 15_000
A_MAILBOX = """
import django; django.setup()
from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
settings = {{"smtp_host": "127.0.0.1", "smtp_port": {port}, "smtp_security": "none"}}
print(accounts.save(AccountRecord("email", "help@nw.example", "Northwind Help", settings=settings)).id)
"""
AN_ANSWER = """
import django; django.setup()
from kefu.conversations import everywhere, log
from kefu.conversations.data import MessageData
from kefu.conversations.data_mail import MailHead
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.records import Draft
row = everywhere.rows_of(["{chat}"])["{chat}"]
by = Author(AuthorKind.CUSTOMER, everywhere.customers([row])[row])
data = MessageData(mail=MailHead("Re: Your ticket", "<two@dora.example>", also_to=("e•••@evil.example",)))
print(log.stored(log.append([Draft(row, Kind.MESSAGE, by, data, body="Thank you, and when?", key="{key}")])[0]).seq)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """One whose operator has listed a domain for copies."""
    with started(tmp_path, KEFU_MAIL_COPY_DOMAINS="partner.example") as running:
        yield running


@pytest.fixture
def taking() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


def left(taking: Sink, page: Page, count: int) -> list[Mail]:
    for _ in range(WITHIN_MS // 250):
        if len(taking.mails) >= count:
            break
        page.wait_for_timeout(250)
    return [parse(raw) for raw in taking.mails]


def receivers(taking: Sink) -> list[str]:
    return [envelope[1].partition("<")[2].rstrip(">") for envelope in taking.envelopes]


def test_S46_a_new_mail_its_answer_an_answer_with_a_copy_and_a_forward(
    browser: Browser, server: Server, taking: Sink
) -> None:
    name = server.new_agent("Lea leads mails", role="lead")
    server._run("-c", A_MAILBOX.format(port=taking.port))
    with desk_of(browser, server, name) as page:
        page.goto(f"{server.base_url}/desk/")
        page.keyboard.press("Shift+M")
        page.get_by_label("From").select_option(label="Northwind Help <help@nw.example>")
        page.get_by_label("To", exact=True).fill("dora@example.test")
        page.get_by_label("Subject").fill("Your ticket")
        page.get_by_label("Message").fill("We looked into it.")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".entry__body", has_text="We looked into it.")).to_be_visible(timeout=WITHIN_MS)
        (first,) = left(taking, page, 1)
        assert (first.first("to"), first.first("subject")) == ("dora@example.test", "Your ticket")
        chat = page.url.split("/desk/c/")[1].split("/")[0]
        server._run("-c", AN_ANSWER.format(chat=chat, key=secrets.token_hex(8)))
        page.reload()
        expect(page.locator(".entry", has_text="Thank you, and when?")).to_contain_text("e•••@evil.example")
        page.locator("[data-log]").click()
        page.keyboard.press("Shift+C")
        page.locator("#dialog").get_by_label("Cc", exact=True).fill("desk@partner.example")
        page.locator("#dialog").get_by_label("Message").fill("On Monday.")
        page.locator("#dialog").get_by_role("button", name="Send").click()
        expect(page.locator(".entry__body", has_text="On Monday.")).to_be_visible(timeout=WITHIN_MS)
        answers = left(taking, page, 3)[1:]
        assert sorted(receivers(taking)[1:]) == ["desk@partner.example", "dora@example.test"]
        assert {mail.first("to") for mail in answers} == {"dora@example.test"}
        assert {mail.first("cc") for mail in answers} == {"desk@partner.example"}
        assert {mail.first("subject") for mail in answers} == {"Re: Your ticket"}
        page.locator("[data-log]").click()
        page.keyboard.press("Shift+F")
        page.locator("#dialog").get_by_label("To", exact=True).fill("desk@partner.example")
        page.locator("#dialog").locator(".choice", has_text="Thank you, and when?").locator("input").check()
        page.locator("#dialog").get_by_label("What you write to them").fill("Please look.")
        page.locator("#dialog").get_by_role("button", name="Forward").click()
        expect(page.locator(".entry--note", has_text="Please look.")).to_be_visible(timeout=WITHIN_MS)
        last = left(taking, page, 4)[-1]
        assert (last.first("to"), last.every("cc"), last.first("subject")) == (
            "desk@partner.example",
            [],
            "Fwd: Your ticket",
        )
        assert receivers(taking)[-1] == "desk@partner.example"
        assert b"> Thank you, and when?" in taking.mails[-1]
