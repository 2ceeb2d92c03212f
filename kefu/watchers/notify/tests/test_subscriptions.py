"""Whose browser hears what: bound to a session, refused to others, forgotten when the session ends."""

from dataclasses import replace

import pytest

from kefu.kit import webpush
from kefu.kit.errors import Invalid, NotAllowed, NotFound
from kefu.people import sessions
from kefu.people.access import Viewer, ViewerKind
from kefu.people.sessions import StartedSession
from kefu.watchers.notify import subscriptions
from kefu.watchers.notify.models import Subscription
from kefu.watchers.notify.tests.conftest import Subscribe
from kefu.watchers.notify.tests.receiver import PushService, UserAgent

pytestmark = pytest.mark.django_db


def test_subscribing_again_is_the_same_subscription(subscribe: Subscribe, alice: Viewer) -> None:
    assert subscribe(alice) == subscribe(alice)
    assert len(subscriptions.browsers_of(alice)) == 1


def test_the_subscription_of_another_cannot_be_ended_or_seen(subscribe: Subscribe, alice: Viewer, bob: Viewer) -> None:
    hers = subscribe(alice)
    assert subscriptions.browsers_of(bob) == []
    with pytest.raises(NotFound):
        subscriptions.unsubscribe(bob, hers)
    with pytest.raises(NotFound):
        subscriptions.mine(bob, hers)
    subscriptions.unsubscribe(alice, hers)
    assert subscriptions.browsers_of(alice) == []


def test_a_customer_and_an_agent_with_the_same_row_number_are_two_people(subscribe: Subscribe, alice: Viewer) -> None:
    hers = subscribe(alice)
    twin = replace(alice, kind=ViewerKind.CUSTOMER)
    with pytest.raises(NotFound):
        subscriptions.unsubscribe(twin, hers)
    assert subscriptions.of_people(agents=[], customers=[alice.id]) == []


def test_who_has_only_learnt_an_address_does_not_take_it_over(
    service: PushService, subscribe: Subscribe, carol: Viewer, mallory: Viewer
) -> None:
    subscribe(carol)
    with pytest.raises(NotAllowed):
        subscriptions.subscribe(mallory, endpoint=service.endpoint(), keys=UserAgent(auth=b"another secret 1").keys)
    assert Subscription.objects.get().person_id == carol.id


def test_the_next_person_in_the_same_browser_takes_its_place(
    subscribe: Subscribe, carol: Viewer, mallory: Viewer
) -> None:
    subscribe(carol)
    subscribe(mallory)
    assert [row.person_id for row in Subscription.objects.all()] == [mallory.id]


def test_an_address_whose_session_is_over_is_free(
    service: PushService, subscribe: Subscribe, carol: Viewer, mallory: Viewer
) -> None:
    subscribe(carol)
    sessions.end(carol.session)
    keys = UserAgent(auth=b"another secret 1").keys
    subscriptions.subscribe(mallory, endpoint=service.endpoint(), keys=keys)
    assert Subscription.objects.get().person_id == mallory.id


def test_signing_out_forgets_the_browser(subscribe: Subscribe, carol_session: StartedSession, mallory: Viewer) -> None:
    subscribe(carol_session.viewer, "carol")
    subscribe(mallory, "mallory")
    sessions.end(carol_session.viewer.session)
    assert subscriptions.sweep() == 1
    assert [row.person_id for row in Subscription.objects.all()] == [mallory.id]


def test_one_person_has_at_most_ten_and_the_oldest_goes(subscribe: Subscribe, alice: Viewer) -> None:
    first = subscribe(alice, "0")
    for number in range(1, subscriptions.MOST_A_PERSON + 1):
        subscribe(alice, str(number))
    held = [browser.public_id for browser in subscriptions.browsers_of(alice)]
    assert len(held) == subscriptions.MOST_A_PERSON
    assert first not in held


@pytest.mark.parametrize(
    "endpoint", ["https://evil.test/push", "http://127.0.0.1:1/push", "https://169.254.169.254/", "", "x" * 2000]
)
def test_sec_g01_only_push_services_on_the_list_are_taken(service: PushService, carol: Viewer, endpoint: str) -> None:
    with pytest.raises(Invalid):
        subscriptions.subscribe(carol, endpoint=endpoint, keys=service.browser.keys)


def test_keys_that_no_browser_makes_are_refused(service: PushService, carol: Viewer) -> None:
    with pytest.raises(Invalid):
        subscriptions.subscribe(carol, endpoint=service.endpoint(), keys=webpush.Keys("AAAA", "AAAA"))
