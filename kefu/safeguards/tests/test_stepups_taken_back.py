"""A step-up that was passed in the exchange's app, and taken back there."""

import json

import pytest

from kefu.conversations import queries
from kefu.conversations.data_identity import IdentityCheckedData
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people.sessions import StartedSession
from kefu.safeguards import stepups, stepups_work
from kefu.safeguards.errors import NotConfirmed
from kefu.safeguards.tests.stepped import Caller, said, signed, tells
from kefu.safeguards.tests.test_stepups import acts, alice_calls, app, asked, here, row

__all__ = ["alice_calls", "app", "here"]
pytestmark = pytest.mark.django_db


def test_SEC_L11_a_no_after_the_yes_takes_it_back_and_no_yes_brings_it_again(
    alice_calls: Caller, carol_session: StartedSession, here: str, chat: ConversationRecord
) -> None:
    ref = asked(alice_calls, here)
    yes = json.dumps(said(ref)).encode()
    headers = signed(yes)
    assert tells({}, body=yes, headers=headers).json() == {"state": "passed"}
    stepups_work.work(clock.now())
    assert tells(said(ref, answer="refused", uid="mallory")).status_code == 404
    assert row().state == "passed"
    assert tells(said(ref, answer="refused")).json() == {"state": "failed"}
    with pytest.raises(NotConfirmed):
        stepups.require_fresh(row().conversation_id)
    assert tells({}, body=yes, headers=headers).status_code in {401, 409}
    assert tells(said(ref)).status_code == 409
    assert (row().state, row().reached) == ("failed", 0)
    assert stepups_work.work(clock.now())
    told = [each.data for each in queries.entries_for(carol_session.viewer, chat)]
    assert [each.outcome for each in told if isinstance(each, IdentityCheckedData)] == ["passed", "failed"]
    assert "stepup_taken_back" in acts()
