"""Customers' data is shown whole to whoever has a case, a reason and a live grant, written down first; and to nobody in bulk."""

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from conftest import a_customer, an_agent, as_viewer, says
from kefu.conversations import log, queries
from kefu.conversations.data import NoteData
from kefu.conversations.data_notes import Alarm
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.kit.errors import Invalid, NotAllowed
from kefu.people import contact
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent, AgentSession
from kefu.safeguards import alarms, freezes, reveals
from kefu.safeguards.errors import Frozen, NoOpenCase, OwnFreeze, Slowed, Unprovable
from kefu.safeguards.models import Reveal, RevealAlarm, RevealFreeze
from kefu.safeguards.reveals import Shown
from kefu.trust import admissions, badges, journal
from kefu.trust.models import JournalEntry
from kefu.trust.sealing import standing
from kefu.watchers.insiders.watch import Insiders
from kefu.watchers.notify.watch import Notify

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WHY = {"why": "identity"}
MAIL = "carol@example.test"
WORDS = "They called from another number."


def at_the_desk(viewer: Viewer) -> Viewer:
    return replace(viewer, session="desk:test")


@pytest.fixture
def ann(alice: Viewer) -> Viewer:
    return at_the_desk(alice)


class Hands:
    """Moves the clock; the journal is carried out meanwhile, and everybody works."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.moment)

    def go(self, **span: float) -> datetime:
        self.moment += timedelta(**span)
        return self.moment


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    monkeypatch.setattr(standing, "may_reveal", lambda _now: True)
    monkeypatch.setattr(badges, "on_shift", set)
    return Hands(monkeypatch)


def place(chat: ConversationRecord, field: str = "email") -> str:
    return f"/desk/c/{chat.public_id}/reveals/{field}"


def shown(viewer: Viewer, chat: ConversationRecord, field: str = "email", reason: str = "identity") -> Shown:
    now = queries.conversation_by_row(viewer, chat.id)
    return reveals.reveal(viewer, now, field=field, reason=reason)


def chats(viewer: Viewer, count: int, *, shuffled: bool = True) -> list[ConversationRecord]:
    found = []
    for number in range(count):
        customer = a_customer(f"victim-{number}").viewer
        entry = log.stored(log.open(customer.id, author=says(customer), body="hi", key=None, locale="en"))
        log.assign(entry.conversation, author=says(viewer), agent=viewer.id)
        found.append(queries.conversation_by_row(viewer, entry.conversation))
    return found[::2] + found[1::2][::-1] if shuffled else found


def rules() -> list[str]:
    return list(RevealAlarm.objects.order_by("id").values_list("rule", flat=True))


def reveal_each(
    viewer: Viewer, found: Sequence[ConversationRecord], hands: Hands, *, every_s: float
) -> tuple[int, int, int]:
    """How many were shown, how many slowed down, and at which the agent was frozen (0: never)."""
    seen = slowed = 0
    for number, chat in enumerate(found, start=1):
        hands.go(seconds=every_s)
        try:
            shown(viewer, chat)
            seen += 1
        except Slowed:
            slowed += 1
        except Frozen:
            return seen, slowed, number
    return seen, slowed, 0


def test_SEC_M02_a_value_is_in_no_page_before_a_reason_was_given_and_a_grant_made(
    alice_client: Client, alice_agent: Agent, chat: ConversationRecord
) -> None:
    assert MAIL not in alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    asked = alice_client.get(place(chat), headers=HTMX)
    assert (asked.status_code, MAIL in asked.content.decode()) == (200, False)
    for sent in ({}, {"why": "own", "words": "short"}, {"why": "own", "words": "x" * 201}, {"why": "nothing"}):
        refused = alice_client.post(place(chat), sent, headers=HTMX)
        assert (refused.status_code, MAIL in refused.content.decode()) == (400, False), sent
    assert not Reveal.objects.exists()
    granted = alice_client.post(place(chat), {"why": "own", "words": WORDS}, headers=HTMX)
    page = granted.content.decode()
    assert (granted.status_code, "no-store" in granted.headers["Cache-Control"], MAIL in page) == (200, True, True)
    assert page.count(f"Alice · {badges.card_of(alice_agent.pk).badge}") > 2  # type: ignore[union-attr]
    assert MAIL in alice_client.get(place(chat), headers=HTMX).content.decode()
    assert MAIL not in alice_client.get(place(chat) + "?masked=yes", headers=HTMX).content.decode()
    assert MAIL not in alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    act = JournalEntry.objects.get(action="reveal_shown")
    assert (act.actor_id, act.subject_id) == (alice_agent.pk, chat.customer)
    assert WORDS in act.detail
    assert MAIL not in act.detail


def test_SEC_M02_a_grant_is_for_one_agent_one_field_one_conversation_and_a_quarter_of_an_hour(
    ann: Viewer, bob: Viewer, chat: ConversationRecord, hands: Hands
) -> None:
    granted = shown(ann, chat)
    assert (granted.value, granted.left_s) == (MAIL, 15 * 60)
    other = chats(ann, 1)[0]
    assert reveals.shown_for(ann, chat, field="uid") is None
    assert reveals.shown_for(ann, other, field="email") is None
    assert reveals.shown_for(ann, replace(other, customer=chat.customer), field="email") is None
    assert reveals.shown_for(ann, replace(chat, customer=other.customer), field="email") is None
    assert reveals.shown_for(at_the_desk(bob), chat, field="email") is None
    hands.go(minutes=14, seconds=59)
    assert reveals.shown_for(ann, chat, field="email") is not None
    hands.go(seconds=1)
    assert reveals.shown_for(ann, chat, field="email") is None


def test_SEC_M02_nothing_is_shown_of_a_closed_conversation_even_while_the_grant_lasts(
    ann: Viewer, chat: ConversationRecord
) -> None:
    shown(ann, chat)
    log.close(chat.id, author=says(ann), reason=CloseReason.SOLVED)
    closed = queries.conversation_by_row(ann, chat.id)
    with pytest.raises(NoOpenCase):
        reveals.shown_for(ann, closed, field="email")
    with pytest.raises(NoOpenCase):
        reveals.reveal(ann, closed, field="email", reason="identity")
    with pytest.raises(NoOpenCase):  # it was open when the page was read
        reveals.reveal(ann, chat, field="uid", reason="identity")
    assert Reveal.objects.count() == 1


def test_SEC_M02_tokens_auditors_and_unknown_fields_get_nothing(
    alice: Viewer,
    ann: Viewer,
    alice_client: Client,
    alice_agent: Agent,
    bob_agent: Agent,
    chat: ConversationRecord,
) -> None:
    with pytest.raises(NotAllowed):
        shown(alice, chat)
    with pytest.raises(Invalid):
        shown(ann, chat, "password")
    assert alice_client.post(place(chat, "password"), WHY, headers=HTMX).status_code == 404
    auditor = at_the_desk(as_viewer(an_agent("Otto", Role.AUDITOR)))
    with pytest.raises(NotAllowed):
        shown(auditor, chat)
    for who, address in ((alice_agent, place(chat)), (bob_agent, place(chat)), (bob_agent, "/desk/reveals/")):
        program = Client(headers={"authorization": f"Bearer {admissions.api_token(who.name)}"})
        assert program.get(address, headers=HTMX).status_code == 403
    assert program.post(place(chat), WHY, headers=HTMX).status_code == 403
    assert not Reveal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_SEC_M02_the_row_is_on_disk_before_the_value_is_read(
    ann: Viewer, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[tuple[int, int, bool]] = []

    def value(customer: int, field: str) -> str:
        rows = JournalEntry.objects.filter(action="reveal_shown", subject_id=customer).count()
        read.append((rows, Reveal.objects.filter(field=field).count(), connection.in_atomic_block))
        return "whole"

    monkeypatch.setattr(contact, "value", value)
    assert shown(ann, chat).value == "whole"
    assert read == [(1, 1, False)]


@pytest.mark.django_db(transaction=True)
def test_SEC_M02_without_a_journal_that_takes_the_row_and_is_carried_out_nothing_is_shown(
    alice_client: Client, ann: Viewer, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_acts: object) -> None:
        raise OperationalError("disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(journal, "write", full)
        refused = alice_client.post(place(chat), WHY, headers=HTMX)
        assert (refused.status_code, MAIL in refused.content.decode()) == (503, False)
    assert not Reveal.objects.exists()
    with monkeypatch.context() as patched:
        patched.setattr(standing, "may_reveal", lambda _now: False)
        with pytest.raises(Unprovable):
            shown(ann, chat)
    assert not Reveal.objects.exists()
    assert shown(ann, chat).value == MAIL


def test_SEC_M02_no_log_holds_what_was_shown(
    alice_client: Client, chat: ConversationRecord, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        granted = alice_client.post(place(chat), WHY, headers=HTMX)
    assert MAIL in granted.content.decode()
    assert MAIL not in caplog.text
    assert MAIL not in json.dumps(list(Reveal.objects.values()), default=str)
    assert MAIL not in repr(Shown(field="email", value=MAIL, ends_at=clock.now(), left_s=1))


def test_SEC_M03_thirty_are_told_of_sixty_are_slowed_down_and_a_hundred_an_hour_are_the_end(
    ann: Viewer, bob: Viewer, hands: Hands
) -> None:
    found = chats(ann, 104)
    assert reveal_each(ann, found[:29], hands, every_s=5) == (29, 0, 0)
    assert rules() == []
    assert reveal_each(ann, found[29:59], hands, every_s=5) == (30, 0, 0)
    assert rules() == [Alarm.MANY_AN_HOUR]
    seen, slowed, frozen_at = reveal_each(ann, found[59:], hands, every_s=5)
    assert seen <= 5
    assert (seen + slowed + 1, frozen_at) == (41, 41)
    assert rules() == [Alarm.MANY_AN_HOUR, Alarm.HALF_A_DAY, Alarm.SLOWED, Alarm.FROZEN_HOUR]
    with pytest.raises(Frozen):
        shown(ann, found[0])  # and what was granted before is masked too
    with pytest.raises(Frozen):
        reveals.shown_for(ann, found[60], field="email")
    hands.go(days=3)
    with pytest.raises(Frozen):
        shown(ann, found[0])


def test_SEC_M03_two_hundred_a_day_spread_over_ten_hours_end_in_the_same_shift(ann: Viewer, hands: Hands) -> None:
    began = hands.moment
    seen, slowed, frozen_at = reveal_each(ann, chats(ann, 125), hands, every_s=180)
    assert (seen, slowed, frozen_at) == (119, 0, 120)
    assert hands.moment - began < timedelta(hours=8)
    assert rules() == [Alarm.HALF_A_DAY, Alarm.FROZEN_DAY]


def test_SEC_M03_customers_in_the_order_they_came_are_told_of_and_the_same_shuffled_are_not(
    ann: Viewer, bob: Viewer, hands: Hands
) -> None:
    found = chats(ann, 5, shuffled=False)
    for number in (2, 0, 4, 1, 3):
        shown(ann, found[number])
    assert rules() == []
    for chat in reversed(found):
        hands.go(minutes=16)
        shown(ann, chat)
    assert rules() == [Alarm.IN_A_ROW]


def test_SEC_M03_customers_of_others_and_an_agent_who_is_not_at_work_are_told_of(
    ann: Viewer, bob: Viewer, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = chats(bob, 6)
    for number, chat in enumerate(found[:5]):
        assert rules() == [], number
        shown(ann, chat)
    assert rules() == [Alarm.NOT_OWN]
    monkeypatch.setattr(badges, "on_shift", lambda _agents: set())
    shown(ann, found[5])
    assert rules() == [Alarm.NOT_OWN, Alarm.OFF_SHIFT]


def test_SEC_M03_whoever_does_nothing_but_reveal_is_off_shift(
    alice_client: Client, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "may_reveal", lambda _now: True)
    now = Hands(monkeypatch)
    assert alice_client.post(place(chat, "uid"), WHY, headers=HTMX).status_code == 200
    assert rules() == []
    for _ in range(4):
        now.go(minutes=4)
        alice_client.get(place(chat, "uid"), headers=HTMX)
    assert AgentSession.objects.get().seen_at < now.moment - timedelta(minutes=15)
    assert alice_client.post(place(chat), WHY, headers=HTMX).status_code == 200
    assert rules() == [Alarm.OFF_SHIFT]


def test_SEC_M03_a_customer_nobody_should_ask_for_ends_it_at_once_in_the_words_of_any_freeze(
    alice_client: Client, ann: Viewer, chat: ConversationRecord, mallory: Viewer
) -> None:
    honey = log.stored(log.open(mallory.id, author=says(mallory), body="hi", key=None, locale="en"))
    call_command("honey_customer", mallory.public_id, because="made up for whoever looks", stdout=StringIO())
    trap = queries.conversation_by_row(ann, honey.conversation)
    first = alice_client.post(place(trap), WHY, headers=HTMX)
    assert (first.status_code, "mallory@example.test" in first.content.decode()) == (403, False)
    after = alice_client.post(place(chat), WHY, headers=HTMX)
    said = str(Frozen().message)
    assert (after.status_code, said in first.content.decode(), said in after.content.decode()) == (403, True, True)
    assert rules() == [Alarm.HONEY]
    assert list(JournalEntry.objects.filter(action="reveals_frozen").values_list("actor_id", flat=True)) == [ann.id]


def test_SEC_M03_one_pass_of_the_worker_tells_everybody_who_watches_but_not_whom_it_is_about(
    ann: Viewer, bob: Viewer, chat: ConversationRecord, mallory: Viewer
) -> None:
    root, lea = an_agent("Root", Role.ADMIN), an_agent("Lea", Role.LEAD)
    freezes.plant(mallory.public_id, because="made up for whoever looks")
    lead = at_the_desk(as_viewer(lea))
    trap = log.stored(log.open(mallory.id, author=says(mallory), body="hi", key=None, locale="en")).conversation
    with pytest.raises(Frozen):
        shown(lead, queries.conversation_by_row(lead, trap))
    Insiders().sweep()
    assert alarms.tell() == 0
    note = queries.entries_for(bob, queries.conversation_by_row(bob, trap))[-1]
    assert isinstance(note.data, NoteData)
    assert (note.data.alarm, set(note.data.mentions), note.body) == (Alarm.HONEY, {bob.id, root.pk}, "Lea")
    hints = [effect for effect in Notify().on_entries([note]) if hasattr(effect, "topic")]
    assert len(hints) == 1
    theirs = queries.conversation_by_row(mallory, trap)
    assert note.id not in [entry.id for entry in queries.entries_for(mallory, theirs)]


def test_SEC_M03_a_freeze_is_ended_by_another_lead_with_a_reason_and_counting_begins_anew(
    ann: Viewer, bob: Viewer, chat: ConversationRecord, bob_client: Client, alice_client: Client, settings: Any
) -> None:
    settings.REVEALS_FREEZE_A_DAY = 2
    found = chats(ann, 2)
    shown(ann, found[0])
    with pytest.raises(Frozen):
        shown(ann, found[1])
    freeze = RevealFreeze.objects.get()
    lifting = f"/desk/reveals/{freeze.public_id}/lifting"
    assert alice_client.post(lifting, {"reason": "I was right to do so"}).status_code == 403
    assert bob_client.post(lifting, {"reason": "ok"}).status_code == 400
    page = bob_client.get("/desk/reveals/").content.decode()
    assert "Alice" in page
    assert "victim-0@" not in page
    RevealFreeze.objects.update(agent=bob.id)
    with pytest.raises(OwnFreeze):
        freezes.lift(at_the_desk(bob), freeze.public_id, reason="I was right to do so")
    RevealFreeze.objects.update(agent=ann.id)
    assert bob_client.post(lifting, {"reason": "a fair in town today"}).status_code == 302
    assert bob_client.post(lifting, {"reason": "a fair in town today"}).status_code == 409
    act = JournalEntry.objects.get(action="reveals_unfrozen")
    assert (act.actor_id, "a fair in town today" in act.detail) == (bob.id, True)
    assert shown(ann, found[1]).value


def test_the_page_of_reveals_is_for_those_who_watch(
    alice_client: Client, bob_client: Client, ann: Viewer, chat: ConversationRecord
) -> None:
    shown(ann, chat, reason=WORDS)
    assert alice_client.get("/desk/reveals/").status_code == 403
    page = bob_client.get("/desk/reveals/").content.decode()
    assert (WORDS in page, MAIL in page, chat.public_id in page) == (True, False, True)
