"""Answers about orders, the book, the tape and the rules."""

from datetime import timedelta
from decimal import Decimal

from kefu.exchange.contract.connector import CannotTell
from kefu.exchange.contract.futures import AskLiquidations, Liquidations
from kefu.exchange.contract.kinds import OrderState, Side, Trouble
from kefu.exchange.contract.trading import (
    AskBook,
    AskOrder,
    AskOrders,
    AskPrices,
    AskRules,
    Book,
    Order,
    Orders,
    Prices,
    Rules,
)
from kefu.exchange.sandbox import rules, store
from kefu.exchange.sandbox.market import EpisodeKind, Scene
from kefu.exchange.sandbox.reading.look import Look

MOST_SECONDS = 3_600
HOUR, SAMPLE = timedelta(hours=1), timedelta(minutes=1)
OPEN = frozenset({OrderState.OPEN, OrderState.PARTLY_FILLED})
TAKEN_BACK = Decimal("0.2")  # of what stands before an order, others take back so much within an hour


def order(look: Look, asked: AskOrder) -> Order:
    row = look.store.first(store.ORDERS, uid=look.uid, ref=asked.order_id) if asked.order_id else None
    if row is None:
        raise CannotTell(Trouble.NOT_FOUND, "no such order of this customer")
    return row.value


def orders(look: Look, asked: AskOrders) -> Orders:
    rows = look.store.rows(store.ORDERS, uid=look.uid, subject=asked.market)
    found = [row.value for row in rows if not asked.is_open or row.value.state in OPEN]
    return Orders(tuple(found[: max(1, asked.limit)]))


def liquidations(look: Look, asked: AskLiquidations) -> Liquidations:
    found_by = {"uid": look.uid, "ref": asked.order_id, "subject": asked.market}
    return Liquidations(tuple(row.value for row in look.store.rows(store.LIQUIDATIONS, limit=asked.limit, **found_by)))


def book(look: Look, asked: AskBook) -> Book:
    scene = _scene(look, asked.market)
    ahead = None if asked.price is None else scene.ahead(asked.side, asked.price, look.now)
    taken_back = None if ahead is None else (ahead * TAKEN_BACK).quantize(Decimal("0.0001"))
    bids, asks = (tuple(scene.levels(side, look.now)) for side in (Side.BUY, Side.SELL))
    return Book(asked.market, bids, asks, look.now, ahead, taken_back)


def prices(look: Look, asked: AskPrices) -> Prices:
    scene = _scene(look, asked.market)
    at = min(look.now, look.frame.inside(asked.at)) if asked.at else look.now
    around = timedelta(seconds=max(1, min(asked.seconds, MOST_SECONDS)))
    trades = tuple(scene.trades(at - around, min(look.now, at + around)))
    hour = [scene.price(at - SAMPLE * minute) for minute in range(61)]
    shown = [each.price for each in trades] or hour[:1]
    halt = scene.at(EpisodeKind.HALT, look.now)
    return Prices(
        market=asked.market,
        last=hour[0],
        low=min(shown),
        high=max(shown),
        change_1h_percent=_percent(hour[0], hour[-1]),
        volatility_percent=_percent(max(hour), min(hour)),
        trades=trades,
        best_bid=scene.levels(Side.BUY, at)[0].price,
        best_ask=scene.levels(Side.SELL, at)[0].price,
        index=scene.price(at, is_index=True),
        is_halted=halt is not None,
        halted_until=halt.to_at if halt else None,
    )


def rules_at(look: Look, asked: AskRules) -> Rules:
    at = look.frame.inside(asked.at) if asked.at else look.now
    kept = rules.asked_market(asked.kind, asked.market)
    rows = [row.value for row in look.store.rows(store.RULES, subject=f"{asked.kind} {kept}")]
    found = next((each for each in rows if each.since_at <= at and (each.until_at is None or at < each.until_at)), None)
    if found is None:
        raise CannotTell(Trouble.NOT_FOUND, "no such rule at that moment")
    return found


def _percent(value: Decimal, over: Decimal) -> Decimal:
    return ((value / over - 1) * 100).quantize(Decimal("0.01"))


def _scene(look: Look, market: str) -> Scene:
    scene = look.scene(market)
    if scene is None:
        raise CannotTell(Trouble.NOT_FOUND, "no such market")
    return scene
