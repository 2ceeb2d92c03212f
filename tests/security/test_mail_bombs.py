"""Mails made to cost their reader dearly: each is in the log or parked within seconds, and the next one flows."""

import time

import pytest

from bench.mails_slow import slow_mails
from kefu.channels import arrivals, senders, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tests.mails import ZONE, Written, arrives, support
from kefu.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 5.0


def test_SEC_D12_a_bomb_is_taken_in_or_parked_within_seconds_and_the_next_mail_flows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)
    account, took = support().id, {}
    for name, whole in slow_mails():
        began = time.process_time()
        row = arrivals.accept(account, Brought(whole))
        for _ in range(5):  # its sender is asked about in another thread
            taking_in.work(clock.now())
            if Arrived.objects.get(pk=row).outcome != "waiting":
                break
        took[name] = time.process_time() - began
        assert Arrived.objects.get(pk=row).outcome in {"anew", "report", "parked", "known"}, name
    assert len(took) > 10
    assert {name: seconds for name, seconds in took.items() if seconds > SECONDS} == {}
    assert arrives(Written()).outcome == "anew"
