"""How a position came to be closed by force: its margin over time, the mark price against the index, fills, loss and fee."""

from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.futures import AskLiquidations, Liquidation, Liquidations, MarginPoint
from kefu.exchange.contract.kinds import Level, MarginEvent, Side
from kefu.exchange.contract.trading import AskPrices, Prices
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Value,
    Wanted,
)
from kefu.exchange.diagnoses.futures.liquidation_words import EN, ZH
from kefu.exchange.diagnoses.percent import apart
from kefu.exchange.diagnoses.shared_words import CONTACT

INDEX_PERCENT = Decimal(1)  # mark price against other venues: beyond this a person looks
DUE_PERCENT = Decimal(100)  # of the margin ratio: maintenance margin has used up what the position was worth
MOST_POINTS = 12
CLOSES = frozenset({MarginEvent.PARTLY_CLOSED, MarginEvent.LIQUIDATED, MarginEvent.DELEVERAGED})
ARTICLE = Step(StepKind.ARTICLE, "why-was-i-liquidated", "article")
SIZE = Step(StepKind.CHECK, "position-size", "size")
RULES = Step(StepKind.CHECK, "futures-rules", "rules")
WAYS = (ARTICLE, RULES, SIZE, CONTACT)


def reads(facts: Facts) -> tuple[Wanted, ...]:
    asked = AskLiquidations(facts.answer("order_id"), facts.answer("market"))
    wanted: tuple[Wanted, ...] = (Wanted("liquidations", calls.LIQUIDATIONS, asked),)
    closed = _newest(facts)
    moment = _moment(closed) if closed else None
    if closed is not None and moment is not None and closed.index_price is None:
        wanted += (Wanted("then", calls.PRICES, AskPrices(closed.market, moment.at)),)
    return wanted


def judge(facts: Facts) -> Finding:
    facts.need("liquidations", Liquidations)
    closed = _newest(facts)
    if closed is None:
        verdict = "none_asked" if facts.answer("order_id") else "none"
        told: dict[str, Value] = {"order_id": facts.answer("order_id")}
        return Finding(verdict, State.FINE, told, (Line(Mark.INFO, "none"),), (SIZE, RULES, CONTACT))
    moment = _moment(closed)
    if moment is None:
        return Finding(
            "untold", State.PERSON, _told(closed), (_position(closed), *_timeline(closed)), (CONTACT, ARTICLE)
        )
    return _judged(closed, moment, facts)


def _judged(closed: Liquidation, moment: MarginPoint, facts: Facts) -> Finding:
    index = closed.index_price or _index_then(facts)
    away = abs(apart(moment.mark_price, index)) if index else None
    told: dict[str, Value] = {
        **_told(closed),
        "at": moment.at,
        "mark": moment.mark_price,
        "ratio": moment.margin_ratio_percent,
    }
    lines = (_position(closed), *_timeline(closed), _reached(closed, moment, told), *_index(index, away, told))
    lines += (Line(Mark.INFO, "cost", told), Line(Mark.INFO, "version", told))
    if moment.event is MarginEvent.DELEVERAGED:
        return Finding("deleveraged", State.PERSON, told, lines, (CONTACT, RULES, ARTICLE))
    if not _is_due(closed, moment):
        return Finding("not_due", State.PERSON, told, lines, (CONTACT, ARTICLE))
    if away is None:
        return Finding("uncompared", State.PERSON, told, lines, (CONTACT, ARTICLE, RULES))
    if away > INDEX_PERCENT:
        return Finding("far_from_index", State.PERSON, {**told, "percent": away}, lines, (CONTACT, ARTICLE))
    return Finding("liquidated", State.FINE, told, lines, WAYS)


def _newest(facts: Facts) -> Liquidation | None:
    found = facts.maybe("liquidations", Liquidations)
    return next(iter(found.items), None) if found else None


def _moment(closed: Liquidation) -> MarginPoint | None:
    """When the force began: the first close by the exchange. None where the timeline has none."""
    return next((each for each in closed.timeline if each.event in CLOSES), None)


def _index_then(facts: Facts) -> Decimal | None:
    then = facts.maybe("then", Prices)
    return then.index if then is not None else None


def _is_due(closed: Liquidation, moment: MarginPoint) -> bool:
    """The margin was used up, and the mark price had come to where that was to happen."""
    return moment.margin_ratio_percent >= DUE_PERCENT and _has_reached(closed, moment)


def _has_reached(closed: Liquidation, moment: MarginPoint) -> bool:
    if closed.side is Side.BUY:
        return moment.mark_price <= closed.liquidation_price
    return moment.mark_price >= closed.liquidation_price


def _told(closed: Liquidation) -> dict[str, Value]:
    return {
        "order_id": closed.order_id,
        "market": closed.market,
        "side": closed.side.value,
        "leverage": closed.leverage,
        "amount": closed.amount,
        "entry": closed.entry_price,
        "liquidation": closed.liquidation_price,
        "bankruptcy": closed.bankruptcy_price,
        "margin": closed.margin,
        "loss": closed.loss,
        "fee": closed.fee,
        "version": closed.rules_version,
    }


def _position(closed: Liquidation) -> Line:
    return Line(Mark.INFO, "position", _told(closed))


def _timeline(closed: Liquidation) -> tuple[Line, ...]:
    """Of a long one the beginning and the end: what lies between says least."""
    points = closed.timeline
    if len(points) <= MOST_POINTS:
        return tuple(line for each in points for line in _point(each))
    half = MOST_POINTS // 2
    skipped = Line(Mark.INFO, "skipped", {"count": len(points) - 2 * half})
    first = tuple(line for each in points[:half] for line in _point(each))
    return (*first, skipped, *(line for each in points[-half:] for line in _point(each)))


def _point(point: MarginPoint) -> tuple[Line, ...]:
    told: dict[str, Value] = {
        "at": point.at,
        "mark": point.mark_price,
        "ratio": point.margin_ratio_percent,
        "amount": point.amount,
    }
    line = Line(_mark(point), f"event.{point.event.value}", told)
    if point.price is None:
        return (line,)
    return (line, Line(Mark.INFO, "fill", {**told, "price": point.price, "fee": point.fee}))


def _mark(point: MarginPoint) -> Mark:
    if point.event in CLOSES:
        return Mark.BAD
    return Mark.WAIT if point.event is MarginEvent.WARNED else Mark.INFO


def _reached(closed: Liquidation, moment: MarginPoint, told: dict[str, Value]) -> Line:
    if _has_reached(closed, moment):
        return Line(Mark.INFO, "mark_reached", told)
    return Line(Mark.BAD, "mark_not_reached", told)


def _index(index: Decimal | None, away: Decimal | None, told: dict[str, Value]) -> tuple[Line, ...]:
    if index is None or away is None:
        return (Line(Mark.UNKNOWN, "index_untold"),)
    mark = Mark.BAD if away > INDEX_PERCENT else Mark.OK
    return (Line(mark, "index", {**told, "index": index, "percent": away, "most": INDEX_PERCENT}),)


CHECK = Definition(
    key="liquidation",
    topic=Topic.FUTURES,
    level=Level.SIGNED_IN,
    asks=(Question("order_id", Ask.ORDER_ID, is_needed=False), Question("market", Ask.MARKET, is_needed=False)),
    reads=reads,
    judge=judge,
    articles=("why-was-i-liquidated", "liquidation-explained", "mark-price-and-last-price"),
    words={"en": EN, "zh-CN": ZH},
)
