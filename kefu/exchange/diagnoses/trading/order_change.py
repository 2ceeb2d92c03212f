"""What can still be changed or cancelled of an order, and where the customer does it. Nobody here does it for them."""

from kefu.exchange.contract.kinds import Level
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
from kefu.exchange.diagnoses.trading import asked_order, steps

ARTICLE = Step(StepKind.ARTICLE, "adjust-or-cancel-order", "article")
OWN_HANDS = Line(Mark.INFO, "own_hands")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    return asked_order.reads(facts, asked_order.rests)


def judge(facts: Facts) -> Finding:
    order = asked_order.found(facts, asked_order.rests)
    if order is None:
        return asked_order.missing(facts)
    told = asked_order.told(order)
    line = asked_order.line(order)
    if not asked_order.rests(order):
        lines = (line, Line(Mark.INFO, "state", told), *_filled(order.filled > 0, told), OWN_HANDS)
        return Finding("ended", State.FINE, told, lines, (steps.history(order.market), steps.ORDERS, ARTICLE))
    lines = (line, *_filled(order.filled > 0, told), Line(Mark.INFO, "rest", told))
    lines += (Line(Mark.INFO, "queue_anew"), Line(Mark.OK, "free"), OWN_HANDS)
    return Finding("partly" if order.filled else "can", State.ACT, told, lines, (steps.ORDERS, steps.DISTANCE, ARTICLE))


def _filled(is_filled: bool, told: dict[str, Value]) -> tuple[Line, ...]:
    return (Line(Mark.OK, "filled", told),) if is_filled else ()


CHECK = Definition(
    key="order-change",
    topic=Topic.TRADING,
    level=Level.SIGNED_IN,
    asks=(asked_order.QUESTION,),
    reads=reads,
    judge=judge,
    articles=("adjust-or-cancel-order",),
    words=asked_order.words(
        en={
            "title": "Change or cancel an order",
            "intro": "What has not been filled can be changed or cancelled. "
            "You do that yourself, in your list of orders.",
            "verdict.can": "Your order has not been filled. You can change its price or cancel it.",
            "verdict.partly": "{filled} of {amount} have been filled. You can change or cancel the remaining {rest}.",
            "verdict.ended": "This order is {state}, so there is nothing left to change. You can place a new one.",
            "line.state": "State: {state}",
            "line.filled": "Filled: {filled}. That part was traded with others and cannot be taken back",
            "line.rest": "Still open: {rest}",
            "line.queue_anew": "A new price, or a larger amount, joins the end of the queue at its price",
            "line.free": "Cancelling costs nothing; what was frozen for it becomes available again",
            "line.own_hands": "Our support never trades for you and never needs your password or codes",
            "step.article": "How to change or cancel, step by step",
        },
        zh={
            "title": "改价或撤单",
            "intro": "未成交的部分可以改价或撤单，由您在委托列表中自行操作。",
            "verdict.can": "您的订单尚未成交，可以改价或撤单。",
            "verdict.partly": "已成交 {filled}，共 {amount}。剩余 {rest} 可以改价或撤单。",
            "verdict.ended": "这笔订单的状态是{state}，已经无法修改。需要的话可以重新下单。",
            "line.state": "状态：{state}",
            "line.filled": "已成交 {filled}：这部分是与其他用户完成的交易，不能撤回",
            "line.rest": "未成交：{rest}",
            "line.queue_anew": "改价或加量后，会排到该价位的队尾",
            "line.free": "撤单不收费，冻结的资金恢复为可用",
            "line.own_hands": "客服不会替您交易，也不需要您的密码和验证码",
            "step.article": "改价和撤单的步骤",
        },
    ),
)
