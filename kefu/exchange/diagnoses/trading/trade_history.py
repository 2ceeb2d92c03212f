"""The customer's newest fills, of one market where it is named, and the way to all of them."""

from datetime import datetime

from kefu.exchange.contract import calls
from kefu.exchange.contract.kinds import Level
from kefu.exchange.contract.trading import AskOrders, Fill, Order, Orders
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
from kefu.exchange.diagnoses.trading import asked_order, steps

MOST_FILLS = 10
ARTICLE = Step(StepKind.ARTICLE, "trade-history", "article")
OLDER = Line(Mark.INFO, "only_newest")
HACKED = Step(StepKind.ARTICLE, "i-was-hacked", "hacked")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    return (Wanted("orders", calls.ORDERS, AskOrders(facts.answer("market"))),)


def judge(facts: Facts) -> Finding:
    market = facts.answer("market")
    orders = [each for each in facts.need("orders", Orders).items if each.filled and market in {"", each.market}]
    ways = (steps.history(market), ARTICLE, HACKED)
    told: dict[str, Value] = {"market": market}
    if not orders:
        verdict = "none_here" if market else "none"
        return Finding(verdict, State.FINE, told, (Line(Mark.INFO, "none"), OLDER), ways)
    newest = sorted(((fill, each) for each in orders for fill in each.fills), key=_filled_at, reverse=True)
    if not newest:
        lines = tuple(Line(Mark.OK, "filled_order", asked_order.told(each)) for each in orders[:MOST_FILLS])
        return Finding("orders", State.FINE, told, (*lines, OLDER), ways)
    lines = tuple(_line(fill, order) for fill, order in newest[:MOST_FILLS])
    told["count"] = len(lines)
    return Finding("fills", State.FINE, told, (*lines, OLDER), ways)


def _filled_at(pair: tuple[Fill, Order]) -> datetime:
    return pair[0].at


def _line(fill: Fill, order: Order) -> Line:
    told: dict[str, Value] = {
        **asked_order.told(order),
        "at": fill.at,
        "price": fill.price,
        "amount": fill.amount,
        "fee": fill.fee,
        "fee_coin": fill.fee_coin,
        "role": "maker" if fill.is_maker else "taker",
    }
    return Line(Mark.OK, "fill", told)


CHECK = Definition(
    key="trade-history",
    topic=Topic.TRADING,
    level=Level.SIGNED_IN,
    asks=(Question("market", Ask.MARKET, is_needed=False),),
    reads=reads,
    judge=judge,
    articles=("trade-history",),
    words=asked_order.words(
        en={
            "title": "My trade history",
            "intro": "Your newest fills with time, price, amount and fee, and the way to all of them.",
            "ask.market": "Market",
            "ask.market.hint": "For example BTC/USDT; empty for all",
            "verdict.fills": "These are your {count} newest fills.",
            "verdict.orders": "These of your newest orders were filled. The single fills are in your trade history.",
            "verdict.none": "None of your newest orders has been filled.",
            "verdict.none_here": "None of your newest orders on {market} has been filled.",
            "line.fill": "{at}: {market}, {side} {amount} at {price}, fee {fee} {fee_coin} ({role}), order {order_id}",
            "line.filled_order": "{placed_at}: {market}, {side}, {filled} of {amount} filled, order {order_id}",
            "line.none": "No fills",
            "line.only_newest": "Older ones, and those of subaccounts, are in your trade history",
            "step.article": "Find and export trades",
            "step.hacked": "A trade is not mine",
            "term.maker": "maker",
            "term.taker": "taker",
        },
        zh={
            "title": "我的成交记录",
            "intro": "列出您最近成交的时间、价格、数量和手续费，并带您查看全部记录。",
            "ask.market": "交易对",
            "ask.market.hint": "例如 BTC/USDT；不填则查看全部",
            "verdict.fills": "以下是您最近的 {count} 笔成交。",
            "verdict.orders": "以下订单已成交。逐笔明细请在成交记录中查看。",
            "verdict.none": "您最近的订单都没有成交。",
            "verdict.none_here": "您最近在 {market} 的订单都没有成交。",
            "line.fill": "{at} {market} {side} {amount}，价格 {price}，"
            "手续费 {fee} {fee_coin}（{role}），订单 {order_id}",
            "line.filled_order": "{placed_at} {market} {side}，已成交 {filled}，共 {amount}，订单 {order_id}",
            "line.none": "没有成交",
            "line.only_newest": "更早的成交和子账户的成交，请在成交记录中查看",
            "step.article": "查询和导出成交记录",
            "step.hacked": "有不是我本人的交易",
            "term.maker": "挂单 Maker",
            "term.taker": "吃单 Taker",
        },
    ),
)
