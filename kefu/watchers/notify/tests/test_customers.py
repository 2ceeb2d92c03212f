"""A customer who left is told that there is an answer, in the browser where they asked for it."""

import pytest

from conftest import says
from kefu.conversations import log, marks
from kefu.conversations.kinds import AuthorKind
from kefu.conversations.records import ConversationRecord
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.watchers.notify import delivery
from kefu.watchers.notify.models import PushJob, Subscription
from kefu.watchers.notify.tests.conftest import React, Subscribe, Wait
from kefu.watchers.notify.tests.receiver import PushService
from kefu.watchers.notify.tests.scene import AWAY, GRACE, answers, statuses

pytestmark = pytest.mark.django_db(transaction=True)

Status = PushJob.Status


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
