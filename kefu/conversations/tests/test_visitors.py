"""Guests who never wrote are forgotten in time; whoever wrote, or was vouched for, stays."""

from datetime import timedelta

import pytest
from django.test import Client

from conftest import a_customer, says
from kefu.conversations import log, react
from kefu.kit import clock
from kefu.people import sessions, visitors
from kefu.people.models import Customer, CustomerSession
from kefu.people.sessions import StartedSession

pytestmark = pytest.mark.django_db

LONG_AGO, LATELY = timedelta(days=31), timedelta(days=29)


def guest(*, ran_out: timedelta) -> StartedSession:
    """Whose session ran out so long ago."""
    started = sessions.start_customer_session(None, locale="en")
    _run_out(started, ran_out)
    return started


def _run_out(started: StartedSession, ago: timedelta) -> None:
    CustomerSession.objects.filter(customer_id=started.viewer.id).update(expires_at=clock.now() - ago)


def left() -> set[int]:
    return set(Customer.objects.values_list("pk", flat=True))


def test_who_never_wrote_goes_and_everybody_else_stays() -> None:
    silent, late = guest(ran_out=LONG_AGO), guest(ran_out=LATELY)
    wrote, signed = guest(ran_out=LONG_AGO), a_customer("carol")
    log.open(wrote.viewer.id, author=says(wrote.viewer), body="hello", key="a-guests-word", locale="en")
    _run_out(signed, LONG_AGO)
    react.tidy_up()
    assert left() == {late.viewer.id, wrote.viewer.id, signed.viewer.id}
    assert silent.viewer.id not in left()
    react.tidy_up()
    assert len(left()) == 3


def test_a_guest_who_is_still_signed_in_somewhere_stays(client: Client) -> None:
    here = guest(ran_out=LONG_AGO)
    elsewhere = sessions.start_customer_session(None, locale="en")
    CustomerSession.objects.filter(customer_id=elsewhere.viewer.id).update(customer_id=here.viewer.id)
    react.tidy_up()
    assert here.viewer.id in left()
    assert client.get("/api/v1/me", headers={"authorization": f"Bearer {elsewhere.token}"}).status_code == 200
    assert client.get("/api/v1/me", headers={"authorization": f"Bearer {here.token}"}).status_code == 401


def test_how_long_is_the_operators_to_say(settings: object) -> None:
    guest(ran_out=LATELY)
    settings.KEEP_VISITORS_DAYS = 7  # type: ignore[attr-defined]
    react.tidy_up()
    assert left() == set()


def test_a_sweep_is_bounded_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "BATCH", 2)
    monkeypatch.setattr(visitors, "MOST_BATCHES", 2)
    for _guest in range(7):
        guest(ran_out=LONG_AGO)
    swept = []
    while left():
        before = len(left())
        react.tidy_up()
        swept.append(before - len(left()))
    assert swept == [4, 3]
