"""An agent answers a mail at the desk, sees it leave, is told when it does not, and sends it again with one press."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kefu.channels.tests import sink
from kefu.channels.tests.sink import Sink
from tests.journeys.test_signed_out import desk_of
from tests.running import Server

pytestmark = pytest.mark.browser
WITHIN_MS = 10_000
A_MAIL = """
import django; django.setup()
from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.conversations import log
from kefu.conversations.data import MessageData
from kefu.conversations.data_mail import MailHead
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.records import Draft, NewConversation
from kefu.kit import clock, ids
from kefu.people import sessions
from kefu.people.identity import Identity
settings = {{"smtp_host": "127.0.0.1", "smtp_port": {port}, "smtp_security": "none"}}
account = accounts.save(AccountRecord("email", "support@nw.example", "Northwind Support", settings=settings))
identity = Identity(uid=ids.public_id(), jti=ids.public_id(), expires_at=clock.now(), name="Carol", email="carol@example.test")
carol = sessions.start_customer_session(identity, locale="en").viewer
place = NewConversation(carol.id, "email", "en", account=account.id)
data = MessageData(mail=MailHead("My deposit", "<one@carol.example>"))
by = Author(AuthorKind.CUSTOMER, carol.id)
said = log.stored(log.append([Draft(place, Kind.MESSAGE, by, data, body="Where is my deposit?", key=ids.public_id())])[0])
print(said.conversation_public_id)
"""


@pytest.fixture
def taking() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


def answer(page: Page, words: str) -> None:
    page.locator("#body").fill(words)
    page.locator("#body").press("Control+Enter")


def test_P7_a_mail_leaves_while_its_writer_looks_and_what_did_not_is_sent_again(
    browser: Browser, server: Server, taking: Sink
) -> None:
    name = server.new_agent("Mila answers mails", role="agent")
    chat = server._run("-c", A_MAIL.format(port=taking.port))
    with desk_of(browser, server, name) as page:
        page.goto(f"{server.base_url}/desk/c/{chat}/?box=unassigned")
        expect(page.locator(".entry__body", has_text="Where is my deposit?")).to_be_visible()
        answer(page, "It is on its way.")
        first = page.locator(".entry", has_text="It is on its way.")
        expect(first.locator(".entry__delivery")).to_contain_text("Sent", timeout=WITHIN_MS)
        assert len(taking.mails) == 1
        taking.answers["RCPT"] = "550 mailbox full"
        answer(page, "It has arrived.")
        second = page.locator(".entry--message", has_text="It has arrived.")
        expect(second.locator(".entry__delivery--bad")).to_contain_text("mailbox full", timeout=WITHIN_MS)
        expect(page.locator(".entry--event", has_text="The customer did not get message")).to_be_visible(
            timeout=WITHIN_MS
        )
        expect(page.locator(".log__receipt")).to_have_count(0)  # what a chat says of its last message
        taking.answers.clear()
        second.get_by_role("button", name="Send again").click()
        expect(second.locator(".entry__delivery")).to_contain_text("Sent", timeout=WITHIN_MS)
        expect(second.get_by_role("button", name="Send again")).to_have_count(0)
    assert len(taking.mails) == 2
