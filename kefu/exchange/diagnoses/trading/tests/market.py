"""Orders, books and prices for checks of trading, made by hand: a buy of one BTC at 100 unless said otherwise."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from kefu.exchange.contract.kinds import OrderReason, OrderState, OrderType, Side, Wallet
from kefu.exchange.contract.trading import (
    Balance,
    Balances,
    Book,
    BookLevel,
    Fill,
    Order,
    Orders,
    Prices,
    RuleLine,
    Rules,
    Trade,
)
from kefu.exchange.diagnoses.tests.facts import NOW

PLACED = NOW - timedelta(minutes=10)
ID = {"order_id": "o1"}


def order(state: OrderState = OrderState.OPEN, reason: OrderReason = OrderReason.NONE, **changed: Any) -> Order:
    """What is filled is counted from the fills."""
    made: dict[str, Any] = {
        "order_id": "o1",
        "market": "BTC/USDT",
        "side": Side.BUY,
        "type": OrderType.LIMIT,
        "amount": Decimal(1),
        "placed_at": PLACED,
        "price": Decimal(100),
        "filled": sum((each.amount for each in changed.get("fills", ())), Decimal(0)),
    }
    return Order(state=state, reason=reason, **{**made, **changed})


def fill(price: str = "100", amount: str = "1", **changed: Any) -> Fill:
    return Fill(Decimal(price), Decimal(amount), Decimal("0.1"), "USDT", PLACED, **changed)


def filled(*fills: Fill, **changed: Any) -> Order:
    return order(OrderState.FILLED, **{"fills": fills or (fill(),), "type": OrderType.MARKET, "price": None, **changed})


def failed(reason: OrderReason, **changed: Any) -> Order:
    return order(OrderState.REJECTED, reason, **changed)


def orders(*items: Order) -> Orders:
    return Orders(items)


def prices(**changed: Any) -> Prices:
    """A calm hour around 100."""
    calm = {name: Decimal(value) for name, value in {"last": "100", "low": "99", "high": "101"}.items()}
    moves = {"change_1h_percent": Decimal("0.2"), "volatility_percent": Decimal("0.4")}
    best = {"best_bid": Decimal("99.9"), "best_ask": Decimal(100), "index": Decimal(100)}
    return Prices(**{"market": "BTC/USDT", **calm, **moves, **best, **changed})


def trades(*at: str) -> tuple[Trade, ...]:
    return tuple(Trade(Decimal(price), Decimal("0.7"), PLACED) for price in at)


def book(bid: str = "99", ask: str = "101", **changed: Any) -> Book:
    bids, asks = ((BookLevel(Decimal(price), Decimal(2)),) if price else () for price in (bid, ask))
    return Book("BTC/USDT", bids, asks, NOW, **changed)


def balance(
    available: str, *, frozen: str = "0", wallet: Wallet = Wallet.SPOT, coin: str = "USDT", by: str = ""
) -> Balance:
    return Balance(coin, wallet, Decimal(available), Decimal(frozen), by)


def balances(*items: Balance) -> Balances:
    return Balances(items)


def rules(kind: str = "leverage", *, lines: int = 1, **changed: Any) -> Rules:
    told = tuple(RuleLine(f"tier_{number}", "100", "x") for number in range(1, lines + 1))
    return Rules(kind, "2026-2", NOW - timedelta(days=30), told, **changed)
