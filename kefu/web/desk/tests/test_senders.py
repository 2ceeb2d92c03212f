"""Signatures, the mailboxes that people write by, spam, and senders who are blocked."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from conftest import a_customer, says
from kefu.channels import accounts, blocking, signatures, taking_in
from kefu.channels.contract import AccountRecord
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tests import mails
from kefu.channels.tests.mails import Written
from kefu.channels.tests.sink import Sink
from kefu.conversations import log, queries
from kefu.conversations.kinds import Author, AuthorKind, CloseReason, Status
from kefu.kit import clock
from kefu.kit.errors import Invalid, NotAllowed
from kefu.people.access import Viewer
from kefu.people.models import Team
from kefu.trust.models import JournalEntry
from kefu.web.desk.tests.posting import an_answer, came, comes, left

Delivery = apps.get_model("conversations", "Delivery")

pytestmark = pytest.mark.django_db(transaction=True)
PARTNER = "desk@partner.example"


def test_a_signature_stands_below_our_words_by_team_and_language_and_the_guard_reads_it(
    server: Sink, support: AccountRecord, bob_client: Client, alice_client: Client, bob: Viewer
) -> None:
    team = Team.objects.create(slug="first", name="First line")
    for slug, body in (("", "Northwind, all of us"), ("first", "The first line")):
        response = bob_client.post("/desk/signatures/", {"team": slug, "language": "en", "body": body})
        assert response.status_code == 302
    bad = bob_client.post("/desk/signatures/", {"team": "", "language": "en", "body": "Send us your password."})
    assert bad.status_code == 400
    assert "Northwind, all of us" in bob_client.get("/desk/signatures/").text
    assert alice_client.get("/desk/signatures/").status_code == 403
    record = came(support, bob)
    log.stored(log.reply(record.id, author=says(bob), body="One."))
    left(server)
    assert b"Northwind, all of us" in server.mails[0]
    log.stored(log.sort(record.id, author=says(bob), team=team.pk))
    log.stored(log.reply(record.id, author=says(bob), body="Two."))
    left(server)
    assert b"The first line" in server.mails[1]
    assert not any("first line" in each.body for each in queries.entries_for(bob, record))
    bob_client.post("/desk/signatures/", {"team": "first", "language": "en", "body": ""})
    assert [each.team for each in signatures.listed(bob)] == [""]
    acts = JournalEntry.objects.filter(action__startswith="signature").order_by("pk")
    assert [act.action for act in acts] == ["signature_changed", "signature_changed", "signature_removed"]


def test_the_mailbox_that_an_answer_leaves_by_is_shown_and_chosen_among_ones_own(
    server: Sink, support: AccountRecord, alice_client: Client, alice: Viewer
) -> None:
    team = Team.objects.create(slug="vip", name="VIP")
    second = accounts.save(AccountRecord("email", "help@nw.test", "Help", settings=support.settings))
    vip = accounts.save(AccountRecord("email", "vip@nw.test", "VIP", team=team.pk, settings=support.settings))
    record = came(support, alice)
    page = alice_client.get(f"/desk/c/{record.public_id}/").text
    assert "Answers leave by" in page
    assert mails.SUPPORT in page
    form = alice_client.get(f"/desk/c/{record.public_id}/mail").text
    assert "help@nw.test" in form
    assert "vip@nw.test" not in form
    path = f"/desk/c/{record.public_id}/mail"
    assert alice_client.post(path, an_answer(vip, record)).status_code == 400
    assert alice_client.post(path, an_answer(second, record)).status_code == 302
    (mail,) = left(server)
    assert mail.first("from") == "Help <help@nw.test>"
    assert comes(support, Written(to=mail.first("reply-to").rpartition("<")[2].rstrip(">"))).conversation == record.id


def test_what_comes_to_a_teams_mailbox_is_that_teams(server: Sink, support: AccountRecord, alice: Viewer) -> None:
    team = Team.objects.create(slug="vip", name="VIP")
    vip = accounts.save(AccountRecord("email", "vip@nw.test", "VIP", team=team.pk))
    assert came(vip, alice, Written(to="vip@nw.test")).team == team.pk
    assert came(support, alice).team is None


def test_spam_is_one_press_and_comes_back(
    server: Sink, support: AccountRecord, alice_client: Client, alice: Viewer
) -> None:
    record = came(support, alice)
    assert 'data-key="spam"' in alice_client.get(f"/desk/c/{record.public_id}/").text
    alice_client.post(f"/desk/c/{record.public_id}/closure", {"reason": CloseReason.SPAM})
    assert queries.conversation_by_row(alice, record.id).status is Status.CLOSED
    alice_client.post(f"/desk/c/{record.public_id}/reopening")
    assert queries.conversation_by_row(alice, record.id).status is Status.OPEN


def test_a_blocked_sender_is_kept_unseen_and_counted_and_comes_back(
    server: Sink, support: AccountRecord, alice_client: Client, alice: Viewer
) -> None:
    record = came(support, alice)
    assert alice_client.post(f"/desk/c/{record.public_id}/sender", {"what": "address"}).status_code == 302
    assert queries.conversation_by_row(alice, record.id).status is Status.CLOSED
    rows = [comes(support, Written(subject=f"buy {n}", body=f"buy {n}")) for n in range(2)]
    assert [(row.outcome, row.conversation) for row in rows] == [("blocked", None)] * 2
    assert comes(support, Written(sender="dora@example.test")).outcome == "anew", "only the one address"
    page = alice_client.get("/desk/senders/").text
    assert "2 mails kept" in page
    assert "carol@" not in page
    (found,) = blocking.listed(alice)
    assert alice_client.post(f"/desk/senders/{found.id}/unblocking", {"back": record.public_id}).status_code == 302
    taking_in.work(clock.now())
    assert [Arrived.objects.get(pk=row.pk).outcome for row in rows] == ["anew", "anew"]
    assert queries.conversation_by_row(alice, record.id).status is Status.OPEN
    acts = JournalEntry.objects.filter(subject_kind="sender").order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["sender_blocked", "sender_unblocked"]


def test_a_blocked_senders_mails_are_let_go_after_a_while(
    server: Sink, support: AccountRecord, alice: Viewer, settings: Any
) -> None:
    record = came(support, alice)
    blocking.block(alice, customer=record.customer)
    row = comes(support, Written(subject="again", body="again"))
    assert blocking.sweep(clock.now()) == 0
    assert blocking.sweep(clock.now() + timedelta(days=settings.KEEP_BLOCKED_DAYS, hours=1)) == 1
    assert Arrived.objects.get(pk=row.pk).outcome == "dropped"


def test_a_domain_is_blocked_by_whoever_may_and_none_that_everybody_writes_from(
    server: Sink, support: AccountRecord, alice: Viewer, bob: Viewer
) -> None:
    record = came(support, alice)
    with pytest.raises(NotAllowed):
        blocking.block(alice, customer=record.customer, is_domain=True)
    blocking.block(bob, customer=record.customer, is_domain=True)
    assert comes(support, Written(sender="dora@example.test")).outcome == "blocked"
    assert comes(support, Written(sender="eve@evil.test", signed_by="evil.test")).outcome == "anew"
    ours = came(support, alice, Written(sender="mallory@nw.test.evil.test", signed_by=""))
    blocking.EVERYBODYS  # noqa: B018
    with pytest.raises(Invalid):
        blocking._require_blockable("nw.test")
    with pytest.raises(Invalid):
        blocking._require_blockable("gmail.com")
    assert ours.customer


def test_SEC_who_was_robbed_is_heard_though_they_are_blocked_if_the_exchange_knows_them(
    server: Sink, support: AccountRecord, alice: Viewer
) -> None:
    carol = a_customer("carol").viewer
    blocking.block(alice, customer=carol.id)
    robbed = "My account was hacked, somebody stole my coins!"
    assert comes(support, Written(body="Hello again")).outcome == "blocked"
    assert comes(support, Written(body=robbed, signed_by="")).outcome == "blocked", "anybody could write that"
    row = comes(support, Written(body=robbed))
    assert row.outcome == "anew"
    assert queries.conversation_by_row(alice, row.conversation or 0).customer == carol.id


def test_nothing_is_written_by_itself_to_a_blocked_sender(server: Sink, support: AccountRecord, alice: Viewer) -> None:
    record = came(support, alice)
    blocking.block(alice, customer=record.customer)
    machine = Author(AuthorKind.WATCHER, name="cases")
    entry = log.stored(log.reply(record.id, author=machine, body="Your deposit has arrived."))
    assert left(server) == []
    assert Delivery.objects.get(entry_id=entry.id).error == "blocked_sender"
