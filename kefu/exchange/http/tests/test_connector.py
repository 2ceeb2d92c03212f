"""The connector against the reference: what was asked arrives, what was answered comes back, and who may not, gets nothing."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kefu.exchange import examples
from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskAccount
from kefu.exchange.contract.connector import CannotTell, Learned
from kefu.exchange.contract.kinds import Level, Trouble
from kefu.exchange.contract.trading import AskOrder
from kefu.exchange.http import reference
from kefu.exchange.http.connector import Http
from kefu.exchange.http.signing import secrets_of
from kefu.exchange.http.tests.conftest import Speaking, answering, signed
from kefu.exchange.http.tests.stub import CAROL, MALLORY, SECRET, SECRETS, Stub
from kefu.kit import breaker, clock


def trouble_of(ask: Callable[[], object]) -> CannotTell:
    with pytest.raises(CannotTell) as told:
        ask()
    return told.value


def account(exchange: Http, uid: str = CAROL) -> Learned[Any]:
    return exchange.answer(calls.ACCOUNT, AskAccount(), uid=uid)


@pytest.mark.parametrize("call", calls.CALLS, ids=lambda call: str(call.name))
def test_every_call_of_the_contract_goes_there_and_back(exchange: Http, stub: Stub, call: calls.Call[Any, Any]) -> None:
    asked = examples.of(call.asks)
    learned = exchange.answer(call, asked, uid=CAROL)
    assert learned.value == stub.values[call.name]
    assert clock.now() - learned.as_of < timedelta(seconds=5)
    assert stub.asked == [(call.name, asked, CAROL if call.level > Level.PUBLIC else "")]


def test_a_customers_call_without_a_customer_is_never_sent(exchange: Http, stub: Stub) -> None:
    assert trouble_of(lambda: account(exchange, uid="")).trouble is Trouble.NOT_PROVED
    assert stub.asked == []


def test_another_customers_order_is_not_found_and_that_opens_no_circuit(exchange: Http) -> None:
    for _ in range(breaker.TROUBLES + 1):
        told = trouble_of(lambda: exchange.answer(calls.ORDER, AskOrder("O-842913"), uid=MALLORY))
        assert told.trouble is Trouble.NOT_FOUND
    assert exchange.answer(calls.ORDER, AskOrder("O-842913"), uid=CAROL).value.order_id == "O-842913"


def test_what_is_not_offered_is_told_as_such(exchange: Http, stub: Stub) -> None:
    stub.without = frozenset({"account"})
    assert trouble_of(lambda: account(exchange)).trouble is Trouble.NOT_OFFERED


def test_another_secret_is_refused_and_both_are_good_while_it_changes(endpoint: str, stub: Stub) -> None:
    other = "other-other-other-other-other-other"
    assert trouble_of(lambda: account(Http(endpoint, secrets_of(other)))).trouble is Trouble.REFUSED
    assert stub.asked == []
    assert account(Http(endpoint, secrets_of(f"{SECRET},{other}"))).value
    with answering(reference.application(stub, secrets_of(f"{other},{SECRET}"))) as changing:
        assert account(Http(changing, secrets_of(SECRET))).value
        assert account(Http(changing, secrets_of(f"{other},{SECRET}"))).value


def test_busy_is_left_alone_as_long_as_it_asks(exchange: Http, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    stub.troubles["account"] = CannotTell(Trouble.BUSY, retry_after_s=7.0)
    told = trouble_of(lambda: account(exchange))
    assert (told.trouble, told.retry_after_s) == (Trouble.BUSY, 7.0)
    stub.troubles.clear()
    told = trouble_of(lambda: account(exchange))
    assert told.trouble is Trouble.BUSY
    assert 6 < told.retry_after_s <= 7
    assert len(stub.asked) == 1
    assert exchange.answer(calls.BOUND, calls.BOUND.asks(), uid=CAROL)  # the others are not to blame
    later = time.monotonic() + 8
    monkeypatch.setattr("kefu.exchange.http.connector.time.monotonic", lambda: later)
    assert account(exchange).value


def test_five_troubles_in_a_row_open_the_circuit_and_one_good_answer_closes_it(
    stub: Stub, exchange: Http, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stub.troubles["account"] = CannotTell(Trouble.UNAVAILABLE)
    for _ in range(breaker.TROUBLES + 2):
        assert trouble_of(lambda: account(exchange)).trouble is Trouble.UNAVAILABLE
    assert len(stub.asked) == breaker.TROUBLES
    assert caplog.messages == ["the exchange's call account rests for a while: unavailable"]
    stub.troubles.clear()
    later = time.monotonic() + breaker.REST_S * 1.25 + 0.1
    monkeypatch.setattr("kefu.exchange.http.connector.time.monotonic", lambda: later)
    assert account(exchange).value
    assert account(exchange).value


def test_a_customers_odd_value_under_a_right_signature_says_nothing_against_the_exchange(speaking: Speaking) -> None:
    exchange = Http(speaking(signed(b'{"as_of":"2026-11-29T12:00:00Z","value":{"state":"odd"}}')), SECRETS)
    for _ in range(breaker.TROUBLES + 1):
        told = trouble_of(lambda: account(exchange))
        assert told.trouble is Trouble.BAD_ANSWER
        assert "value.state" in told.told
        assert "odd" not in told.told


def test_what_an_exchange_knew_later_than_now_counts_as_now_and_far_ahead_as_no_answer(speaking: Speaking) -> None:
    soon, far = (clock.now() + timedelta(seconds=each) for each in (30, 90))
    body = '{"as_of":"%s","value":{"state":"active"}}'
    learned = account(Http(speaking(signed((body % soon.isoformat()).encode())), SECRETS))
    assert learned.as_of <= clock.now()
    told = trouble_of(lambda: account(Http(speaking(signed((body % far.isoformat()).encode())), SECRETS)))
    assert told.trouble is Trouble.BAD_ANSWER
