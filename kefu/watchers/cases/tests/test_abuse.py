"""What a hostile or unlucky case must not do: close a cry for help, stop the others, be asked about for ever."""

from datetime import timedelta
from typing import Any

import pytest

from conftest import says
from kefu.conversations import data_checks, definitions, log, queries
from kefu.conversations.kinds import Audience, Status
from kefu.exchange import runs
from kefu.exchange.asking import NOBODY
from kefu.exchange.contract.kinds import TransferState
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.watchers.cases import jobs
from kefu.watchers.cases.models import CaseJob
from kefu.watchers.cases.tests.test_cases import ANSWERS, Exchange, diagnosed, look, opened, passed, ran, verdicts
from kefu.watchers.cases.tests.test_cases import exchange as _exchange

exchange = _exchange  # the same fixture
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_credited_deposit_closes_no_cry_for_help(carol: Viewer, alice: Viewer, exchange: Exchange) -> None:
    ran(carol)
    chat = opened(carol, "I was hacked, please help")
    exchange.deposit |= {"state": TransferState.CREDITED}
    look(clock.now() + timedelta(minutes=1))
    assert "credited" in verdicts(diagnosed(carol, chat))
    assert queries.conversation_for(alice, chat.public_id).status is Status.OPEN


def test_what_is_followed_anew_is_told_anew(carol: Viewer, alice: Viewer, exchange: Exchange) -> None:
    ran(carol)
    chat = opened(carol, "where is it")
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    exchange.deposit |= {"state": TransferState.CREDITED}
    look(clock.now() + timedelta(minutes=1))
    exchange.deposit |= {"state": TransferState.SEEN}  # the next one, on its way
    _answered, finding = runs.look("deposit-confirmations", ANSWERS, asker=runs.asker_of(carol))
    assert finding is not None
    found = data_checks.of("deposit-confirmations", finding)
    log.stored(log.diagnosed(chat.id, author=says(alice), found=found, audience=Audience.EVERYONE))
    passed()
    exchange.deposit |= {"state": TransferState.CREDITED}
    look(clock.now() + timedelta(minutes=3))
    assert verdicts(diagnosed(carol, chat)).count("credited") == 2


@pytest.mark.usefixtures("exchange")
def test_a_check_that_breaks_stops_nobody_and_ends(carol: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(carol)
    opened(carol, "where is it")

    def broken(*_given: Any, **_more: Any) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr(runs, "look", broken)
    assert jobs.work(clock.now() + timedelta(minutes=1)) == 1
    assert CaseJob.objects.get().status == CaseJob.Status.DUE
    assert jobs.work(clock.now() + timedelta(days=8)) == 1
    assert CaseJob.objects.get().status == CaseJob.Status.DONE


@pytest.mark.usefixtures("exchange")
def test_SEC_J01_before_the_first_reply_little_is_tried_for_whoever_proved_nothing(
    carol: Viewer, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    whole = runs.look

    def counted(key: str, *given: Any, **more: Any) -> Any:
        asked.append(key)
        return whole(key, *given, **more | {"asker": NOBODY})

    monkeypatch.setattr(runs, "look", counted)
    chat = opened(carol, "hello")
    definitions.put_category("kyc", names={"en": "Verification"}, position=0)
    log.stored(log.sort(chat.id, author=says(alice), category="kyc"))
    passed()
    for hour in range(48):
        look(clock.now() + timedelta(hours=hour))
    assert asked.count("kyc-rejected") == jobs.MOST_FIRST_LOOKS
