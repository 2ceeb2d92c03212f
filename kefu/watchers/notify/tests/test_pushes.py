"""From an entry in the log to a message that only an agent's own browser can open."""

from datetime import time, timedelta

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from conftest import says
from kefu.conversations import log, marks
from kefu.conversations.data_sla import SlaData, Target
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import ConversationRecord, Draft
from kefu.kit import clock, vapid
from kefu.people.access import Viewer
from kefu.watchers.notify import delivery, jobs, preferences
from kefu.watchers.notify.models import PushJob
from kefu.watchers.notify.rules import FOR_AGENTS, Preferences, QuietHours, Reason
from kefu.watchers.notify.tests.conftest import React, Subscribe, Wait
from kefu.watchers.notify.tests.receiver import PushService
from kefu.watchers.notify.tests.scene import GRACE, MINUTE, statuses, writes

pytestmark = pytest.mark.django_db(transaction=True)

Status = PushJob.Status
NOON = time(12)


def test_an_agent_who_is_away_is_told_without_a_word_of_the_customers(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    carol: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(alice)
    writes(carol, mine)
    react_now()
    assert delivery.run_due() == 0  # a desk in sight has a moment to say that it has told her
    wait(GRACE)
    assert delivery.run_due() == 1
    [told], [payload] = service.got, service.payloads()
    assert payload["title"] == "A customer wrote"
    assert payload["body"] == f"Conversation {mine.public_id[:8]}"
    assert payload["url"] == f"/desk/c/{mine.public_id}/"
    assert "apple" not in str(payload)
    assert "Carol" not in str(payload)
    claims = service.claims(told)
    assert claims["k"] == vapid.public()
    assert claims["sub"] == django_settings.PUSH_SUBJECT
    assert told.headers["content-encoding"] == "aes128gcm"
    assert 0 < int(told.headers["ttl"]) <= 3600
    assert statuses() == [Status.SENT]


def test_a_promise_that_is_nearly_over_reaches_whoever_has_the_conversation(
    service: PushService, subscribe: Subscribe, mine: ConversationRecord, alice: Viewer, react_now: React, wait: Wait
) -> None:
    subscribe(alice)
    data = SlaData(Target.FIRST_ANSWER, clock.now())
    author = Author(kind=AuthorKind.WATCHER, name="sla")
    log.stored(log.append([Draft(mine.id, Kind.SLA_NEAR, author, data, audience=Audience.STAFF)])[0])
    react_now()
    wait(GRACE)
    assert delivery.run_due() == 1
    assert service.payloads()[0]["title"] == "A promised answer is due"


def test_words_travel_only_where_the_operator_allows_it(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    carol: Viewer,
    react_now: React,
    wait: Wait,
    settings: Settings,
) -> None:
    settings.PUSH_WORDS = True
    subscribe(alice)
    writes(carol, mine, "where is my deposit")
    react_now()
    wait(GRACE)
    delivery.run_due()
    assert [payload["body"] for payload in service.payloads()] == ["where is my deposit"]


def test_what_a_desk_in_sight_has_told_is_not_pushed(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    bob: Viewer,
    carol: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(alice)
    writes(carol, mine)
    react_now()
    assert jobs.seen_now(bob) == 0  # what Bob sees is not seen by Alice
    assert jobs.seen_now(alice) == 1
    wait(GRACE)
    assert delivery.run_due() == 0
    assert (service.got, statuses()) == ([], [Status.SEEN])


def test_what_was_read_on_another_device_is_not_pushed(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    carol: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(alice)
    seq = writes(carol, mine)
    react_now()
    marks.record([marks.Mark(mine.id, mine.public_id, AuthorKind.AGENT, alice.id, delivered=seq, read=seq)])
    wait(GRACE)
    delivery.run_due()
    assert (service.got, statuses()) == ([], [Status.SEEN])


def test_one_notice_a_minute_while_it_is_unread(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    carol: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(alice)
    for number in range(3):
        last = writes(carol, mine, f"and {number}")
        react_now()
    assert len(statuses()) == 1
    marks.record([marks.Mark(mine.id, mine.public_id, AuthorKind.AGENT, alice.id, delivered=last, read=last)])
    writes(carol, mine, "after she has read it")
    react_now()
    assert len(statuses()) == 2
    wait(MINUTE)
    writes(carol, mine, "a minute later")
    react_now()
    assert len(statuses()) == 3


def test_reacting_twice_tells_once(
    subscribe: Subscribe, mine: ConversationRecord, alice: Viewer, carol: Viewer, wait: Wait
) -> None:
    subscribe(alice)
    telling = jobs.Telling(mine.id, mine.public_id, seq=writes(carol, mine), reason=Reason.MINE, agents=(alice.id,))
    jobs.queue([telling])
    wait(MINUTE)
    jobs.queue([telling])
    assert len(statuses()) == 1


def test_what_is_nobodys_is_pushed_to_who_asked_once_a_minute_in_all(
    subscribe: Subscribe, alice: Viewer, bob: Viewer, carol: Viewer, mallory: Viewer, react_now: React, wait: Wait
) -> None:
    subscribe(alice, "alice")
    subscribe(bob, "bob")
    preferences.choose(bob, Preferences(pushes=frozenset(FOR_AGENTS)))
    for customer in (carol, mallory):
        log.open(customer.id, author=says(customer), body="hello", key=f"{customer.name}-hello", locale="en")
        react_now()
    assert [job.subscription.person_id for job in PushJob.objects.all()] == [bob.id]
    wait(MINUTE)
    log.open(mallory.id, author=says(mallory), body="still here", key="still-here", locale="en")
    react_now()
    assert len(statuses()) == 2


def test_who_is_given_a_conversation_is_told_and_who_takes_one_is_not(
    service: PushService,
    subscribe: Subscribe,
    chat: ConversationRecord,
    alice: Viewer,
    bob: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    react_now()
    subscribe(alice, "alice")
    subscribe(bob, "bob")
    log.assign(chat.id, author=says(alice), agent=alice.id)
    react_now()
    assert statuses() == []
    log.assign(chat.id, author=says(alice), agent=bob.id)
    react_now()
    wait(GRACE)
    delivery.run_due()
    assert [told.path for told in service.got] == ["/push/bob"]
    assert service.payloads()[0]["title"] == "A conversation was given to you"


def test_who_is_named_in_a_note_is_told_and_who_named_themselves_or_was_not_named_is_not(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    bob: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(alice, "alice")
    subscribe(bob, "bob")
    log.note(mine.id, author=says(alice), body="@Alice and @Bob, the deposit is on chain")
    log.note(mine.id, author=says(alice), body="nobody in particular")
    react_now()
    wait(GRACE)
    delivery.run_due()
    assert [told.path for told in service.got] == ["/push/bob"]
    [payload] = service.payloads()
    assert payload["title"] == "You were mentioned in a note"
    assert "deposit" not in str(payload)


def test_what_comes_back_by_itself_is_told_and_what_its_agent_woke_is_not(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    bob: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(alice)
    for woken_by in (alice, bob):
        log.snooze(mine.id, author=says(alice), until=clock.now() + timedelta(hours=1))
        log.wake_up(mine.id, author=says(woken_by))
        react_now()
    wait(GRACE)
    delivery.run_due()
    assert [payload["title"] for payload in service.payloads()] == ["A conversation you put aside is back"]


def test_quiet_hours_and_do_not_disturb_hold_a_push_back_even_when_chosen_after_it_was_queued(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    carol: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(alice)
    writes(carol, mine)
    react_now()
    preferences.choose(alice, Preferences(quiet=QuietHours(starts=NOON, ends=NOON)))  # all day, every day
    wait(GRACE)
    delivery.run_due()
    assert (service.got, statuses()) == ([], [Status.MUTED])
    wait(MINUTE)
    writes(carol, mine, "again")
    react_now()
    assert len(statuses()) == 1
