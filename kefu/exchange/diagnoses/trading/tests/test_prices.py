"""What is told of balances, fills and prices: enough or not, slipped or not, explained by the market of that second or not."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kefu.exchange.contract.kinds import OrderReason, OrderState, OrderType, Side, Trouble, Wallet
from kefu.exchange.contract.trading import AskPrices, Trade
from kefu.exchange.diagnoses.definition import Definition, Facts, NotLearned, State
from kefu.exchange.diagnoses.tests.facts import NOW, facts
from kefu.exchange.diagnoses.tests.judged import Case, judged, unsaid
from kefu.exchange.diagnoses.trading import (
    asked_order,
    limit_orders,
    order_slippage,
    price_anomaly,
    trade_history,
    trading_balance,
    trading_conditions,
)
from kefu.exchange.diagnoses.trading.tests.market import (
    ID,
    PLACED,
    balance,
    balances,
    failed,
    fill,
    filled,
    order,
    orders,
    prices,
    trades,
)

MARKET = {"market": "BTC/USDT"}
SHARED = {key for key in asked_order.words(en={}, zh={})["en"] if key.startswith(("verdict.", "line.", "step."))}
CHECKS = (
    *(trading_balance.CHECK, trading_conditions.CHECK, order_slippage.CHECK),
    *(limit_orders.CHECK, trade_history.CHECK, price_anomaly.CHECK),
)


def cases(check: Definition, *rows: tuple[str, Facts]) -> list[Case]:
    return [Case(check, given, verdict) for verdict, given in rows]


SHORT = failed(OrderReason.BALANCE, needs=Decimal(100), needs_coin="USDT")
FROZEN = [balance("1", frozen="2", by=by) for by in ("orders", "withdrawal", "margin", "review", "elsewhere")]
LIMITED = filled(type=OrderType.LIMIT, price=Decimal(100))
BROKEN = filled(fill("101"), type=OrderType.LIMIT, price=Decimal(100))
BARE = filled(filled=Decimal(1), fills=())
SOLD = filled(fill("99"), side=Side.SELL)
CASES = [
    *cases(
        trading_balance.CHECK,
        ("short", facts(ID, order=SHORT, balances=balances(balance("40"), balance("70", wallet=Wallet.FUTURES)))),
        ("short", facts(orders=orders(order(), SHORT), balances=balances(balance("99.99")))),
        ("enough_now", facts(ID, order=SHORT, balances=balances(balance("100")))),
        ("frozen", facts(orders=orders(), balances=balances(*FROZEN))),
        ("shown", facts(ID, order=order(), balances=balances(balance("5")))),
        ("shown", facts(orders=Trouble.TIMEOUT, balances=balances(*[balance("1")] * 13))),
        ("empty", facts({"coin": "ETH"}, orders=orders(), balances=balances(balance("5"), balance("0", coin="ETH")))),
    ),
    *cases(
        trading_conditions.CHECK,
        ("no_market", facts(orders=Trouble.NOT_PROVED)),
        ("market_unlearned", facts(MARKET, prices=Trouble.NOT_FOUND)),
        ("halted", facts(MARKET, prices=prices(is_halted=True))),
        ("halted", facts(orders=orders(order()), prices=prices(is_halted=True, halted_until=NOW))),
        ("rough", facts(MARKET, prices=prices(volatility_percent=Decimal(3), best_bid=None))),
        ("rough", facts(MARKET, prices=prices(change_1h_percent=Decimal(-3)))),
        ("calm", facts(MARKET, prices=prices(volatility_percent=Decimal("2.99")))),
    ),
    *cases(
        order_slippage.CHECK,
        ("none", facts(ID, order=LIMITED, then=prices())),
        ("better", facts(ID, order=filled(fill("99")), then=prices())),
        ("better", facts(orders=orders(filled(fill("100"), side=Side.SELL)), then=prices())),
        ("slipped", facts(ID, order=filled(fill("100"), fill("101")), then=prices())),
        ("moved", facts(ID, order=SOLD, then=prices())),
        ("moved", facts(ID, order=filled(fill("103")), then=prices())),
        ("large", facts(ID, order=filled(fill("103.01")), then=prices())),
        ("expected_untold", facts(ID, order=filled(*[fill()] * 11), then=Trouble.TIMEOUT)),
        ("expected_untold", facts(ID, order=filled(), then=prices(best_ask=None))),
        ("fills_untold", facts(ID, order=BARE, then=prices())),
        ("not_filled", facts(ID, order=order())),
    ),
    *cases(
        limit_orders.CHECK,
        ("explained", facts()),
        ("explained", facts(MARKET, prices=Trouble.NOT_FOUND)),
        ("explained_here", facts(MARKET, prices=prices())),
    ),
    *cases(
        trade_history.CHECK,
        ("fills", facts(orders=orders(order(), filled(fill(is_maker=True), fill())))),
        ("orders", facts(orders=orders(BARE))),
        ("none", facts(orders=orders(order()))),
        ("none_here", facts({"market": "ETH/USDT"}, orders=orders(filled()))),
    ),
    *cases(
        price_anomaly.CHECK,
        ("explained", facts(ID, order=LIMITED, then=prices(trades=trades("99", "101")))),
        ("explained", facts(ID, order=filled(), then=prices(trades=trades("100"), index=None, best_bid=None))),
        ("near_index", facts(ID, order=filled(fill("101")), then=prices())),
        ("near_others", facts(orders=orders(filled(fill("100.5"))), then=prices(trades=trades("99", "100")))),
        ("outside", facts(ID, order=filled(fill("100.51")), then=prices(trades=trades("99", "100")))),
        ("outside", facts(ID, order=filled(fill("90"), side=Side.SELL), then=prices(trades=trades("99", "100")))),
        ("off_index", facts(ID, order=filled(fill("101.01")), then=prices(trades=trades("99", "102")))),
        ("limit_broken", facts(ID, order=BROKEN, then=prices(trades=trades("99", "102")))),
        ("nothing_to_compare", facts(ID, order=filled(), then=prices(index=None))),
        ("fills_untold", facts(ID, order=BARE)),
        ("not_filled", facts(ID, order=order(OrderState.EXPIRED))),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_finds_what_the_facts_say(case: Case) -> None:
    assert judged(case.check, case.facts).verdict == case.verdict


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_all_that_a_check_has_words_for_is_said_in_some_case(check: Definition) -> None:
    assert unsaid(check, CASES, but=SHARED) == set()


@pytest.mark.parametrize("check", [order_slippage.CHECK, price_anomaly.CHECK], ids=lambda check: check.key)
def test_an_order_that_is_not_there_is_told_as_not_there(check: Definition) -> None:
    assert judged(check, facts(ID, order=Trouble.NOT_FOUND)).verdict == "order_unknown"
    assert judged(check, facts(orders=orders(order()))).verdict == "no_order"


def test_what_was_not_learned_is_not_judged() -> None:
    for check, given in (
        (trading_balance.CHECK, facts(orders=orders(), balances=Trouble.TIMEOUT)),
        (trade_history.CHECK, facts(orders=Trouble.TIMEOUT)),
        (price_anomaly.CHECK, facts(ID, order=filled(), then=Trouble.TIMEOUT)),
    ):
        with pytest.raises(NotLearned):
            check.judge(given)


def test_an_odd_price_goes_to_a_person_with_all_figures() -> None:
    then = prices(trades=trades("99", "100"), index=Decimal("99.5"))
    found = judged(price_anomaly.CHECK, facts(ID, order=filled(fill("103")), then=then))
    assert found.state is State.PERSON
    figures = {line.key: line.params for line in found.lines}
    assert (figures["outside_range"]["low"], figures["outside_range"]["high"]) == (Decimal(99), Decimal(100))
    assert figures["outside_range"]["percent"] == Decimal("3.00")
    assert (figures["index"]["index"], figures["index"]["percent"]) == (Decimal("99.5"), Decimal("3.52"))
    assert figures["fill"]["clock"] == "11:50:00 UTC"


def test_a_fill_does_not_prove_itself_on_the_tape_but_one_like_it_does() -> None:
    own = Trade(Decimal(103), Decimal(1), PLACED)
    then = prices(trades=(*trades("99", "100"), own))
    assert judged(price_anomaly.CHECK, facts(ID, order=filled(fill("103")), then=then)).verdict == "outside"
    twice = prices(trades=(*trades("99", "100"), own, own), index=None)
    assert judged(price_anomaly.CHECK, facts(ID, order=filled(fill("103")), then=twice)).verdict == "explained"


def test_the_market_is_asked_for_at_the_second_of_the_worst_fill() -> None:
    bought = filled(fill("100"), fill("105"))
    for side, price in ((Side.BUY, "105"), (Side.SELL, "100")):
        assert price_anomaly.worst(filled(*bought.fills, side=side)).price == Decimal(price)
    wanted = price_anomaly.CHECK.reads(facts(ID, order=bought))
    assert wanted[-1].asked == AskPrices("BTC/USDT", PLACED, price_anomaly.SECONDS)


def test_a_stop_order_arrives_when_it_is_triggered() -> None:
    reached = PLACED - timedelta(hours=3)
    for kind, moment in ((OrderType.STOP, PLACED), (OrderType.MARKET, reached)):
        wanted = order_slippage.CHECK.reads(facts(ID, order=filled(type=kind, reached_at=reached)))
        assert wanted[-1].asked == AskPrices("BTC/USDT", moment)


def test_slippage_is_told_for_each_fill() -> None:
    found = judged(order_slippage.CHECK, facts(ID, order=filled(fill("100"), fill("102")), then=prices()))
    assert found.params["percent"] == Decimal("1.00")
    told = [(line.key, line.params["percent"]) for line in found.lines if line.key.startswith("fill")]
    assert told == [("fill_same", Decimal("0.00")), ("fill_worse", Decimal("2.00"))]


def test_the_way_to_the_history_is_narrowed_to_the_market() -> None:
    found = judged(trade_history.CHECK, facts(MARKET, orders=orders(filled())))
    assert found.steps[0].target == "trade-history?market=BTC%2FUSDT"


def test_a_halt_is_followed_with_the_market_it_was_found_for() -> None:
    found = judged(trading_conditions.CHECK, facts(orders=orders(order()), prices=prices(is_halted=True)))
    assert found.follow == MARKET
