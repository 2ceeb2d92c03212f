"""What the guard refused goes out by a second person or not at all; and both stand in the journal."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from conftest import an_agent, as_viewer, says
from kefu.conversations import log, queries
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.kit.errors import NotAllowed
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent, Customer
from kefu.safeguards import releases
from kefu.safeguards.kinds import State
from kefu.safeguards.models import BlockedText
from kefu.trust import admissions
from kefu.trust.models import JournalEntry
from kefu.trust.refusal import Guarded
from kefu.ui import thread

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}
ASK = "Please send me the code from the broken test form."


def ask(client: Client, chat: ConversationRecord, *, body: str = ASK, key: str = "key-00000001") -> int:
    sent = {"body": body, "kind": "message", "key": key}
    return client.post(f"/desk/c/{chat.public_id}/blocked", sent, headers=HTMX).status_code


def decide(client: Client, decision: str) -> int:
    row = BlockedText.objects.get()
    return client.post(f"/desk/blocked/{row.public_id}", {"decision": decision}).status_code


def said(viewer: Viewer, chat: ConversationRecord) -> list[str]:
    return [entry.body for entry in queries.entries_for(viewer, chat) if entry.kind is Kind.MESSAGE]


def test_a_text_that_was_changed_in_the_same_box_waits_anew(
    alice_client: Client, bob_client: Client, bob: Viewer, chat: ConversationRecord
) -> None:
    assert ask(alice_client, chat) == 200
    assert decide(bob_client, "declined") == 302
    assert ask(alice_client, chat) == 409
    assert ask(alice_client, chat, body=f"{ASK} Thanks!") == 200
    assert [each.body for each in releases.waiting_for(bob)] == [f"{ASK} Thanks!"]


def test_a_lead_lets_out_what_a_colleague_wrote_once_and_in_their_name(
    alice_client: Client, bob_client: Client, alice_agent: Agent, bob: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    assert (ask(alice_client, chat), ask(alice_client, chat)) == (200, 200)
    assert ASK not in said(carol, chat)
    page = bob_client.get("/desk/blocked").content.decode()
    assert "Alice" in page
    assert ASK in bob_client.get(f"/desk/blocked/{BlockedText.objects.get().public_id}").content.decode()
    assert decide(bob_client, "released") == 302
    assert decide(bob_client, "released") == 409
    sent = [entry for entry in queries.entries_for(bob, chat) if entry.body == ASK]
    assert [(entry.author.kind, entry.author.id) for entry in sent] == [(AuthorKind.AGENT, alice_agent.id)]
    assert said(carol, chat).count(ASK) == 1
    assert [entry.kind for entry in queries.entries_for(bob, chat)][-1] is Kind.NOTE
    acts = JournalEntry.objects.filter(action__startswith="release_").values_list("actor_id", "action")
    assert list(acts) == [(alice_agent.id, "release_asked"), (bob.id, "release_released")]
    assert BlockedText.objects.get().entry == sent[0].id


def test_what_is_declined_does_not_go_out_and_its_writer_finds_a_note(
    alice_client: Client, bob_client: Client, alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    ask(alice_client, chat)
    assert decide(bob_client, "declined") == 302
    assert decide(bob_client, "released") == 409
    assert ASK not in said(carol, chat)
    assert queries.entries_for(alice, chat)[-1].kind is Kind.NOTE


def test_nobody_lets_out_their_own_and_no_agent_anybodys(
    alice_client: Client, bob_client: Client, carol: Viewer, chat: ConversationRecord
) -> None:
    ask(bob_client, chat)
    assert decide(bob_client, "released") == 403
    assert decide(alice_client, "released") == 403
    assert alice_client.get("/desk/blocked").status_code == 403
    assert BlockedText.objects.get().state == State.WAITING
    assert ASK not in said(carol, chat)


def test_a_customer_and_a_stranger_reach_none_of_it(
    alice_client: Client, client: Client, mallory_token: str, chat: ConversationRecord
) -> None:
    ask(alice_client, chat)
    row = BlockedText.objects.get()
    for place in ("/desk/blocked", f"/desk/blocked/{row.public_id}"):
        assert client.get(place, headers={"Authorization": f"Bearer {mallory_token}"}).status_code == 403
        assert Client().get(place).status_code in {302, 401}


def test_a_program_neither_asks_nor_lets_out(
    alice_client: Client, alice: Viewer, bob_agent: Agent, chat: ConversationRecord
) -> None:
    with pytest.raises(NotAllowed):
        releases.ask(alice, chat, body=ASK, key="key-00000009")
    ask(alice_client, chat)
    with pytest.raises(NotAllowed):
        releases.let_out(as_viewer(bob_agent), BlockedText.objects.get().public_id)


def test_what_nothing_stops_is_sent_and_not_asked_about(alice_client: Client, chat: ConversationRecord) -> None:
    assert ask(alice_client, chat, body="Hello, how can I help?") == 409
    assert not BlockedText.objects.exists()


def test_the_reply_box_says_what_is_meant_and_keeps_what_was_typed(
    alice_client: Client, chat: ConversationRecord
) -> None:
    sent = {"body": ASK, "kind": "message", "key": "key-00000002"}
    place = f"/desk/c/{chat.public_id}/messages"
    told = alice_client.post(place, sent, headers=HTMX).content.decode()
    assert 'data-meant="code"' in told
    assert "data-puts-safe" in told
    whole = alice_client.post(place, sent)
    assert whole.status_code == 400
    assert ASK in whole.content.decode()


def safe_words(client: Client, chat: ConversationRecord) -> tuple[str, str]:
    """Those that go into the box, and what stands beside them."""
    sent = {"body": ASK, "kind": "message", "key": "key-00000003"}
    told = client.post(f"/desk/c/{chat.public_id}/messages", sent, headers=HTMX).content.decode()
    words = told.split("data-safe ")[1].split(">")[1].split("<")[0]
    return words, told.split("data-safe ")[1].partition("</p>")[2]


def test_the_safe_words_are_in_the_language_of_the_customers_badge_and_explained_in_the_agents(
    alice_client: Client, chat: ConversationRecord, carol: Viewer
) -> None:
    words, beside = safe_words(alice_client, chat)
    assert "验证码请只在我们的网站" in words
    assert "It says:" in beside
    assert "Please enter the code on our website" in beside
    Customer.objects.filter(pk=carol.id).update(locale="en")  # she changed her language since
    words, beside = safe_words(alice_client, chat)
    assert "Please enter the code on our website" in words
    assert "It says:" not in beside


def test_a_program_gets_the_safe_words_in_the_customers_language_too(alice: Viewer, chat: ConversationRecord) -> None:
    with pytest.raises(Guarded) as refused, translation.override("en"):
        log.stored(log.reply(chat.id, author=says(alice), body=ASK))
    with translation.override("en"):
        assert "验证码请只在我们的网站" in refused.value.safe
        assert "Please enter the code" in refused.value.safe_explained
        assert "asks the customer for a code" in str(refused.value.message)


def note_of(chat: ConversationRecord, locale: str) -> str:
    reader = replace(as_viewer(an_agent(f"Reader-{locale}")), locale=locale)
    with translation.override(locale):
        return str(thread.entry_json(queries.entries_for(reader, chat)[-1], viewer=reader)["body"])


def test_each_colleague_reads_the_note_in_their_own_language(
    alice_client: Client, bob_client: Client, chat: ConversationRecord
) -> None:
    ask(alice_client, chat)
    assert decide(bob_client, "released") == 302
    assert note_of(chat, "en") == "Let out by a second person: the guard had stopped the message above (code)."
    assert note_of(chat, "zh-hans") == "由另一位同事审阅后放行：上面这条消息曾被拦下（验证码）。"


def test_a_note_that_was_taken_out_says_nothing_any_more(
    alice_client: Client, bob_client: Client, bob: Viewer, chat: ConversationRecord
) -> None:
    ask(alice_client, chat)
    decide(bob_client, "declined")
    note = queries.entries_for(bob, chat)[-1]
    log.stored(log.redact(chat.id, author=Author(AuthorKind.AGENT, bob.id), target=note.seq))
    shown = thread.entry_json(queries.entry_for(bob, chat, number=note.seq), viewer=bob)
    assert shown["body"] == ""


@pytest.mark.parametrize("is_used", [True, False])
def test_SEC_I04_whoever_made_a_sign_in_link_for_its_writer_is_no_second_person(
    is_used: bool, alice_agent: Agent, bob: Viewer, bob_client: Client, carol: Viewer, chat: ConversationRecord
) -> None:
    link = admissions.signin_link("Alice", by=bob.id)
    as_alice = Client()
    if is_used:
        assert as_alice.post(link).status_code == 302
    else:
        as_alice.force_login(alice_agent)
    assert ask(as_alice, chat) == 200
    assert decide(bob_client, "released") == 403
    assert decide(bob_client, "declined") == 403
    assert ASK not in said(carol, chat)
    page = bob_client.get(f"/desk/blocked/{BlockedText.objects.get().public_id}").content.decode()
    assert "no second person" in page
    assert 'name="decision"' not in page
    dora = Client()
    dora.force_login(an_agent("Dora", Role.LEAD))
    assert decide(dora, "released") == 302
    assert ASK in said(carol, chat)


def test_a_link_that_ran_out_unused_and_one_of_long_ago_hinder_nobody(
    alice_client: Client, bob: Viewer, bob_client: Client, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    admissions.signin_link("Alice", minutes=5, by=bob.id)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=6))
    ask(alice_client, chat)
    assert decide(bob_client, "released") == 302


def test_SEC_I04_waiting_a_day_makes_nobody_a_second_person(
    bob: Viewer, bob_client: Client, alice_agent: Agent, chat: ConversationRecord
) -> None:
    as_alice = Client()
    as_alice.post(admissions.signin_link("Alice", by=bob.id))
    ask(as_alice, chat)
    JournalEntry.objects.filter(action__startswith="signin_link").update(at=clock.now() - timedelta(hours=30))
    BlockedText.objects.update(asked_at=clock.now() - timedelta(hours=29))
    assert decide(bob_client, "released") == 403
    BlockedText.objects.update(asked_at=clock.now())
    assert decide(bob_client, "released") == 302


def test_SEC_I04_a_link_counts_as_long_as_the_session_that_it_began_may_live(
    bob: Viewer, bob_client: Client, alice_agent: Agent, chat: ConversationRecord, settings: Any
) -> None:
    as_alice = Client()
    as_alice.post(admissions.signin_link("Alice", by=bob.id))
    ask(as_alice, chat)
    JournalEntry.objects.filter(action__startswith="signin_link").update(at=clock.now() - timedelta(hours=30))
    settings.SESSION_COOKIE_AGE = 48 * 3_600
    assert decide(bob_client, "released") == 403
