"""How far an order's price is from the market: buyers are held against the best ask, sellers against the best bid."""

from datetime import timedelta
from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.kinds import Level, OrderType, Side
from kefu.exchange.contract.trading import AskBook, AskPrices, Book, Order, Prices
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

NEAR_PERCENT = Decimal("0.5")  # as good as at the market: a matter of the queue
SETTLES_WITHIN = timedelta(minutes=1)  # a price that reaches the other side is filled long before
ARTICLE = Step(StepKind.ARTICLE, "price-far-from-market", "article")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    wanted = asked_order.reads(facts, asked_order.rests)
    order = asked_order.known(facts, asked_order.rests)
    if order is None or not asked_order.rests(order):
        return wanted
    book = Wanted("book", calls.BOOK, AskBook(order.market, order.price, order.side))
    return (*wanted, book, Wanted("prices", calls.PRICES, AskPrices(order.market)))


def judge(facts: Facts) -> Finding:
    order = asked_order.found(facts, asked_order.rests)
    if order is None:
        return asked_order.missing(facts)
    told = asked_order.told(order)
    line = asked_order.line(order)
    if not asked_order.rests(order):
        return Finding("ended", State.CHOOSE, told, (line, Line(Mark.INFO, "state", told)), (steps.TROUBLE,))
    prices = facts.maybe("prices", Prices)
    if prices is not None and prices.is_halted:
        return Finding("halted", State.WAITING, told, (line, Line(Mark.WAIT, "halted", told)), (steps.STATUS,))
    if order.type is OrderType.STOP:
        return Finding("stop", State.WAITING, told, (line, *_last(prices)), (steps.ORDERS, steps.CHANGE, CONTACT))
    best = _other_side(facts.need("book", Book), order.side)
    if not best or not order.price:
        return Finding("nobody", State.WAITING, told, (line, Line(Mark.WAIT, "nobody", told)), (steps.QUEUE, CONTACT))
    return _measured(order, order.price, best, facts)


def _measured(order: Order, price: Decimal, best: Decimal, facts: Facts) -> Finding:
    percent = -apart(price, best) if order.side is Side.BUY else apart(price, best)
    has_reached = price >= best if order.side is Side.BUY else price <= best
    told: dict[str, Value] = {**asked_order.told(order), "price": price, "best": best, "percent": percent}
    side = "ask" if order.side is Side.BUY else "bid"
    lines: tuple[Line, ...] = (asked_order.line(order), Line(Mark.INFO, f"own_and_{side}", told))
    if has_reached and facts.now - order.placed_at > SETTLES_WITHIN:
        return Finding("crossed", State.PERSON, told, (*lines, Line(Mark.BAD, "crossed")), (CONTACT, steps.ORDERS))
    if has_reached:
        return Finding("at_once", State.WAITING, told, lines, (steps.ORDERS,), {"order_id": order.order_id})
    lines += (Line(Mark.WAIT, f"must_move_{side}", told),)
    if percent <= NEAR_PERCENT:
        return Finding("near", State.WAITING, told, lines, (steps.QUEUE, steps.CHANGE, ARTICLE))
    return Finding("far", State.ACT, told, lines, (steps.CHANGE, steps.ORDERS, ARTICLE))


def _other_side(book: Book, side: Side) -> Decimal | None:
    levels = [each.price for each in (book.asks if side is Side.BUY else book.bids)]
    if not levels:
        return None
    return min(levels) if side is Side.BUY else max(levels)


def _last(prices: Prices | None) -> tuple[Line, ...]:
    return (Line(Mark.INFO, "last", {"last": prices.last}),) if prices is not None else ()


CHECK = Definition(
    key="order-distance",
    topic=Topic.TRADING,
    level=Level.SIGNED_IN,
    asks=(asked_order.QUESTION,),
    reads=reads,
    judge=judge,
    articles=("price-far-from-market", "order-not-filled"),
    words=asked_order.words(
        en={
            "title": "How far is my order from the market?",
            "intro": "A buy order waits for the lowest ask, a sell order "
            "for the highest bid. We measure how far yours is away.",
            "verdict.ended": "This order no longer waits: it is {state}.",
            "verdict.halted": "Trading on {market} is halted, so no order is filled. "
            "Yours keeps its place unless a notice says otherwise.",
            "verdict.stop": "This is a stop order: it waits for its trigger price, and only then is an order placed.",
            "verdict.nobody": "On the other side of {market} nobody offers a price just now. Your order waits.",
            "verdict.crossed": "At this price your order should have been filled by now. A colleague looks into it.",
            "verdict.at_once": "Your price reaches the market. It should be filled within a moment.",
            "verdict.near": "Your price is {percent}% from the market. It is close: mostly a matter of the queue.",
            "verdict.far": "Your price is {percent}% from the market. It is filled once the market has come that far.",
            "line.state": "State: {state}",
            "line.halted": "{market}: halted",
            "line.last": "Last trade: {last}",
            "line.nobody": "{market}: no price on the other side",
            "line.own_and_ask": "Your price {price}, best ask {best}",
            "line.own_and_bid": "Your price {price}, best bid {best}",
            "line.crossed": "The market has reached your price, and the order has not moved",
            "line.must_move_ask": "The asks must come down {percent}% to reach your price",
            "line.must_move_bid": "The bids must go up {percent}% to reach your price",
            "step.article": "How the distance is worked out",
        },
        zh={
            "title": "我的委托离市价多远？",
            "intro": "买单要等卖一价，卖单要等买一价。我们计算您的委托价还差多少。",
            "verdict.ended": "这笔订单已不在等待成交，状态是{state}。",
            "verdict.halted": "{market} 暂停交易，期间不会成交。除非公告另有说明，您的委托会保留。",
            "verdict.stop": "这是止损单：价格到达触发价之后才会下单。",
            "verdict.nobody": "{market} 目前没有对手方报价，您的委托正在等待。",
            "verdict.crossed": "按这个价格，您的订单本应已经成交，我们的同事会核查。",
            "verdict.at_once": "您的委托价已经够到市价，应当马上成交。",
            "verdict.near": "您的委托价离市价 {percent}%，已经很近，多半是在排队。",
            "verdict.far": "您的委托价离市价 {percent}%，要等行情走到这个价位才会成交。",
            "line.state": "状态：{state}",
            "line.halted": "{market}：暂停交易",
            "line.last": "最新成交价：{last}",
            "line.nobody": "{market}：没有对手方报价",
            "line.own_and_ask": "您的委托价 {price}，卖一价 {best}",
            "line.own_and_bid": "您的委托价 {price}，买一价 {best}",
            "line.crossed": "市价已经到达您的委托价，订单却没有成交",
            "line.must_move_ask": "卖价再跌 {percent}% 就到您的委托价",
            "line.must_move_bid": "买价再涨 {percent}% 就到您的委托价",
            "step.article": "偏离多少怎么算",
        },
    ),
)
