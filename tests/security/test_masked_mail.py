"""SEC-M01: a mail holds nothing of an account: neither who its customer is elsewhere nor what the exchange told of them.

Somebody else may read it: on a server in between, on a shared screen, in a mailbox that changed hands. Its own address alone
stands in it, where a mail has to name it. What a server says of a mail comes to the desk without an address.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.test import Client

from conftest import as_viewer
from kefu.channels import delivery, senders
from kefu.channels.tests import mailing, mails, sink
from kefu.channels.tests.sink import Sink
from kefu.conversations import log, queries
from kefu.conversations.data_mail import UndeliverableData
from kefu.conversations.kinds import GOES_OUT, Audience, Author, AuthorKind, Kind
from kefu.conversations.models import Delivery
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord
from kefu.exchange import asking
from kefu.exchange.sandbox.connector import Sandbox
from kefu.kit import clock
from kefu.people import fields, keys
from kefu.people.models import Address, Customer, Proof
from kefu.trust import admissions
from tests.security import facts_story
from tests.security.facts_story import Story
from tests.security.test_masked_facts import pages
from tests.security.vault_house import asked

pytestmark = pytest.mark.django_db(transaction=True)
OWN, PHONE, NAME = "ownmailcanary@reads.example", "+8613900460219", "Namecanary Chen"
HEADERS = ("To",)


@pytest.fixture
def server() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    exchange = Sandbox(tmp_path / "northwind.sqlite3")
    asking.forget()
    monkeypatch.setattr(asking, "current", lambda: exchange)
    monkeypatch.setattr(delivery, "_is_too_much", lambda *_: False)
    story = facts_story.played(exchange)
    customer = story.owner.viewer.id
    ring = keys.ring([customer], or_make=True)
    for kind, value in ((Address.Kind.EMAIL, OWN), (Address.Kind.PHONE, PHONE)):
        told = {"sealed": fields.sealed_address(ring, customer, kind, value), "digest": fields.digest_of(kind, value)}
        Address.objects.update_or_create(customer_id=customer, kind=kind, defaults={**told, "proof": Proof.SIGNED})
    Customer.objects.filter(pk=customer).update(sealed_name=fields.sealed_name(ring, customer, NAME))
    return story


def canaries(story: Story) -> list[str]:
    """Of the person, of what they claimed, and of their account at the exchange: as anybody would write it."""
    chains = [facts_story.TXID, facts_story.SENT_TXID, facts_story.OWN_ADDRESS, facts_story.TO_ADDRESS]
    chains += [facts_story.IN_GROUPS, facts_story.UNLOCKED]
    person = [facts_story.UID, PHONE, PHONE[-10:], NAME, "Namecanary", facts_story.NEW_MAIL, facts_story.BOUND_MAIL]
    claimed = [facts_story.CLAIMED_MAIL, facts_story.CLAIMED_UID, facts_story.CLAIMED_PHONE]
    noted = [facts_story.NOTE, facts_story.REASON, facts_story.ENDING]
    return [*chains, *person, *claimed, *noted, facts_story.BOT_TYPED, facts_story.BOT_ASKED, facts_story.SEARCHED]


def by_mail(story: Story, server: Sink, locale: str) -> ConversationRecord:
    account = mailing.mailbox(server)
    where = mailing.a_mail(account, story.owner.viewer, as_viewer(story.agent), locale=locale)
    log.stored(log.assign(where.id, author=Author(AuthorKind.AGENT, story.agent.pk), agent=story.agent.pk))
    return queries.conversation_by_row(as_viewer(story.agent), where.id)


def everything_said(story: Story, where: ConversationRecord) -> set[Kind]:
    """All that the story said to its customer, said once more where it goes out by mail; which kinds there were."""
    said: list[EntryRecord] = [
        each
        for each in facts_story.entries(story)
        if each.author.kind is not AuthorKind.CUSTOMER and each.audience is Audience.EVERYONE and each.kind in GOES_OUT
    ]
    for number, each in enumerate(said):
        again = Draft(where.id, each.kind, each.author, each.data, body=each.body, key=f"again-{number}")
        log.stored(log.append([again])[0])
    agent = Author(AuthorKind.AGENT, story.agent.pk)
    log.stored(log.reply(where.id, author=agent, body="We look into it."))
    log.stored(log.give_checklist(where.id, title="Before you write", items=["Look at the network"], author=agent))
    asked(story.desk, where)
    story.desk.post(f"/desk/c/{where.public_id}/identity", {"kind": "app"})
    warned = {"step": "warned", "reason": "insults"}
    story.desk.post(f"/desk/c/{where.public_id}/conduct", warned)
    return {each.kind for each in queries.entries_for(as_viewer(story.agent), where, limit=200)}


def leaves(server: Sink) -> list[EmailMessage]:
    while delivery.work(clock.now()):
        pass
    found = [message_from_bytes(each, policy=policy.default) for each in server.mails]
    return [each for each in found if isinstance(each, EmailMessage)]


def opened(mail: EmailMessage) -> str:
    """Every byte of it with what mail does to signs undone, but the one header that has to name its reader."""
    heads = "\n".join(f"{name}: {value}" for name, value in mail.items() if name not in HEADERS)
    parts = [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
    return "\n".join([heads, *parts])


@pytest.mark.parametrize("locale", ["en", "zh-hans"])
def test_SEC_M01_no_mail_holds_who_its_customer_is_or_what_the_exchange_told(
    story: Story, server: Sink, locale: str
) -> None:
    where = by_mail(story, server, locale)
    kinds = everything_said(story, where)
    sent = leaves(server)
    assert {Kind.MESSAGE, Kind.DIAGNOSED, Kind.CHECKLIST, Kind.PAPERS} <= kinds
    assert len(sent) > 8
    found = {(word, mail["Subject"]) for mail in sent for word in [*canaries(story), OWN] if word in opened(mail)}
    assert not found, json.dumps(sorted(found), indent=1)
    raw = b"".join(server.mails).decode()
    assert [word for word in canaries(story) if word in raw] == []
    assert {mail["To"] for mail in sent} == {OWN}
    assert {to.lower() for _, to in server.envelopes} == {f"rcpt to:<{OWN}>"}
    assert not getattr(django_mail, "outbox", []), "no mail leaves but by the one door"


@pytest.mark.usefixtures("_name_servers")
def test_SEC_M01_what_servers_say_of_a_mail_comes_to_the_desk_without_an_address(story: Story, server: Sink) -> None:
    where = by_mail(story, server, "en")
    server.answers["RCPT"] = f"550 <{OWN}> is nobody here, try {facts_story.NEW_MAIL}"
    log.stored(log.reply(where.id, author=Author(AuthorKind.AGENT, story.agent.pk), body="We look into it."))
    leaves(server)
    assert not server.mails
    here = replace(story, chat=where)
    entries = queries.entries_for(as_viewer(story.agent), where, limit=200)
    assert any(isinstance(each.data, UndeliverableData) for each in entries), "its agent is told"
    told = [*pages(here, story.desk), *operations(here)]
    assert len(told) > 20
    found = {(place, word) for place, text in told for word in (OWN, facts_story.NEW_MAIL, PHONE) if word in text}
    assert not found, sorted(found)
    rows = [f"{each}" for each in Delivery.objects.values_list("error", flat=True)]
    assert not any("@" in each for each in rows), rows


@pytest.fixture
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: mails.ZONE)


def operations(story: Story) -> Iterator[tuple[str, str]]:
    program = Client(headers={"authorization": f"Bearer {admissions.api_token(story.agent.name)}"})
    names = defaultdict(lambda: "x", {"conversation_id": story.chat.public_id})
    for path in ("/conversations", "/conversations/{conversation_id}", "/conversations/{conversation_id}/entries"):
        answer = program.get(f"/api/v1{path.format_map(names)}")
        assert answer.status_code == 200
        yield path, answer.content.decode()
