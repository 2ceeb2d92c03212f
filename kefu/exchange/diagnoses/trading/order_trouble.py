"""Something is wrong with an order: by its number it is told what became of it, and which check goes on from there."""

from kefu.exchange.contract.kinds import Level, OrderReason
from kefu.exchange.contract.trading import Order
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
    Wanted,
)
from kefu.exchange.diagnoses.shared_words import CONTACT
from kefu.exchange.diagnoses.trading import asked_order, steps

ARTICLE = Step(StepKind.ARTICLE, "why-orders-fail", "article")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    return asked_order.reads(facts)


def judge(facts: Facts) -> Finding:
    order = asked_order.found(facts)
    if order is None:
        return asked_order.missing(facts)
    verdict, mark, ways = _branch(order)
    told = asked_order.told(order)
    lines: tuple[Line, ...] = (asked_order.line(order), Line(mark, "state", told))
    if asked_order.is_filled(order):
        lines += (Line(Mark.OK, "filled", told),)
    return Finding(verdict, State.CHOOSE, told, lines, (*ways, CONTACT))


def _branch(order: Order) -> tuple[str, Mark, tuple[Step, ...]]:
    if asked_order.rests(order):
        return "unfilled", Mark.WAIT, (steps.DISTANCE, steps.QUEUE, steps.CHANGE, steps.CONDITIONS)
    if asked_order.has_failed(order):
        prices = (steps.ANOMALY,) if asked_order.is_filled(order) else ()
        return "failed", Mark.BAD, (steps.FAILURE, *prices, steps.CONDITIONS, ARTICLE)
    if order.reason is OrderReason.BY_CUSTOMER and not asked_order.is_filled(order):
        return "cancelled", Mark.INFO, (steps.ORDERS, steps.TROUBLE)
    return "filled", Mark.OK, (steps.ANOMALY, steps.SLIPPAGE, steps.history(order.market), steps.LIMIT_ORDERS)


CHECK = Definition(
    key="order-trouble",
    topic=Topic.TRADING,
    level=Level.SIGNED_IN,
    asks=(asked_order.QUESTION,),
    reads=reads,
    judge=judge,
    articles=("order-not-filled", "price-looks-wrong", "why-orders-fail"),
    categories=("trading",),
    words=asked_order.words(
        en={
            "title": "Something is wrong with my order",
            "intro": "It failed, it is not filled, or its price looks "
            "odd: we look at the order and lead you on from there.",
            "verdict.unfilled": "Your order is in place and waits: {filled} of {amount} have been filled.",
            "verdict.failed": "Your order has ended without being filled completely: {filled} of {amount} were filled.",
            "verdict.cancelled": "This order was cancelled from your account. Nothing of it was filled.",
            "verdict.filled": "Of your order, {filled} of {amount} were filled. Below you can compare the price.",
            "line.state": "State: {state}",
            "line.filled": "Filled: {filled} of {amount}",
            "step.article": "Why orders fail",
        },
        zh={
            "title": "订单有问题",
            "intro": "执行失败、长时间未成交、价格异常：我们先查看这笔订单，再告诉您下一步看哪里。",
            "verdict.unfilled": "您的订单有效，正在等待成交：已成交 {filled}，共 {amount}。",
            "verdict.failed": "您的订单已经结束，没有全部成交：已成交 {filled}，共 {amount}。",
            "verdict.cancelled": "这笔订单是从您的账户撤销的，没有任何成交。",
            "verdict.filled": "您的订单已成交 {filled}，共 {amount}。可以在下面核对成交价格。",
            "line.state": "状态：{state}",
            "line.filled": "已成交：{filled}，共 {amount}",
            "step.article": "订单为什么会失败",
        },
    ),
)
