"""The desk's search by its door: what staff find, how it is narrowed, and that nobody else learns of a word."""

import re

import pytest
from django.test import Client

from conftest import a_customer, as_viewer, says
from kefu.conversations import finding, log, react
from kefu.conversations.records import ConversationRecord
from kefu.people import limits
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.watchers.indexing.models import IndexedUpTo

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def told(chat: ConversationRecord, alice: Viewer) -> ConversationRecord:
    log.stored(log.reply(chat.id, author=says(alice), body="Your <b>deposit</b> needs 12 confirmations"))
    log.stored(log.note(chat.id, author=says(alice), body="deposit looks fine"))
    while react.run_pass():
        pass
    return chat


def page(client: Client, **asked: str) -> str:
    answer = client.get("/desk/search", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_was_said_is_shown_by_conversation_marked_escaped_and_leads_to_its_place(
    alice_client: Client, told: ConversationRecord
) -> None:
    shown = page(alice_client, q="deposit")
    assert shown.count('class="hunt__group"') == 1
    assert shown.count("<mark>deposit</mark>") == 2
    assert "&lt;b&gt;" in shown
    assert "<b>deposit" not in shown
    assert re.findall(rf'href="/desk/c/{told.public_id}/\?box=unassigned#entry-(\d+)"', shown) == ["4", "3"]
    assert "<mark>充值</mark>" in page(alice_client, q="充值")


def test_filters_narrow_and_what_is_no_filter_is_left_out(alice_client: Client, told: ConversationRecord) -> None:
    assert "looks fine" in page(alice_client, q="deposit", said="note")
    assert "12 confirmations" not in page(alice_client, q="deposit", said="note")
    assert "Search without filters" in page(alice_client, q="deposit", said="customer")
    assert "Search without filters" in page(alice_client, q="deposit", mine="1")
    assert "Search without filters" in page(alice_client, q="deposit", until="2020-01-01")
    assert "looks fine" in page(alice_client, q="deposit", said="x", state="'", since="yesterday", mine="2")


def test_more_follows_by_key_and_a_key_that_is_none_is_refused(
    alice_client: Client, told: ConversationRecord, alice: Viewer
) -> None:
    for n in range(finding.PAGE):
        log.stored(log.reply(told.id, author=says(alice), body=f"deposit number {n}"))
    while react.run_pass():
        pass
    first = page(alice_client, q="deposit")
    cursor = re.findall(r"before=([a-z2-7]{26}~\d+)", first)[0]
    rest = alice_client.get("/desk/search", {"q": "deposit", "before": cursor}, headers=HTMX).content.decode()
    assert (first.count("<mark>"), rest.count("<mark>")) == (finding.PAGE, 2)
    assert "<html" not in rest
    for wrong in ("1", "x~1", f"{told.public_id}~x", f"{told.public_id}~999999", "a" * 26 + "~1", "1 OR 1=1"):
        assert alice_client.get("/desk/search", {"q": "deposit", "before": wrong}).status_code == 400


def test_nothing_found_says_what_to_try_and_no_question_says_what_can_be_asked(
    alice_client: Client, told: ConversationRecord
) -> None:
    assert "Nobody has said this" in page(alice_client, q="zanzibar")
    assert "Everything that was said" in page(alice_client)
    assert "Nobody has said this" in page(alice_client, q='" OR terms:* NEAR(')


def test_what_was_not_looked_through_in_time_is_told_and_can_be_looked_at_longer(
    alice_client: Client, told: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "BUDGET", finding.BUDGET * 0)
    shown = page(alice_client, q="deposit")
    assert "Not everything could be looked through in time" in shown
    assert "Nobody has said this" not in shown
    assert "12 confirmations" in page(alice_client, q="deposit", longer="1")


def test_while_older_entries_are_made_ready_the_page_says_so(alice_client: Client, told: ConversationRecord) -> None:
    assert "being made ready" not in page(alice_client, q="deposit")
    IndexedUpTo.objects.update(is_done=False, entry=1)
    assert "being made ready" in page(alice_client, q="deposit")


def test_customers_are_found_by_name_and_by_a_whole_address_and_by_no_part_of_one(
    alice_client: Client, chat: ConversationRecord
) -> None:
    assert 'class="hunt__person"' in page(alice_client, q="Carol")
    for whole in ("carol@example.test", "Carol@Example.test"):
        assert 'class="hunt__person"' in page(alice_client, q=whole)
    viewer = a_customer("uid-48213377", name="Dan").viewer
    log.stored(log.open(viewer.id, author=says(viewer), body="hi", key="dan-first-one", locale="en"))
    assert 'class="hunt__person"' in page(alice_client, q="uid-48213377")
    for part in ("arol@example.test", "@example.test", "48213377@example.test", "uid-4821337", "48213377"):
        assert 'class="hunt__person"' not in page(alice_client, q=part)


def test_a_customer_and_a_stranger_learn_nothing(
    alice_client: Client, told: ConversationRecord, carol_token: str, mallory_token: str
) -> None:
    assert "<mark>" in page(alice_client, q="deposit")
    for word in ("deposit", "zanzibar"):
        answers = [
            Client().get("/desk/search", {"q": word}),
            Client().get("/desk/search", {"q": word}, headers={"Authorization": f"Bearer {mallory_token}"}),
            Client().get("/desk/search", {"q": word}, headers={"Authorization": f"Bearer {carol_token}"}),
        ]
        assert {answer.status_code for answer in answers} <= {302, 401, 403}
        assert all(b"deposit</mark>" not in answer.content for answer in answers)


def test_whoever_searches_without_pause_is_told_to_wait(
    alice_client: Client, told: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    codes = [alice_client.get("/desk/search", {"q": "deposit"}).status_code for _ in range(40)]
    assert codes.count(429) == 10
    assert codes[-1] == 429


def test_an_address_pasted_very_long_is_answered(alice_client: Client, told: ConversationRecord) -> None:
    assert "<mark>" not in page(alice_client, q="a" * 5_000)
    assert "<mark>" not in page(alice_client, q="充" * 3_000)


def test_staff_are_named_by_their_own_names_to_each_other(
    bob_client: Client, told: ConversationRecord, alice_agent: Agent
) -> None:
    shown = page(bob_client, q="deposit")
    assert f"<b>{as_viewer(alice_agent).name}</b>" in shown
