"""From an entry in the log to a message that only the subscribed browser can open."""

import threading
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from conftest import says
from kefu.conversations import log, marks
from kefu.conversations.kinds import AuthorKind
from kefu.conversations.records import ConversationRecord
from kefu.kit import http, vapid
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.watchers.notify import delivery, jobs, preferences
from kefu.watchers.notify.models import PushJob, Subscription
from kefu.watchers.notify.rules import FOR_AGENTS, Preferences, QuietHours, Reason
from kefu.watchers.notify.tests.conftest import Subscribe, Wait
from kefu.watchers.notify.tests.receiver import PushService

pytestmark = pytest.mark.django_db(transaction=True)

Status = PushJob.Status
GRACE, AWAY, MINUTE = timedelta(seconds=6), timedelta(seconds=31), timedelta(seconds=61)
NOON = time(12)
React = Callable[[], None]


def statuses() -> list[str]:
    return list(PushJob.objects.order_by("pk").values_list("status", flat=True))


@pytest.fixture
def mine(chat: ConversationRecord, alice: Viewer, bob: Viewer, react_now: React) -> ConversationRecord:
    """Carol's conversation is with Alice, and what has happened so far is told."""
    log.assign(chat.id, author=says(bob), agent=alice.id)
    react_now()
    PushJob.objects.all().delete()
    return chat


def writes(carol: Viewer, chat: ConversationRecord, body: str = "我的助记词是 apple") -> int:
    entry = log.stored(log.reply(chat.id, author=says(carol), body=body))
    return entry.seq


# -- agents ----------------------------------------------------------------------------------------------------------
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


# -- what services answer ---------------------------------------------------------------------------------------------
@pytest.fixture
def waiting(
    subscribe: Subscribe, mine: ConversationRecord, alice: Viewer, carol: Viewer, react_now: React, wait: Wait
) -> PushJob:
    """One push to Alice that is due now."""
    subscribe(alice)
    writes(carol, mine)
    react_now()
    wait(GRACE)
    return PushJob.objects.get()


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_gave_its_subscription_up_is_forgotten(
    status: int, service: PushService, waiting: PushJob
) -> None:
    service.answers = [(status, {})]
    assert delivery.run_due() == 1
    assert not Subscription.objects.exists()
    assert not PushJob.objects.exists()


def test_a_service_that_is_too_busy_is_asked_again_when_it_said(
    service: PushService, waiting: PushJob, wait: Wait
) -> None:
    service.answers = [(429, {"Retry-After": "90"})]
    delivery.run_due()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.error) == (Status.WAITING, "HTTP 429")
    wait(timedelta(seconds=80))
    assert delivery.run_due() == 0
    wait(timedelta(seconds=11))
    assert delivery.run_due() == 1
    assert statuses() == [Status.SENT]
    assert len(service.got) == 2


def test_a_service_that_stays_broken_is_given_up_and_its_person_sees_why(
    service: PushService, waiting: PushJob, wait: Wait
) -> None:
    service.answers = [(503, {})] * 10
    for _ in range(10):
        delivery.run_due()
        wait(timedelta(minutes=6))
    assert len(service.got) == 5
    assert statuses() == [Status.FAILED]
    assert Subscription.objects.get().error == "HTTP 503"


def test_a_refusal_for_good_is_not_repeated(service: PushService, waiting: PushJob, wait: Wait) -> None:
    service.answers = [(403, {})]
    delivery.run_due()
    wait(timedelta(minutes=10))
    assert delivery.run_due() == 0
    assert (len(service.got), statuses()) == (1, [Status.FAILED])


def test_a_service_that_does_not_answer_is_left_at_the_deadline_and_asked_again(
    service: PushService, waiting: PushJob, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "DEADLINE_S", 0.3)
    service.delay_s = 1.0
    delivery.run_due()
    assert statuses() == [Status.WAITING]
    service.delay_s = 0
    wait(timedelta(minutes=1))
    delivery.run_due()
    assert statuses() == [Status.SENT]


def test_a_notice_that_is_too_late_is_not_sent(service: PushService, waiting: PushJob, wait: Wait) -> None:
    wait(timedelta(hours=2))
    delivery.run_due()
    assert (service.got, statuses()) == ([], [Status.FAILED])


def test_who_ends_between_claim_and_send_leaves_it_undecided_and_nobody_sends_it_again(
    service: PushService, waiting: PushJob, wait: Wait
) -> None:
    assert jobs.claim_next() is not None  # and here the process is killed
    assert jobs.claim_next() is None
    wait(timedelta(minutes=3))
    jobs.sweep()
    assert statuses() == [Status.UNCERTAIN]
    assert delivery.run_due() == 0
    assert service.got == []


def test_many_senders_send_each_notice_once(service: PushService, waiting: PushJob) -> None:
    threads = [threading.Thread(target=delivery.Courier()._work) for _ in range(4)]
    for courier in threads:
        courier.start()
    for courier in threads:
        courier.join()
    assert (len(service.got), statuses()) == (1, [Status.SENT])


def test_a_queue_that_is_full_takes_no_more(
    subscribe: Subscribe,
    waiting: PushJob,
    mine: ConversationRecord,
    carol: Viewer,
    react_now: React,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 1)
    wait(MINUTE)
    writes(carol, mine, "one too many")
    react_now()
    assert len(statuses()) == 1


def test_the_screen_it_stood_on_is_told_by_the_browser_itself(service: PushService, waiting: PushJob) -> None:
    delivery.run_due()
    assert not jobs.shown("a" * 26)
    assert jobs.shown(service.payloads()[0]["receipt"])
    assert not jobs.shown(service.payloads()[0]["receipt"])
    assert statuses() == [Status.SHOWN]
    assert Subscription.objects.get().shown_at is not None


def test_a_disabled_agent_hears_nothing_more(
    service: PushService, waiting: PushJob, alice_agent: Agent, wait: Wait
) -> None:
    Agent.objects.filter(pk=alice_agent.pk).update(is_active=False)
    delivery.run_due()
    assert service.got == []
    assert not Subscription.objects.exists()


# -- customers --------------------------------------------------------------------------------------------------------
def answers(chat: ConversationRecord, agent: Viewer, body: str = "Your deposit has arrived") -> int:
    return log.stored(log.reply(chat.id, author=says(agent), body=body)).seq


def test_a_customer_who_left_is_told_in_their_language_that_there_is_an_answer(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    carol: Viewer,
    mallory: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(carol, "carol")
    subscribe(mallory, "mallory")
    log.note(mine.id, author=says(alice), body="not for customers")
    react_now()
    assert statuses() == []
    answers(mine, alice)
    react_now()
    wait(GRACE)
    assert delivery.run_due() == 0
    wait(AWAY)
    delivery.run_due()
    assert [told.path for told in service.got] == ["/push/carol"]
    [payload] = service.payloads()
    assert payload["title"] == "Kefu 客服已回复"
    assert (payload["url"], payload["lang"]) == ("/chat", "zh-hans")
    assert "deposit" not in str(payload)


def test_a_customer_whose_page_got_the_answer_is_not_pushed(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    carol: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(carol)
    answers(mine, alice)
    react_now()
    marks.record([marks.Mark(mine.id, mine.public_id, AuthorKind.CUSTOMER, carol.id, delivered=9, read=0)])
    wait(AWAY)
    delivery.run_due()
    assert (service.got, statuses()) == ([], [Status.SEEN])


def test_a_customer_who_signed_out_hears_nothing_more(
    service: PushService,
    subscribe: Subscribe,
    mine: ConversationRecord,
    alice: Viewer,
    carol: Viewer,
    react_now: React,
    wait: Wait,
) -> None:
    subscribe(carol)
    answers(mine, alice)
    react_now()
    sessions.end(carol.session)
    wait(AWAY)
    delivery.run_due()
    assert service.got == []
    assert not Subscription.objects.exists()
