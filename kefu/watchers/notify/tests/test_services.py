"""What push services answer, and what becomes of a notice then."""

import threading
from datetime import timedelta

import pytest

from kefu.conversations.records import ConversationRecord
from kefu.kit import http
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.watchers.notify import delivery, jobs
from kefu.watchers.notify.models import PushJob, Subscription
from kefu.watchers.notify.tests.conftest import React, Subscribe, Wait
from kefu.watchers.notify.tests.receiver import PushService
from kefu.watchers.notify.tests.scene import MINUTE, statuses, writes

pytestmark = pytest.mark.django_db(transaction=True)

Status = PushJob.Status


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
