"""Step-ups of customers who are worn down, and of rows that somebody changed."""

from datetime import timedelta

import pytest

from kefu.kit import clock
from kefu.people.sessions import StartedSession
from kefu.safeguards.models import StepUp
from kefu.safeguards.tests.stepped import App, Caller, said, tells
from kefu.safeguards.tests.test_stepups import ASK, alice_calls, app, asked, carol_calls, here, row

__all__ = ["alice_calls", "app", "carol_calls", "here"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_said_no_twice_is_not_asked_until_they_say_yes(
    app: App, alice_calls: Caller, carol_calls: Caller, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(alice_calls, here)
    assert carol_calls.call("DELETE", here).status_code == 204
    tells(said(asked(alice_calls, here), answer="refused", level=0))
    again = alice_calls.call("POST", here, ASK)
    assert (again.status_code, again.json()["error"]["code"]) == (429, "asked_often")
    assert len(app.asked) == 2
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1, seconds=1))
    asked(alice_calls, here)


def test_SEC_G08_where_whom_it_is_about_cannot_be_opened_no_answer_fits(
    alice_calls: Caller, carol_session: StartedSession, here: str
) -> None:
    ref = asked(alice_calls, here)
    StepUp.objects.update(uid="changed")
    assert [tells(said(ref, uid=uid)).status_code for uid in ("", "carol", "changed")] == [404, 404, 404]
    assert row().state == "pending"
