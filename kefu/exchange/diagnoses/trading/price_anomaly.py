"""A customer's fill against the market of that second: the trades of others around it, and the index of other venues.

Inside the range of others' trades and near the index it is explained; what lies further off goes to a person, with all figures.
"""

from dataclasses import dataclass
from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.kinds import Level, OrderType, Side
from kefu.exchange.contract.trading import AskPrices, Fill, Order, Prices
from kefu.exchange.diagnoses.definition import (
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    State,
    Step,
    StepKind,
    Topic,
    Value,
    Wanted,
)
from kefu.exchange.diagnoses.percent import apart
from kefu.exchange.diagnoses.shared_words import CONTACT
from kefu.exchange.diagnoses.trading import asked_order, steps
from kefu.exchange.diagnoses.trading.price_anomaly_words import EN, ZH

SECONDS = 60  # trades of others this near in time are compared
OUTSIDE_PERCENT = Decimal("0.5")  # beyond the range of others' trades
INDEX_PERCENT = Decimal(1)  # away from other venues
ARTICLE = Step(StepKind.ARTICLE, "price-looks-wrong", "article")


@dataclass(frozen=True, slots=True)
class Compared:
    """How far the fill lies beyond the others' range (0: inside) and from the index; none: nothing to compare with."""

    outside: Decimal | None
    off_index: Decimal | None


def reads(facts: Facts) -> tuple[Wanted, ...]:
    wanted = asked_order.reads(facts, asked_order.is_filled)
    order = asked_order.known(facts, asked_order.is_filled)
    if order is None or not order.fills:
        return wanted
    return (*wanted, Wanted("then", calls.PRICES, AskPrices(order.market, worst(order).at, SECONDS)))


def worst(order: Order) -> Fill:
    """The fill that cost the customer most: the one that is complained of."""
    if order.side is Side.BUY:
        return max(order.fills, key=lambda fill: fill.price)
    return min(order.fills, key=lambda fill: fill.price)


def judge(facts: Facts) -> Finding:
    order = asked_order.found(facts, asked_order.is_filled)
    if order is None:
        return asked_order.missing(facts)
    told = asked_order.told(order)
    line = asked_order.line(order)
    if not order.filled:
        return Finding("not_filled", State.CHOOSE, told, (line,), (steps.TROUBLE, steps.DISTANCE, CONTACT))
    if not order.fills:
        ways = (CONTACT, steps.history(order.market))
        return Finding("fills_untold", State.PERSON, told, (line, Line(Mark.UNKNOWN, "fills_untold")), ways)
    return _judged(order, worst(order), facts.need("then", Prices))


def _judged(order: Order, fill: Fill, then: Prices) -> Finding:
    others = _others(order, then)
    compared = Compared(_outside(fill.price, others), _off_index(fill.price, then.index))
    told: dict[str, Value] = {**asked_order.told(order), **_fill(fill)}
    lines = (
        asked_order.line(order),
        Line(Mark.INFO, "fill", told),
        *_range(others, compared, told),
        *_index(then, compared),
        *_book(then),
        *_limit(order, fill),
    )
    if _breaks_limit(order, fill):
        return Finding("limit_broken", State.PERSON, told, lines, (CONTACT, ARTICLE))
    if compared.outside is None and compared.off_index is None:
        return Finding("nothing_to_compare", State.PERSON, told, lines, (CONTACT, ARTICLE))
    if (compared.outside or 0) > OUTSIDE_PERCENT:
        return Finding("outside", State.PERSON, {**told, "percent": compared.outside or 0}, lines, (CONTACT, ARTICLE))
    if (compared.off_index or 0) > INDEX_PERCENT:
        return Finding(
            "off_index", State.PERSON, {**told, "percent": compared.off_index or 0}, lines, (CONTACT, ARTICLE)
        )
    ways = (steps.SLIPPAGE, steps.history(order.market), ARTICLE, CONTACT)
    return Finding(_explained(compared), State.FINE, {**told, **_percents(compared)}, lines, ways)


def _explained(compared: Compared) -> str:
    if compared.outside is None:
        return "near_index"
    return "near_others" if compared.outside else "explained"


def _percents(compared: Compared) -> dict[str, Value]:
    """Of what it was compared with first."""
    if compared.outside is None:
        return {"percent": compared.off_index or 0, "most": INDEX_PERCENT}
    return {"percent": compared.outside, "most": OUTSIDE_PERCENT}


def _others(order: Order, then: Prices) -> list[Decimal]:
    """Prices of the trades around it without the customer's own, which would prove themselves."""
    own = [(fill.price, fill.amount, fill.at) for fill in order.fills]
    prices: list[Decimal] = []
    for trade in then.trades:
        mark = (trade.price, trade.amount, trade.at)
        if mark in own:
            own.remove(mark)
        else:
            prices.append(trade.price)
    return prices


def _outside(price: Decimal, others: list[Decimal]) -> Decimal | None:
    if not others:
        return None
    low, high = min(others), max(others)
    if low <= price <= high:
        return Decimal(0)
    return abs(apart(price, low if price < low else high))


def _off_index(price: Decimal, index: Decimal | None) -> Decimal | None:
    return abs(apart(price, index)) if index else None


def _fill(fill: Fill) -> dict[str, Value]:
    return {"price": fill.price, "fill_amount": fill.amount, "at": fill.at, "clock": f"{fill.at:%H:%M:%S %Z}"}


def _range(others: list[Decimal], compared: Compared, told: dict[str, Value]) -> tuple[Line, ...]:
    if compared.outside is None:
        return (Line(Mark.UNKNOWN, "no_others", {"seconds": SECONDS}),)
    figures: dict[str, Value] = {
        **told,
        "low": min(others),
        "high": max(others),
        "count": len(others),
        "seconds": SECONDS,
        "percent": compared.outside,
        "most": OUTSIDE_PERCENT,
    }
    if not compared.outside:
        return (Line(Mark.OK, "inside_range", figures),)
    return (Line(Mark.BAD if compared.outside > OUTSIDE_PERCENT else Mark.INFO, "outside_range", figures),)


def _index(then: Prices, compared: Compared) -> tuple[Line, ...]:
    if then.index is None or compared.off_index is None:
        return (Line(Mark.UNKNOWN, "no_index"),)
    mark = Mark.BAD if compared.off_index > INDEX_PERCENT else Mark.OK
    told = {"index": then.index, "percent": compared.off_index, "most": INDEX_PERCENT}
    return (Line(mark, "index", told),)


def _book(then: Prices) -> tuple[Line, ...]:
    if then.best_bid is None or then.best_ask is None:
        return ()
    return (Line(Mark.INFO, "book", {"bid": then.best_bid, "ask": then.best_ask}),)


def _limit(order: Order, fill: Fill) -> tuple[Line, ...]:
    if order.type is not OrderType.LIMIT or order.price is None:
        return ()
    if _breaks_limit(order, fill):
        return (Line(Mark.BAD, "limit_broken", {"limit": order.price}),)
    return (Line(Mark.OK, "limit_kept", {"limit": order.price}),)


def _breaks_limit(order: Order, fill: Fill) -> bool:
    if order.type is not OrderType.LIMIT or order.price is None:
        return False
    return fill.price > order.price if order.side is Side.BUY else fill.price < order.price


CHECK = Definition(
    key="price-anomaly",
    topic=Topic.TRADING,
    level=Level.SIGNED_IN,
    asks=(asked_order.QUESTION,),
    reads=reads,
    judge=judge,
    articles=("price-looks-wrong", "slippage"),
    words=asked_order.words(en=EN, zh=ZH),
)
