"""Values that are made to hurt: exponents, moments at the end of time, rows that are damaged, secrets typed as answers."""

import json
import time
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from kefu.conversations import data_checks
from kefu.exchange import asking, runs
from kefu.exchange.asking import NOBODY
from kefu.exchange.contract import calls, codec
from kefu.exchange.contract.connector import Learned
from kefu.exchange.contract.trading import AskBook
from kefu.exchange.diagnoses import answers, registry, running, stored, wording
from kefu.exchange.diagnoses.definition import Definition, Facts, Finding, Line, Mark, State, Step, StepKind, Topic
from kefu.exchange.models import CheckRun
from kefu.exchange.runs import By
from kefu.kit import clock
from kefu.people.models import Customer
from kefu.trust import shield

FOREVER = ("0001-01-01T00:00+14:00", "0001-01-01T00:00", "9999-12-31T23:59-12:00", "9999-12-31T23:59")
ENDLESS = ("1e2000000", "1e-2000000", "0e-2000000", "1e41", "Infinity", "sNaN")
FINDING = Finding(
    "open", State.FINE, {"a": Decimal("0.5")}, (Line(Mark.OK, "l"),), (Step(StepKind.TOOL, "fees", "contact"),)
)


@pytest.mark.parametrize("typed", ENDLESS)
def test_SEC_G05_an_exponent_is_never_written_out(typed: str) -> None:
    check = registry.check("withdrawal-fees")
    assert check is not None
    assert "amount" in answers.checked(check, {"coin": "BTC", "amount": typed}).problems
    with pytest.raises(codec.BadShape):
        codec.from_json(AskBook, {"market": "BTC/USDT", "price": typed})
    with pytest.raises(ValueError, match="no f"):
        stored.from_json({**stored.to_json(FINDING), "params": {"a": {"d": typed}}})


@pytest.mark.parametrize("typed", FOREVER)
def test_SEC_G05_a_moment_that_a_time_zone_cannot_hold_is_refused_everywhere(typed: str) -> None:
    check = registry.check("sign-in-help")
    assert check is not None
    assert "since" in answers.checked(check, {"since": typed}).problems
    with pytest.raises(codec.BadShape):
        codec.from_json(calls.PRICES.asks, {"market": "BTC/USDT", "at": typed if typed[16:] else f"{typed}Z"})
    with pytest.raises(ValueError, match="no f"):
        stored.from_json({**stored.to_json(FINDING), "params": {"a": {"t": typed}}})


def test_moments_of_our_time_are_still_taken() -> None:
    assert codec.is_of_our_time(datetime.fromisoformat("2026-11-29T14:05:00+08:00"))
    assert codec.is_of_our_time(datetime.fromisoformat("2026-11-29T14:05"))


def test_a_target_that_is_no_text_becomes_one() -> None:
    held = stored.to_json(FINDING)
    held["steps"][0]["target"] = 5
    assert stored.from_json(held).steps[0].target == "5"


def test_what_was_kept_by_another_release_is_none_and_no_error() -> None:
    check = registry.check("deposit-confirmations")
    assert check is not None
    assert wording.told_if_known(check, FINDING, locale="en") is None


def test_a_finding_too_long_for_an_entry_loses_its_last_lines() -> None:
    long = replace(FINDING, lines=tuple(Line(Mark.INFO, "l", {"a": "x" * 500}) for _ in range(60)))
    kept = data_checks.of("deposit-confirmations", long)
    assert data_checks.is_well_formed(kept)
    assert 0 < len(json.loads(kept.finding)["lines"]) < 60


def test_figures_that_do_not_go_together_are_told_as_not_learned() -> None:
    def judge(_facts: Facts) -> Finding:
        raise OverflowError("too large")

    check = Definition("of-a-test", Topic.FUNDS, {"en": {}}, judge)
    assert running.run(check, {}, asker=NOBODY).verdict == "unlearned"


def test_SEC_L01_secrets_are_cut_out_of_answers_before_anything_sees_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shield, "cut", lambda text, **_: shield.Shielded(text.replace("abandon ability", "[removed]")))
    check = registry.check("sign-in-help")
    assert check is not None
    assert answers.checked(check, {"seen": "it says abandon ability"}).answers["seen"] == "it says [removed]"


def test_SEC_J01_answers_are_kept_no_longer_than_they_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    kept = asking._Kept()
    answer: Learned[Any] = Learned(None, clock.now())
    for number in range(asking.MOST_KEPT + 50):
        kept.put(calls.BOOK, ("book", number, ""), answer)
    assert len(kept._held["book"]) == asking.MOST_KEPT
    assert kept.get(calls.BOOK, ("book", asking.MOST_KEPT, "")) is answer
    now[0] += calls.BOOK.fresh_s
    assert kept.get(calls.BOOK, ("book", asking.MOST_KEPT, "")) is None
    kept.put(calls.RULES, ("rules", 1, ""), answer)
    assert not kept._held["book"]


@pytest.mark.django_db
def test_damaged_runs_are_passed_over_and_those_of_one_check_are_few() -> None:
    customer, chat = Customer.objects.create().pk, "c" * 26
    for number in range(runs.MOST_OF_ONE + 5):
        where = chat if number else ""
        check, answered = "deposit-confirmations", answers.Answered()
        runs.keep(check, answered, FINDING, customer=customer, by=By.WATCHER, conversation=where)
    assert CheckRun.objects.filter(conversation=chat).count() == runs.MOST_OF_ONE
    for where in ("", chat):
        damaged = {"answers": {}, "finding": {"verdict": 5}, "conversation": where}
        CheckRun.objects.create(diagnosis="deposit-details", customer_id=customer, by=By.CUSTOMER, **damaged)
    assert [run.definition.key for run in runs.loose(customer)] == ["deposit-confirmations"]
    assert [run.definition.key for run in runs.of_conversation(chat)] == ["deposit-confirmations"]
