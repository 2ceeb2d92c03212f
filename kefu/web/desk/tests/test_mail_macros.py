"""A macro in a mail conversation: filled in, sent as a mail with its signature, and held to what any answer is held to."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.test import Client

from conftest import an_agent, as_viewer
from kefu.channels import signatures
from kefu.channels.contract import AccountRecord
from kefu.channels.tests.mails import Written
from kefu.channels.tests.sink import Sink
from kefu.conversations import definitions, queries
from kefu.conversations.kinds import AuthorKind, Kind
from kefu.conversations.records import ConversationRecord
from kefu.knowledge import macros
from kefu.knowledge.macros import NewMacro
from kefu.knowledge.models import Macro
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.safeguards.models import SecondReading
from kefu.web.desk.tests.posting import a_new_mail, an_answer, came, left

Conversation = apps.get_model("conversations", "Conversation")

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}
SIGNATURE = "Northwind Support\nWe never ask for passwords."
BODY = "Hello {customer.name}, {agent.alias} here about {conversation.id}.\n\nYour deposit waits for blocks."
CHOSEN = re.compile(r'data-text="([^"]*)"')


@pytest.fixture
def waiting(bob: Viewer) -> None:
    """A macro that all may use, and what stands below all answers."""
    macros.create(bob, NewMacro("waiting", {"en": "Waits for blocks"}, {"en": BODY}, is_shared=True))
    signatures.save(bob, team="", language="en", body=SIGNATURE)


@pytest.fixture
def mailed(support: AccountRecord, alice: Viewer) -> ConversationRecord:
    return came(support, alice, Written(sender="Carol Chen <carol@example.test>"))


def chosen(client: Client, mailed: ConversationRecord, query: str = "blocks") -> str:
    """What the picker puts into the box."""
    page = client.get(f"/desk/c/{mailed.public_id}/macros", {"q": query}).text
    (text,) = CHOSEN.findall(page)
    return unescape(text)


def say(client: Client, mailed: ConversationRecord, body: str, **more: str) -> int:
    sent = {"body": body, "kind": "message", "key": "macro-000001", "seen": str(mailed.last_seq), **more}
    return client.post(f"/desk/c/{mailed.public_id}/messages", sent).status_code


def texts(server: Sink) -> list[str]:
    return [mail.text for mail in left(server)]


def test_S46_a_macro_leaves_as_a_mail_filled_in_and_signed_below(
    server: Sink, alice_client: Client, alice: Viewer, mailed: ConversationRecord, waiting: None
) -> None:
    body = chosen(alice_client, mailed)
    assert "{" not in body
    assert body.endswith(f"{alice.alias} here about {mailed.public_id[:8]}.\n\nYour deposit waits for blocks.")
    assert say(alice_client, mailed, body) == 302
    (text,) = texts(server)
    where = [text.index(part) for part in ("Your deposit waits for blocks.", "We never ask for passwords.")]
    assert where == sorted(where)
    assert text.count("We never ask for passwords.") == 1
    (entry,) = [
        each
        for each in queries.entries_for(alice, queries.conversation_for(alice, mailed.public_id))
        if each.kind is Kind.MESSAGE and each.author.kind is AuthorKind.AGENT
    ]
    assert entry.body == body, "the signature belongs to the mail, not to what was said"


def test_S46_the_mails_writer_is_greeted_in_the_language_that_is_written_there(
    server: Sink, support: AccountRecord, alice_client: Client, alice: Viewer, bob: Viewer
) -> None:
    bodies = {"en": "Hello {customer.name}.", "zh-hans": "您好 {customer.name}。"}
    macros.create(bob, NewMacro("greets", {"en": "Greets", "zh-hans": "问候"}, bodies, is_shared=True))
    chinese = came(
        support,
        alice,
        Written(sender="li@example.test", subject="充值没有到账", body="我的充值还没有到账，请帮我查一下。"),
    )
    assert chosen(alice_client, chinese, "greets").startswith("您好")


def test_S46_a_name_that_a_stranger_gave_themselves_fills_in_as_text_alone(
    server: Sink, support: AccountRecord, alice_client: Client, alice: Viewer, waiting: None
) -> None:
    sender = '"{agent.alias} <b>x</b>" <mallory@evil.test>'
    told = came(support, alice, Written(sender=sender, signed_by="evil.test"))
    page = alice_client.get(f"/desk/c/{told.public_id}/macros", {"q": "blocks"}).text
    assert "<b>x" not in page
    body = chosen(alice_client, told)
    assert say(alice_client, told, body) == 302
    assert not any(b"<b>x</b>" in raw for raw in server.mails)


def test_SEC_L05_a_macro_that_asks_for_what_a_thief_would_is_refused_when_it_is_sent(
    server: Sink, alice_client: Client, mailed: ConversationRecord, waiting: None
) -> None:
    """However it came into the table: words are read again when they leave."""
    Macro.objects.update(bodies={"en": "Please send us your password. Blocks."})
    body = chosen(alice_client, mailed)
    assert say(alice_client, mailed, body) == 400
    assert texts(server) == []


def test_S46_a_macro_waits_for_the_second_reader_and_leaves_once_it_was_read(
    server: Sink, alice_client: Client, mailed: ConversationRecord, waiting: None
) -> None:
    definitions.put_category("security", names={"en": "Security"})
    definitions.want_second("security", on=True, by=0)
    Conversation.objects.filter(pk=mailed.id).update(category="security")
    assert say(alice_client, mailed, chosen(alice_client, mailed)) == 302
    assert texts(server) == []
    (reading,) = SecondReading.objects.all()
    other = Client()
    other.force_login(an_agent("Cleo", Role.LEAD))
    page = other.get(f"/desk/readings/{reading.public_id}/")
    assert "Your deposit waits for blocks." in page.text
    read = {"decision": "approve", "seen": str(mailed.last_seq)}
    assert other.post(f"/desk/readings/{reading.public_id}/", read).status_code == 302
    (text,) = texts(server)
    assert "Your deposit waits for blocks." in text
    assert "We never ask for passwords." in text


def test_S46_a_macro_goes_into_an_answer_with_copies_and_a_new_mail_as_it_does_into_the_box(
    server: Sink, support: AccountRecord, bob_client: Client, bob: Viewer, mailed: ConversationRecord, waiting: None
) -> None:
    path = f"/desk/c/{mailed.public_id}/mail"
    assert f'data-url="/desk/c/{mailed.public_id}/macros"' in bob_client.get(path, headers=HTMX).text
    assert "data-picker" not in bob_client.get(path).text, "a page without scripts offers none"
    body = chosen(bob_client, mailed)
    sent = an_answer(support, mailed, body=body, cc="desk@partner.example")
    assert bob_client.post(path, sent).status_code == 302
    begun = a_new_mail(support, to="", about=mailed.public_id, body=body)
    assert bob_client.post("/desk/mail/new", begun).status_code == 302
    found = texts(server)
    assert len(found) == 3
    assert all("Your deposit waits for blocks." in text for text in found)


def test_who_may_not_answer_gets_no_macro_of_a_mail(mailed: ConversationRecord, waiting: None, client: Client) -> None:
    auditor = Client()
    auditor.force_login(an_agent("Olga", Role.AUDITOR))
    assert as_viewer(an_agent("Otto", Role.AUDITOR)).capabilities
    for each, code in ((auditor, 403), (client, 401)):
        assert each.get(f"/desk/c/{mailed.public_id}/macros").status_code == code
