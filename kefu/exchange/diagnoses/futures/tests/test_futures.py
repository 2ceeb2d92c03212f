"""What is told of futures: how a position came to be closed, which rules held, whether a transfer came through."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kefu.exchange.contract.funds import Move, Moves
from kefu.exchange.contract.futures import Liquidation, Liquidations, MarginPoint
from kefu.exchange.contract.kinds import MarginEvent, Side, TransferReason, TransferState, Trouble, Wallet
from kefu.exchange.contract.trading import AskPrices, AskRules
from kefu.exchange.diagnoses.definition import Definition, Facts, NotLearned, State
from kefu.exchange.diagnoses.futures import (
    futures_risk,
    futures_rules,
    futures_transfer,
    futures_trouble,
    liquidation,
    position_size,
)
from kefu.exchange.diagnoses.tests.facts import NOW, facts
from kefu.exchange.diagnoses.tests.judged import Case, judged, unsaid
from kefu.exchange.diagnoses.trading import asked_order
from kefu.exchange.diagnoses.trading.tests.market import ID, PLACED, balance, balances, fill, filled, prices, rules

PERPETUAL = "BTCUSDT-PERP"
MARKET = {"market": PERPETUAL}
SHARED = {key for key in asked_order.words(en={}, zh={})["en"] if key.startswith(("verdict.", "line.", "step."))}
Event, State_, Reason = MarginEvent, TransferState, TransferReason
CHECKS = (
    *(futures_trouble.CHECK, liquidation.CHECK, position_size.CHECK),
    *(futures_rules.CHECK, futures_risk.CHECK, futures_transfer.CHECK),
)


def point(event: MarginEvent, mark: str = "90", ratio: str = "100", **changed: Any) -> MarginPoint:
    return MarginPoint(PLACED, event, Decimal(mark), Decimal(ratio), **changed)


def closed(*timeline: MarginPoint, index: str = "90", **changed: Any) -> Liquidation:
    """A long that was opened at 100 and was to end at 90."""
    made: dict[str, Any] = {
        **{"order_id": "o1", "market": PERPETUAL, "side": Side.BUY, "leverage": Decimal(10)},
        **{"entry_price": Decimal(100), "liquidation_price": Decimal(90), "bankruptcy_price": Decimal(89)},
        **{"amount": Decimal(1), "margin": Decimal(10), "loss": Decimal(10), "fee": Decimal("0.5")},
        **{"rules_version": "2026-2", "timeline": timeline or (point(Event.LIQUIDATED),)},
        "index_price": Decimal(index) if index else None,
    }
    return Liquidation(**{**made, **changed})


def all_closed(*items: Liquidation) -> Liquidations:
    return Liquidations(items)


def one(*timeline: MarginPoint, **changed: Any) -> Facts:
    return facts(liquidations=all_closed(closed(*timeline, **changed)))


def move(state: TransferState, reason: TransferReason = Reason.NONE, **changed: Any) -> Move:
    made = {"move_id": "m1", "coin": "USDT", "amount": Decimal(50), "asked_at": PLACED}
    ways = {"source": Wallet.SPOT, "target": Wallet.FUTURES}
    return Move(state=state, reason=reason, **{**made, **ways, **changed})


def moved(state: TransferState, reason: TransferReason = Reason.NONE, **changed: Any) -> Facts:
    return facts(moves=Moves((move(state, reason, **changed),)))


def cases(check: Definition, *rows: tuple[str, Facts]) -> list[Case]:
    return [Case(check, given, verdict) for verdict, given in rows]


ALL_RIGHT = dict(futures_risk.QUIZ)
FAILED = move(State_.FAILED)
EVERY_EVENT = (
    *(point(Event.OPENED, "100", "5"), point(Event.ADDED, "95", "60"), point(Event.WARNED, "92", "80")),
    point(Event.PARTLY_CLOSED, "90", "100", amount=Decimal("0.5"), price=Decimal(90), fee=Decimal("0.1")),
    point(Event.LIQUIDATED, "89.5"),
)
LEVERAGE = {"kind": "leverage"}
RULES: dict[str, Any] = {kind: rules(kind) for kind in futures_rules.KINDS}
NONE_SUCH: dict[str, Any] = dict.fromkeys(futures_rules.KINDS, Trouble.NOT_FOUND)
LATER = NOW + timedelta(hours=1)
CASES = [
    *cases(
        futures_trouble.CHECK,
        ("liquidated", facts(liquidations=all_closed(closed()), moves=Moves((FAILED,)))),
        ("transfer_failed", facts(liquidations=all_closed(), moves=Moves((FAILED,)))),
        ("transfer_failed", facts(liquidations=Trouble.TIMEOUT, moves=Moves((FAILED,)))),
        ("choose", facts(liquidations=all_closed(), moves=Moves((move(State_.DONE), FAILED)))),
        ("choose", facts(liquidations=all_closed(), moves=Moves((move(State_.FAILED, target=Wallet.FUNDING),)))),
        ("choose", facts(liquidations=all_closed(closed(timeline=())), moves=Moves(()))),
    ),
    *cases(
        liquidation.CHECK,
        ("none", facts(liquidations=all_closed())),
        ("none_asked", facts(ID, liquidations=all_closed())),
        ("liquidated", one(*EVERY_EVENT)),
        ("liquidated", one(*[point(Event.WARNED, "92", "80")] * 20, point(Event.LIQUIDATED))),
        ("liquidated", one(side=Side.SELL, liquidation_price=Decimal(90))),
        ("liquidated", one(index="90.9")),
        ("liquidated", facts(liquidations=all_closed(closed(index="")), then=prices(index=Decimal(90)))),
        ("far_from_index", one(index="90.95")),
        ("far_from_index", one(index="89.05")),
        ("uncompared", facts(liquidations=all_closed(closed(index="")), then=Trouble.TIMEOUT)),
        ("uncompared", facts(liquidations=all_closed(closed(index="")), then=prices(index=None))),
        ("not_due", one(point(Event.LIQUIDATED, ratio="99.99"))),
        ("not_due", one(point(Event.LIQUIDATED, mark="90.01"))),
        ("not_due", one(point(Event.LIQUIDATED, mark="89.99"), side=Side.SELL)),
        ("not_due", one(point(Event.PARTLY_CLOSED, ratio="70"), point(Event.LIQUIDATED))),
        ("deleveraged", one(point(Event.DELEVERAGED, "110", "10"))),
        ("untold", one(point(Event.OPENED))),
    ),
    *cases(
        position_size.CHECK,
        ("explained", facts(balances=Trouble.NOT_PROVED)),
        ("explained", facts(MARKET, balances=balances(balance("5")), prices=Trouble.NOT_FOUND)),
        ("yours", facts(MARKET, balances=balances(balance("5", wallet=Wallet.FUTURES)), prices=prices())),
    ),
    *cases(
        futures_rules.CHECK,
        ("in_force", facts(MARKET, **RULES)),
        ("in_force", facts(leverage=Trouble.NOT_FOUND, margin=Trouble.TIMEOUT, trading_fee=rules("trading_fee"))),
        ("in_force", facts({**MARKET, **LEVERAGE}, leverage=rules(lines=0))),
        ("in_force", facts(LEVERAGE, leverage=rules(lines=13))),
        ("same_since", facts({"moment": "2026-11-28T12:00"}, **RULES)),
        ("same_since", facts({**ID, **LEVERAGE}, order=filled(), leverage=rules(until_at=LATER))),
        ("changed_since", facts({**ID, **LEVERAGE}, order=filled(), leverage=rules(until_at=NOW, notice="fees"))),
        ("needs_market", facts(LEVERAGE, leverage=Trouble.NOT_FOUND)),
        ("none_here", facts(MARKET, **NONE_SUCH)),
        ("moment_unclear", facts({"moment": "last week"})),
        ("order_unknown", facts(ID, order=Trouble.NOT_FOUND)),
    ),
    *cases(
        futures_risk.CHECK,
        ("notice", facts()),
        ("notice", facts(MARKET, prices=Trouble.NOT_FOUND)),
        ("notice", facts(MARKET, prices=prices())),
        ("notice_rough", facts(MARKET, prices=prices(volatility_percent=Decimal(3)))),
        ("understood", facts(ALL_RIGHT)),
        ("understood", facts({**MARKET, **ALL_RIGHT}, prices=prices(volatility_percent=Decimal(3)))),
        ("read_again", facts({"move": "fifty", "stop": "promised", "cross": "margin"})),
        ("read_again", facts({"move": "five"})),
    ),
    *cases(
        futures_transfer.CHECK,
        ("steps", facts(moves=Moves(()))),
        ("steps", facts(moves=Moves((move(State_.DONE, target=Wallet.FUNDING),)))),
        ("done", moved(State_.DONE)),
        ("cancelled", moved(State_.CANCELLED)),
        (
            "balance",
            facts(moves=Moves((move(State_.FAILED, Reason.BALANCE, available=Decimal(9)),)), balances=Trouble.BUSY),
        ),
        ("balance", facts(moves=Moves((move(State_.FAILED, Reason.BALANCE),)), balances=balances(balance("9")))),
        ("open_position", facts(moves=Moves((move(State_.FAILED, Reason.OPEN_POSITION),)), balances=balances())),
        ("below_minimum", moved(State_.FAILED, Reason.BELOW_MINIMUM)),
        ("trade_lock", moved(State_.WAITING, Reason.TRADE_LOCK, free_at=LATER)),
        ("maintenance", moved(State_.FAILED, Reason.MAINTENANCE)),
        ("hold", moved(State_.WAITING, Reason.HOLD, free_at=LATER)),
        ("again", moved(State_.FAILED, Reason.TRADE_LOCK, free_at=NOW)),
        ("review", moved(State_.REVIEW)),
        ("review", moved(State_.WAITING, Reason.RISK_REVIEW)),
        ("untold", moved(State_.FAILED)),
        ("untold", moved(State_.FAILED, Reason.CHAIN)),
        ("soon", moved(State_.WAITING, asked_at=NOW - timedelta(minutes=2))),
        ("under_way", moved(State_.WAITING)),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_check_finds_what_the_facts_say(case: Case) -> None:
    assert judged(case.check, case.facts).verdict == case.verdict


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_all_that_a_check_has_words_for_is_said_in_some_case(check: Definition) -> None:
    shared = SHARED if check is futures_rules.CHECK else set()
    assert unsaid(check, CASES, but=shared) == set()


def test_what_was_not_learned_is_not_judged() -> None:
    for check, given in (
        (liquidation.CHECK, facts(liquidations=Trouble.TIMEOUT)),
        (futures_transfer.CHECK, facts(moves=Trouble.TIMEOUT)),
        (futures_rules.CHECK, facts(LEVERAGE, leverage=Trouble.TIMEOUT)),
        (futures_rules.CHECK, facts(ID, order=Trouble.NOT_PROVED)),
    ):
        with pytest.raises(NotLearned):
            check.judge(given)


ODD = {"far_from_index", "uncompared", "not_due", "deleveraged", "untold", "review", "under_way"}


@pytest.mark.parametrize("case", [case for case in CASES if case.verdict in ODD], ids=lambda case: case.name)
def test_what_is_not_plain_of_money_goes_to_a_person(case: Case) -> None:
    assert judged(case.check, case.facts).state is State.PERSON


def test_rules_are_asked_for_at_the_moment_and_in_the_market_of_the_trade() -> None:
    traded = filled(fill(), market=PERPETUAL, placed_at=PLACED - timedelta(days=1))
    wanted = futures_rules.CHECK.reads(facts({**ID, **LEVERAGE}, order=traded))
    assert wanted[-1].asked == AskRules("leverage", PERPETUAL, PLACED)
    wanted = futures_rules.CHECK.reads(facts({"moment": "2026-11-28T20:00+08:00", **LEVERAGE, **MARKET}))
    assert wanted[-1].asked == AskRules("leverage", PERPETUAL, NOW - timedelta(days=1))
    assert futures_rules.CHECK.reads(facts(LEVERAGE))[-1].asked == AskRules("leverage", "futures", None)


def test_where_the_index_was_not_told_the_prices_of_that_moment_are_asked_for() -> None:
    wanted = liquidation.CHECK.reads(facts(liquidations=all_closed(closed(index=""))))
    assert wanted[-1].asked == AskPrices(PERPETUAL, PLACED)


def test_what_ends_by_itself_is_followed() -> None:
    for case in CASES:
        found = judged(case.check, case.facts)
        assert bool(found.follow) is (found.state is State.WAITING)


def test_a_long_timeline_is_told_from_both_ends() -> None:
    points = [point(Event.WARNED, "92", str(ratio)) for ratio in range(20)]
    lines = judged(liquidation.CHECK, one(*points, point(Event.LIQUIDATED))).lines
    told = [line.params["ratio"] for line in lines if line.key.startswith("event.")]
    assert told == [*range(6), *range(15, 20), 100]
    assert [line.params["count"] for line in lines if line.key == "skipped"] == [9]
