"""What is told of an order: what became of it, why it failed, how far it is from the market, who is ahead of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kefu.exchange.contract.kinds import OrderReason, OrderState, OrderType, Side, Trouble, Wallet
from kefu.exchange.diagnoses.definition import Definition, Facts, NotLearned, State
from kefu.exchange.diagnoses.tests.facts import NOW, facts
from kefu.exchange.diagnoses.tests.judged import Case, judged, unsaid
from kefu.exchange.diagnoses.trading import asked_order, order_change, order_distance, order_failure, order_queue
from kefu.exchange.diagnoses.trading import order_trouble as trouble
from kefu.exchange.diagnoses.trading.tests.market import (
    ID,
    PLACED,
    balance,
    balances,
    book,
    failed,
    fill,
    filled,
    order,
    orders,
    prices,
)

HALF = (fill(amount="0.4"),)
NEEDS = {"needs": Decimal(100), "needs_coin": "USDT"}
LATE, IN_TIME = PLACED + timedelta(seconds=9), PLACED + timedelta(seconds=1)
Reason, Did = OrderReason, OrderState
CHECKS = (trouble.CHECK, order_failure.CHECK, order_distance.CHECK, order_change.CHECK, order_queue.CHECK)


def cases(check: Definition, *rows: tuple[str, Facts]) -> list[Case]:
    return [Case(check, given, verdict) for verdict, given in rows]


ROUGH = prices(volatility_percent=Decimal("3"), last=Decimal(120))
HALTED = prices(is_halted=True)
UNTIL = prices(is_halted=True, halted_until=NOW)
BALANCES = balances(balance("40", frozen="300"), balance("5", wallet=Wallet.FUTURES), balance("1", coin="BTC"))
CASES = [
    *cases(
        trouble.CHECK,
        ("unfilled", facts(orders=orders(order()))),
        ("unfilled", facts(ID, order=order(Did.PARTLY_FILLED, fills=HALF))),
        ("failed", facts(ID, order=failed(Reason.TICK))),
        ("failed", facts(ID, order=order(Did.EXPIRED, fills=HALF))),
        ("cancelled", facts(ID, order=order(Did.CANCELLED, Reason.BY_CUSTOMER))),
        ("filled", facts(ID, order=order(Did.CANCELLED, Reason.BY_CUSTOMER, fills=HALF))),
        ("filled", facts(orders=orders(filled(), order()))),
    ),
    *cases(
        order_failure.CHECK,
        ("not_failed", facts(ID, order=order())),
        ("not_failed", facts(ID, order=filled())),
        ("balance", facts(ID, order=failed(Reason.BALANCE), balances=Trouble.TIMEOUT)),
        ("balance_needs", facts(orders=orders(order(), failed(Reason.BALANCE, **NEEDS)), balances=BALANCES)),
        ("minimum", facts(ID, order=failed(Reason.MINIMUM, reached_at=IN_TIME))),
        ("tick", facts(ID, order=failed(Reason.TICK))),
        ("price_band", facts(ID, order=failed(Reason.PRICE_BAND), then=ROUGH)),
        ("post_only", facts(ID, order=failed(Reason.POST_ONLY), then=Trouble.BUSY)),
        ("market_halted", facts(ID, order=failed(Reason.MARKET_HALTED), then=HALTED, now=HALTED)),
        ("market_halted", facts(ID, order=failed(Reason.MARKET_HALTED), then=HALTED, now=UNTIL)),
        ("market_halted", facts(ID, order=failed(Reason.MARKET_HALTED), then=HALTED, now=prices())),
        ("market_halted", facts(ID, order=failed(Reason.MARKET_HALTED), then=HALTED, now=Trouble.TIMEOUT)),
        ("no_depth", facts(ID, order=order(Did.CANCELLED, Reason.NO_DEPTH, fills=HALF), then=prices())),
        ("late", facts(ID, order=failed(Reason.LATE, reached_at=LATE), then=prices())),
        ("risk_limit", facts(ID, order=failed(Reason.RISK_LIMIT))),
        ("by_customer", facts(ID, order=order(Did.CANCELLED, Reason.BY_CUSTOMER))),
        ("expired", facts(ID, order=order(Did.EXPIRED))),
        ("untold", facts(ID, order=failed(Reason.NONE))),
        ("untold", facts(ID, order=order(Did.CANCELLED))),
    ),
    *cases(
        order_distance.CHECK,
        ("ended", facts(ID, order=filled())),
        ("halted", facts(orders=orders(filled(), order()), book=book(), prices=HALTED)),
        ("stop", facts(ID, order=order(type=OrderType.STOP), book=book(), prices=prices())),
        ("stop", facts(ID, order=order(type=OrderType.STOP), book=book(), prices=Trouble.TIMEOUT)),
        ("nobody", facts(ID, order=order(), book=book(ask=""), prices=prices())),
        ("crossed", facts(ID, order=order(), book=book(ask="100"), prices=prices())),
        ("crossed", facts(ID, order=order(side=Side.SELL), book=book(bid="100.1"), prices=prices())),
        ("at_once", facts(ID, order=order(placed_at=NOW), book=book(ask="99"), prices=prices())),
        ("near", facts(ID, order=order(price=Decimal("99.5")), book=book(ask="100"), prices=prices())),
        ("far", facts(ID, order=order(price=Decimal("99.49")), book=book(ask="100"), prices=Trouble.BUSY)),
        ("far", facts(ID, order=order(side=Side.SELL), book=book(), prices=prices())),
    ),
    *cases(
        order_change.CHECK,
        ("can", facts(orders=orders(filled(), order()))),
        ("partly", facts(ID, order=order(Did.PARTLY_FILLED, fills=HALF))),
        ("ended", facts(ID, order=filled())),
    ),
    *cases(
        order_queue.CHECK,
        ("explained", facts(orders=orders(filled()))),
        ("ended", facts(ID, order=filled())),
        ("stop", facts(ID, order=order(type=OrderType.STOP))),
        ("uncounted", facts(ID, order=order(), book=book())),
        ("first", facts(ID, order=order(), book=book(ahead=Decimal(0)))),
        ("behind", facts(ID, order=order(), book=book(ahead=Decimal(7), taken_back=Decimal(2)))),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_finds_what_the_facts_say(case: Case) -> None:
    assert judged(case.check, case.facts).verdict == case.verdict


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_all_that_a_check_has_words_for_is_said_in_some_case(check: Definition) -> None:
    assert unsaid(check, CASES, but=SHARED) == set()


SHARED = {key for key in asked_order.words(en={}, zh={})["en"] if key.startswith(("verdict.", "line.", "step."))}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_an_order_that_is_not_there_is_told_as_not_there_and_one_that_was_not_learned_is_not(check: Definition) -> None:
    assert judged(check, facts(ID, order=Trouble.NOT_FOUND)).verdict == "order_unknown"
    with pytest.raises(NotLearned):
        check.judge(facts(ID, order=Trouble.TIMEOUT))
    with pytest.raises(NotLearned):
        check.judge(facts(orders=Trouble.NOT_PROVED))
    if check is not order_queue.CHECK:
        assert judged(check, facts(orders=orders())).verdict == "no_order"


def test_an_order_of_a_list_without_its_fills_is_asked_for_by_its_number() -> None:
    bare = filled(filled=Decimal(1), fills=())
    wanted = trouble.CHECK.reads(facts(orders=orders(bare)))
    assert [each.name for each in wanted] == ["orders", "order"]
    assert asked_order.known(facts(orders=orders(bare), order=filled())) == filled()


@pytest.mark.parametrize(("seconds", "key"), [(1.0, "no_delay"), (1.1, "delay")])
def test_a_delay_is_told_where_it_is_one(seconds: float, key: str) -> None:
    late = failed(Reason.MINIMUM, reached_at=PLACED + timedelta(seconds=seconds))
    assert key in {line.key for line in judged(order_failure.CHECK, facts(ID, order=late)).lines}


def test_what_is_not_plain_goes_to_a_person() -> None:
    for reason in (Reason.RISK_LIMIT, Reason.NONE):
        assert judged(order_failure.CHECK, facts(ID, order=failed(reason))).state is State.PERSON
    crossed = facts(ID, order=order(), book=book(ask="100"), prices=prices())
    assert judged(order_distance.CHECK, crossed).state is State.PERSON


def test_the_distance_is_measured_from_the_side_that_would_fill_the_order() -> None:
    buy = judged(order_distance.CHECK, facts(ID, order=order(), book=book(bid="99", ask="102"), prices=prices()))
    assert (buy.params["best"], buy.params["percent"]) == (Decimal(102), Decimal("1.96"))
    sell = order(side=Side.SELL)
    found = judged(order_distance.CHECK, facts(ID, order=sell, book=book(bid="99", ask="102"), prices=prices()))
    assert (found.params["best"], found.params["percent"]) == (Decimal(99), Decimal("1.01"))
