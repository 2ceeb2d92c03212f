"""Where a second person reads what customers are told, they read what papers are asked for with, too: no word goes round them."""

from typing import Any

import pytest
from django.test import Client

from conftest import says
from kefu.conversations import definitions, log, queries
from kefu.conversations.batch import Batch
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, Refused
from kefu.conversations.second_readers import digest_of
from kefu.files.vault_kinds import PaperKind
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.safeguards import second_work, vault_asks
from kefu.safeguards.models import Paper, PaperAsk, SecondReading
from kefu.trust.models import JournalEntry
from tests.security.vault_house import (
    WHY,
    Hands,
    Sender,
    arrived,
    asked,
    carol_sends,
    case,
    closed,
    hands,
    mallory_sends,
    marked,
    opens,
)

__all__ = ["carol_sends", "case", "hands", "mallory_sends"]
pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "words that nobody has read"
SECURITY = "account-security"


def is_read_first(case: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    definitions.put_category(SECURITY, names={"en": "Account security"})
    definitions.want_second(SECURITY, on=True, by=bob.id)
    log.stored(log.sort(case.id, author=says(alice), category=SECURITY))


def wants(client: Client, case: ConversationRecord, why: str = CANARY, kind: str = "passport") -> Any:
    return client.post(f"/desk/c/{case.public_id}/papers", {"kind": kind, "why": why})


def approves(client: Client) -> Any:
    row = SecondReading.objects.latest("id")
    return client.post(f"/desk/readings/{row.public_id}/", {"decision": "approve", "seen": 999})


def steps(viewer: Viewer, case: ConversationRecord) -> list[tuple[str, str]]:
    found = [each for each in queries.entries_for(viewer, case) if each.kind is Kind.PAPERS]
    return [(each.data.step.value, each.body) for each in found]  # type: ignore[union-attr]


def test_words_wait_for_a_second_person_and_their_customer_reads_none_before(
    case: ConversationRecord,
    alice_client: Client,
    bob_client: Client,
    alice: Viewer,
    bob: Viewer,
    carol: Viewer,
    carol_sends: Sender,
) -> None:
    is_read_first(case, alice, bob)
    assert wants(alice_client, case).status_code == 302
    assert "waiting for a second reader" in alice_client.get(f"/desk/c/{case.public_id}/papers").content.decode()
    carol_sends.comes_in()
    assert CANARY not in carol_sends.own()
    assert (steps(carol, case), PaperAsk.objects.count()) == ([], 0)
    row = SecondReading.objects.get()
    page = bob_client.get(f"/desk/readings/{row.public_id}/").content.decode()
    assert (CANARY in page, "Ask for a paper: Passport" in page) == (True, True)
    assert approves(alice_client).status_code == 403
    assert approves(bob_client).status_code == 302
    ask = PaperAsk.objects.get()
    assert (ask.asked_by_id, ask.why, steps(carol, case)) == (alice.id, CANARY, [("asked", CANARY)])
    assert carol_sends.sends(ask.public_id).status_code == 303
    acts = JournalEntry.objects.filter(subject_kind="conversation", action__in=["second_approved", "papers_asked"])
    assert list(acts.order_by("id").values_list("action", "actor_id")) == [
        ("second_approved", bob.id),
        ("papers_asked", alice.id),
    ]


def test_what_was_read_as_an_ask_is_no_reply_and_the_other_way_round() -> None:
    passport = digest_of(CANARY, (), paper="passport")
    assert len({passport, digest_of(CANARY, ()), digest_of(CANARY, (), paper="selfie")}) == 3


def test_approved_twice_or_cut_off_it_is_asked_once(
    case: ConversationRecord,
    alice_client: Client,
    bob_client: Client,
    alice: Viewer,
    bob: Viewer,
    carol: Viewer,
    monkeypatch: pytest.MonkeyPatch,
    hands: Hands,
) -> None:
    is_read_first(case, alice, bob)
    wants(alice_client, case)
    with monkeypatch.context() as broken:
        broken.setattr(Batch, "write", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            approves(bob_client)
    assert SecondReading.objects.get().state == "approved"
    hands.go(minutes=1)
    second_work.work(clock.now())
    second_work.work(clock.now())
    assert (PaperAsk.objects.count(), steps(carol, case)) == (1, [("asked", CANARY)])
    assert SecondReading.objects.get().state == "sent"


def test_merged_meanwhile_it_is_not_asked_where_nobody_read_it(
    case: ConversationRecord, alice_client: Client, bob_client: Client, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    is_read_first(case, alice, bob)
    wants(alice_client, case)
    other = log.stored(log.open(carol.id, author=says(carol), body="more", key="k", locale="en", origin="email"))
    log.stored(log.merge(case.id, into=other.conversation, author=says(alice)))
    assert approves(bob_client).status_code == 409
    assert (PaperAsk.objects.count(), SecondReading.objects.get().state) == (0, "waiting")


def test_what_the_log_refuses_leaves_nothing_for_the_customer_to_read(
    case: ConversationRecord, alice_client: Client, alice: Viewer, monkeypatch: pytest.MonkeyPatch, carol_sends: Sender
) -> None:
    monkeypatch.setattr(Batch, "_out_of_place", lambda *_: Refused("needs_second"))
    assert wants(alice_client, case).status_code == 409
    carol_sends.comes_in()
    assert CANARY not in carol_sends.own()
    assert not PaperAsk.objects.exists()


def test_no_more_wait_or_are_open_than_may_be_asked_for_at_once(
    case: ConversationRecord, alice_client: Client, alice: Viewer, bob: Viewer
) -> None:
    for _number in range(vault_asks.MOST_OPEN - 1):
        asked(alice_client, case)
    is_read_first(case, alice, bob)
    assert [wants(alice_client, case).status_code for _number in range(2)] == [302, 409]


def test_a_closed_case_and_an_unknown_kind_are_refused_before_anybody_reads(
    case: ConversationRecord, alice_client: Client, alice: Viewer, bob: Viewer
) -> None:
    is_read_first(case, alice, bob)
    assert wants(alice_client, case, kind="soul").status_code == 400
    closed(case, alice)
    assert wants(alice_client, case).status_code == 409
    assert not SecondReading.objects.exists()


def test_a_verdict_with_words_changes_nothing_and_without_it_goes(
    case: ConversationRecord,
    alice_client: Client,
    alice: Viewer,
    bob: Viewer,
    carol: Viewer,
    carol_sends: Sender,
    hands: Hands,
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    opens(alice_client, paper)
    is_read_first(case, alice, bob)
    assert marked(alice_client, paper, "unlike", CANARY).status_code == 409
    assert Paper.objects.get().verdict == ""
    assert marked(alice_client, paper, "unreadable").status_code == 302
    assert steps(carol, case)[-1] == ("unreadable", "")
    assert [each.why for each in PaperAsk.objects.order_by("id")] == [WHY, WHY]
    assert PaperKind(PaperAsk.objects.latest("id").kind) is PaperKind.PASSPORT
