"""What is told once, and what is told again: a verdict that goes to and fro, and a job cut off in the middle."""

from datetime import timedelta
from typing import Any

import pytest

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import Failed
from kefu.exchange.contract.kinds import TransferState
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.watchers.cases import telling
from kefu.watchers.cases.models import CaseJob
from kefu.watchers.cases.tests.test_cases import Exchange, diagnosed, look, opened, ran, verdicts
from kefu.watchers.cases.tests.test_cases import exchange as _exchange

exchange = _exchange  # the same fixture
pytestmark = pytest.mark.django_db(transaction=True)
FORWARD = {"confirmations": 2}
BACK = {"confirmations": 1}


class Cut(BaseException):
    """The process ends here."""


def test_a_chain_that_turns_back_and_goes_on_again_is_told_each_time(carol: Viewer, exchange: Exchange) -> None:
    ran(carol)
    chat = opened(carol, "where is it")
    for minutes, found in enumerate((FORWARD, BACK, FORWARD, BACK), start=1):
        exchange.deposit |= found
        look(clock.now() + timedelta(minutes=minutes))
    assert verdicts(diagnosed(carol, chat)) == ["on_its_way", "soon", "on_its_way", "soon", "on_its_way"]


@pytest.mark.parametrize("is_stored", [False, True], ids=["before", "after"])
def test_a_job_cut_off_beside_the_append_tells_it_once_and_then_what_is_so_by_then(
    carol: Viewer, exchange: Exchange, monkeypatch: pytest.MonkeyPatch, is_stored: bool
) -> None:
    ran(carol)
    chat = opened(carol, "where is it")
    whole = log.append

    def cut_off(drafts: Any) -> Any:
        if is_stored:
            whole(drafts)
        raise Cut

    exchange.deposit |= FORWARD
    with monkeypatch.context() as patched:
        patched.setattr(log, "append", cut_off)
        look(clock.now() + timedelta(minutes=1))
    assert CaseJob.objects.get().status == CaseJob.Status.RUNNING
    exchange.deposit |= BACK
    look(clock.now() + timedelta(minutes=10))
    assert verdicts(diagnosed(carol, chat)) == ["on_its_way", "soon", "on_its_way"]
    look(clock.now() + timedelta(minutes=20))
    assert len(diagnosed(carol, chat)) == 3


def test_a_claim_that_another_process_took_over_tells_nothing(
    carol: Viewer, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(carol)
    chat = opened(carol, "where is it")
    whole = telling.is_for_customer

    def taken_meanwhile(*given: Any, **more: Any) -> bool:
        CaseJob.objects.update(attempts=99)
        return whole(*given, **more)

    exchange.deposit |= FORWARD
    with monkeypatch.context() as patched:
        patched.setattr(telling, "is_for_customer", taken_meanwhile)
        look(clock.now() + timedelta(minutes=1))
    assert verdicts(diagnosed(carol, chat)) == ["on_its_way"]
    look(clock.now() + timedelta(minutes=10))
    assert verdicts(diagnosed(carol, chat)) == ["on_its_way", "soon"]


def test_what_the_log_does_not_take_is_told_the_next_time(
    carol: Viewer, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(carol)
    chat = opened(carol, "where is it")
    exchange.deposit |= {"state": TransferState.CREDITED}
    with monkeypatch.context() as patched:
        patched.setattr(log, "append", lambda drafts: [Failed("away") for _ in drafts])
        look(clock.now() + timedelta(minutes=1))
    log.stored(log.reply(chat.id, author=says(carol), body="hello?"))
    look(clock.now() + timedelta(minutes=2))
    assert verdicts(diagnosed(carol, chat)) == ["on_its_way", "credited"]
