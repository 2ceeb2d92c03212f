"""Papers go when their case is over, and nothing brings them back."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import says
from kefu.conversations import log, queries
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord
from kefu.files.models import VaultFile
from kefu.kit import clock
from kefu.people import keys
from kefu.people.access import Viewer
from kefu.safeguards import vault_keeping
from kefu.safeguards.models import AccountRequest, Paper, PaperAsk
from kefu.trust.models import JournalEntry
from tests.security.vault_house import (
    Hands,
    Sender,
    arrived,
    carol_sends,
    case,
    closed,
    fetched,
    hands,
    link_on,
    mallory_sends,
    opens,
)

__all__ = ["carol_sends", "case", "hands", "mallory_sends"]
pytestmark = pytest.mark.django_db
NONCE = re.compile(r' nonce="[^"]+"')


@pytest.mark.django_db(transaction=True)
def test_SEC_N24_papers_go_a_day_after_the_case_was_closed_and_not_while_a_request_stands(
    case: ConversationRecord, alice_client: Client, alice: Viewer, carol: Viewer, carol_sends: Sender, hands: Hands
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    opens(alice_client, paper)
    place = Path(settings.MEDIA_ROOT) / VaultFile.objects.get().stored_as[:2]
    hands.go(days=30)
    assert vault_keeping.sweep(clock.now()) == 0  # the case is open
    alice_client.post(f"/desk/c/{case.public_id}/request", {"action": "unfreeze", "reason": "asked for"})
    closed(case, alice)
    hands.go(hours=25)
    assert vault_keeping.sweep(clock.now()) == 0  # the request stands
    AccountRequest.objects.update(state="refused")
    assert (vault_keeping.sweep(clock.now()), vault_keeping.sweep(clock.now())) == (1, 0)
    row, file = Paper.objects.get(), VaultFile.objects.get()
    assert (row.sha256, file.sha256, bytes(file.key)) == (file.sha256, row.sha256, b"")
    assert row.deleted_at == file.deleted_at == hands.moment
    assert not list(place.glob(f"{file.stored_as}*"))
    told = [each.data.step for each in queries.entries_for(carol, case) if each.kind is Kind.PAPERS]  # type: ignore[union-attr]
    assert told.count("deleted") == 1
    assert JournalEntry.objects.filter(action="papers_deleted").count() == 1


def test_a_case_taken_up_again_within_the_day_keeps_its_papers_and_a_setting_keeps_them_longer(
    case: ConversationRecord, alice_client: Client, alice: Viewer, carol_sends: Sender, hands: Hands, settings: Any
) -> None:
    arrived(alice_client, case, carol_sends)
    closed(case, alice)
    hands.go(hours=23)
    assert vault_keeping.sweep(clock.now()) == 0
    log.stored(log.reopen(case.id, author=says(alice)))
    hands.go(hours=2)
    assert vault_keeping.sweep(clock.now()) == 0
    closed(case, alice)
    settings.PAPERS_KEEP_S = 86_400
    hands.go(hours=47)
    assert vault_keeping.sweep(clock.now()) == 0
    hands.go(hours=1)
    assert vault_keeping.sweep(clock.now()) == 1


def test_what_a_merged_case_holds_goes_with_the_one_that_goes_on_and_is_opened_by_who_has_that(
    case: ConversationRecord,
    alice_client: Client,
    alice: Viewer,
    bob: Viewer,
    bob_client: Client,
    carol: Viewer,
    carol_sends: Sender,
    hands: Hands,
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    entry = log.stored(log.open(carol.id, author=says(carol), body="another", key="other", locale="en", origin="mail"))
    log.stored(log.assign(entry.conversation, author=says(bob), agent=bob.id))
    log.stored(log.merge(case.id, into=entry.conversation, author=says(alice)))
    hands.go(days=3)
    assert vault_keeping.sweep(clock.now()) == 0
    assert opens(alice_client, paper).status_code == 403
    assert opens(bob_client, paper).status_code == 302


def test_a_deleted_one_is_told_as_such_and_opens_nothing_any_more(
    case: ConversationRecord, alice_client: Client, alice: Viewer, carol_sends: Sender, hands: Hands
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    closed(case, alice)
    hands.go(hours=25)
    vault_keeping.sweep(clock.now())
    log.stored(log.reopen(case.id, author=says(alice)))
    assert opens(alice_client, paper).status_code == 404
    assert "Deleted" in alice_client.get(f"/desk/papers/{paper}/").content.decode()


def test_a_customer_s_destroyed_key_loses_their_papers(
    case: ConversationRecord, alice_client: Client, carol: Viewer, carol_sends: Sender
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    opens(alice_client, paper)
    link = link_on(alice_client, paper)
    keys.destroy(carol.id)
    assert fetched(link).status_code == 404


def test_the_page_of_one_s_papers_asks_the_database_little_however_many_there_are(
    case: ConversationRecord, alice_client: Client, carol_sends: Sender
) -> None:
    counts = []
    for _ in range(2):
        for _ in range(2):
            paper = arrived(alice_client, case, carol_sends)
            opens(alice_client, paper)
            PaperAsk.objects.update(ended_at=clock.now())
        with CaptureQueriesContext(connection) as asked_now:
            carol_sends.own()
        counts.append(len(asked_now))
    assert counts[1] <= counts[0] <= 14, counts
