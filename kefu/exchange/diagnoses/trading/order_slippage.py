"""Expected against filled price, for each fill: the best price when the order arrived is what was expected."""

from datetime import datetime
from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.kinds import Level, OrderType, Side
from kefu.exchange.contract.trading import AskPrices, Order, Prices
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
from kefu.exchange.diagnoses.percent import apart, rounded
from kefu.exchange.diagnoses.shared_words import CONTACT
from kefu.exchange.diagnoses.trading import asked_order, steps

MOST_FILLS = 10
LARGE_PERCENT = Decimal(3)  # worth a look at the market of that second
TOOL = Step(StepKind.TOOL, "slippage", "tool")
ARTICLE = Step(StepKind.ARTICLE, "slippage", "article")
WAYS = (steps.LIMIT_ORDERS, TOOL, ARTICLE, steps.ANOMALY)


def reads(facts: Facts) -> tuple[Wanted, ...]:
    wanted = asked_order.reads(facts, asked_order.is_filled)
    order = asked_order.known(facts, asked_order.is_filled)
    if order is None or not order.filled:
        return wanted
    return (*wanted, Wanted("then", calls.PRICES, AskPrices(order.market, _arrived_at(order))))


def judge(facts: Facts) -> Finding:
    order = asked_order.found(facts, asked_order.is_filled)
    if order is None:
        return asked_order.missing(facts)
    told = asked_order.told(order)
    average = asked_order.average(order)
    if average is None:
        verdict = "fills_untold" if order.filled else "not_filled"
        ways = (steps.history(order.market), CONTACT) if order.filled else (steps.TROUBLE, steps.DISTANCE)
        return Finding(verdict, State.CHOOSE, told, (asked_order.line(order),), ways)
    told["average"] = rounded(average)
    best = _expected(order, facts)
    if not best:
        lines = (asked_order.line(order), Line(Mark.UNKNOWN, "expected_untold"), *_fills(order, None))
        return Finding("expected_untold", State.UNCLEAR, told, lines, (steps.ANOMALY, TOOL, ARTICLE, CONTACT))
    return _compared(order, average, best)


def _arrived_at(order: Order) -> datetime:
    """In the market: a stop order gets there when it is triggered, which its first fill tells best."""
    if order.type is OrderType.STOP and order.fills:
        return min(fill.at for fill in order.fills)
    return order.reached_at or order.placed_at


def _compared(order: Order, average: Decimal, best: Decimal) -> Finding:
    percent = _worse(order, average, best)
    told: dict[str, Value] = {
        **asked_order.told(order),
        "average": rounded(average),
        "best": best,
        "percent": abs(percent),
    }
    lines = (asked_order.line(order), Line(Mark.INFO, "expected", told), *_fills(order, best), *_limit(order))
    if percent <= 0:
        return Finding("better" if percent else "none", State.FINE, told, lines, (steps.history(order.market), ARTICLE))
    if percent > LARGE_PERCENT:
        return Finding("large", State.CHOOSE, told, lines, (steps.ANOMALY, steps.LIMIT_ORDERS, TOOL, ARTICLE, CONTACT))
    has_moved = _worse(order, order.fills[0].price, best) > 0  # the first fill takes the best price there is
    return Finding("moved" if has_moved else "slipped", State.FINE, told, lines, WAYS)


def _expected(order: Order, facts: Facts) -> Decimal | None:
    then = facts.maybe("then", Prices)
    if then is None:
        return None
    return then.best_ask if order.side is Side.BUY else then.best_bid


def _worse(order: Order, price: Decimal, best: Decimal) -> Decimal:
    """How much worse for the customer, in percent; below zero: better."""
    percent = apart(price, best)
    return percent if order.side is Side.BUY else -percent


def _fills(order: Order, best: Decimal | None) -> tuple[Line, ...]:
    lines: tuple[Line, ...] = ()
    for number, fill in enumerate(order.fills[:MOST_FILLS], start=1):
        told: dict[str, Value] = {"number": number, "price": fill.price, "amount": fill.amount, "at": fill.at}
        if best is None:
            lines += (Line(Mark.INFO, "fill", told),)
            continue
        percent = _worse(order, fill.price, best)
        key = "fill_worse" if percent > 0 else "fill_same"
        lines += (Line(Mark.INFO if percent > 0 else Mark.OK, key, {**told, "percent": percent}),)
    if len(order.fills) > MOST_FILLS:
        lines += (Line(Mark.INFO, "more", {"count": len(order.fills) - MOST_FILLS}),)
    return lines


def _limit(order: Order) -> tuple[Line, ...]:
    if order.type is OrderType.LIMIT and order.price is not None:
        return (Line(Mark.OK, "within_limit", {"price": order.price}),) if _keeps(order, order.price) else ()
    return (Line(Mark.INFO, "at_market"),) if order.type is OrderType.MARKET else ()


def _keeps(order: Order, limit: Decimal) -> bool:
    prices = [fill.price for fill in order.fills]
    return max(prices) <= limit if order.side is Side.BUY else min(prices) >= limit


CHECK = Definition(
    key="order-slippage",
    topic=Topic.TRADING,
    level=Level.SIGNED_IN,
    asks=(asked_order.QUESTION,),
    reads=reads,
    judge=judge,
    articles=("slippage", "use-limit-orders"),
    words=asked_order.words(
        en={
            "title": "Expected and filled price",
            "intro": "We hold each fill of your order against the best price at the moment it reached the exchange.",
            "verdict.none": "Your order was filled at the price that stood there when it arrived.",
            "verdict.better": "Your order was filled {percent}% better than "
            "the price that stood there when it arrived.",
            "verdict.slipped": "Your order was filled {percent}% worse than the best price "
            "when it arrived: the best price had less than your order took.",
            "verdict.moved": "Your order was filled {percent}% worse than the best price "
            "when it arrived: the price had moved by the first fill.",
            "verdict.large": "Your order was filled {percent}% worse than the best price when it "
            "arrived. That is much: compare it with the market of that second.",
            "verdict.expected_untold": "Your average price was {average}. Which price stood "
            "there when the order arrived could not be looked up.",
            "verdict.fills_untold": "The single fills of this order were not "
            "told to us. Your trade history shows them.",
            "verdict.not_filled": "Nothing of this order has been filled, so there is no price to compare.",
            "line.expected": "Best price on arrival {best}, your average {average}",
            "line.expected_untold": "Best price on arrival: could not be looked up",
            "line.fill": "Fill {number}, {at}: {amount} at {price}",
            "line.fill_same": "Fill {number}, {at}: {amount} at {price}, no worse than expected",
            "line.fill_worse": "Fill {number}, {at}: {amount} at {price}, {percent}% worse than expected",
            "line.more": "{count} more fills are in your trade history",
            "line.within_limit": "Your limit {price} was kept in every fill",
            "line.at_market": "A market order takes level after level of the book: it promises speed, not a price",
            "step.tool": "Work out slippage",
            "step.article": "What slippage is",
        },
        zh={
            "title": "预期价与成交价",
            "intro": "我们把每一笔成交，与订单到达平台时的最优价逐笔对比。",
            "verdict.none": "您的订单按到达时的最优价成交，没有滑点。",
            "verdict.better": "您的订单成交价比到达时的最优价好 {percent}%。",
            "verdict.slipped": "您的订单成交价比到达时的最优价差 {percent}%，原因是最优价上的数量少于您的订单。",
            "verdict.moved": "您的订单成交价比到达时的最优价差 {percent}%，第一笔成交时价格已经变化。",
            "verdict.large": "您的订单成交价比到达时的最优价差 {percent}%，差距较大，请与那一秒的市场价核对。",
            "verdict.expected_untold": "您的成交均价是 {average}。订单到达时的最优价暂时无法查询。",
            "verdict.fills_untold": "未能查到这笔订单的逐笔成交，您可以在成交记录中查看。",
            "verdict.not_filled": "这笔订单没有任何成交，因此没有价格可以核对。",
            "line.expected": "到达时最优价 {best}，您的成交均价 {average}",
            "line.expected_untold": "到达时的最优价：暂时无法查询",
            "line.fill": "第 {number} 笔 {at}：{price} 成交 {amount}",
            "line.fill_same": "第 {number} 笔 {at}：{price} 成交 {amount}，不差于预期",
            "line.fill_worse": "第 {number} 笔 {at}：{price} 成交 {amount}，比预期差 {percent}%",
            "line.more": "另有 {count} 笔成交，请在成交记录中查看",
            "line.within_limit": "每一笔都没有超出您的限价 {price}",
            "line.at_market": "市价单会从最优价起逐档成交，保证速度，不保证价格",
            "step.tool": "滑点计算器",
            "step.article": "什么是滑点",
        },
    ),
)
