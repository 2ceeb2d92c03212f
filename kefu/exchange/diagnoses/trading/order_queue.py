"""Who is ahead of an order at its price, and what others took back: why an order waits though its price was seen."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.kinds import Level, OrderType
from kefu.exchange.contract.trading import AskBook, Book
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

ARTICLE = Step(StepKind.ARTICLE, "other-users-cancel", "article")
IN_TURN = (Line(Mark.INFO, "price_then_time"), Line(Mark.INFO, "others_may_cancel"))


def reads(facts: Facts) -> tuple[Wanted, ...]:
    wanted = asked_order.reads(facts, asked_order.rests)
    order = asked_order.known(facts, asked_order.rests)
    if order is None or not asked_order.rests(order) or order.type is OrderType.STOP:
        return wanted
    return (*wanted, Wanted("book", calls.BOOK, AskBook(order.market, order.price, order.side)))


def judge(facts: Facts) -> Finding:
    order = asked_order.found(facts, asked_order.rests)
    if order is None and facts.answer("order_id"):
        return asked_order.missing(facts)
    if order is None:
        return Finding("explained", State.FINE, {}, IN_TURN, (ARTICLE, steps.ORDERS))
    told = asked_order.told(order)
    line = asked_order.line(order)
    if not asked_order.rests(order):
        return Finding("ended", State.CHOOSE, told, (line, *IN_TURN), (steps.TROUBLE, steps.SLIPPAGE, ARTICLE))
    if order.type is OrderType.STOP:
        return Finding("stop", State.WAITING, told, (line,), (steps.DISTANCE, steps.CHANGE))
    return _queued(told, line, facts.need("book", Book), price=order.price)


def _queued(told: dict[str, Value], line: Line, book: Book, *, price: Value | None) -> Finding:
    if price is not None:
        told["price"] = price
    lines: tuple[Line, ...] = (line,)
    if book.ahead is None or price is None:
        ways = (steps.DISTANCE, steps.CHANGE, ARTICLE)
        return Finding("uncounted", State.WAITING, told, (line, Line(Mark.UNKNOWN, "uncounted"), *IN_TURN), ways)
    told["ahead"] = book.ahead
    lines += (Line(Mark.WAIT if book.ahead else Mark.OK, "ahead", told),)
    if book.taken_back:
        lines += (Line(Mark.INFO, "taken_back", {**told, "taken_back": book.taken_back}),)
    verdict = "behind" if book.ahead else "first"
    return Finding(verdict, State.WAITING, told, (*lines, *IN_TURN), (steps.DISTANCE, steps.CHANGE, ARTICLE))


CHECK = Definition(
    key="order-queue",
    topic=Topic.TRADING,
    level=Level.SIGNED_IN,
    asks=(asked_order.QUESTION,),
    reads=reads,
    judge=judge,
    articles=("other-users-cancel", "order-not-filled"),
    words=asked_order.words(
        en={
            "title": "Who is ahead of my order?",
            "intro": "What stands in the order book belongs to other customers, "
            "who may take it back. We look at the place of your order.",
            "verdict.behind": "At better prices and at yours, {ahead} are ahead of your order.",
            "verdict.first": "Nobody is ahead of your order: at its price it is served next.",
            "verdict.uncounted": "Your order waits at its price. How much is ahead of it is not counted here.",
            "verdict.explained": "You have no order waiting. This is how orders of others affect yours.",
            "verdict.ended": "This order no longer waits in the order book: it is {state}.",
            "verdict.stop": "This is a stop order: it is not in the order book before its trigger price is reached.",
            "line.ahead": "Ahead of yours down to {price}: {ahead}. They must be filled or taken back first",
            "line.taken_back": "Taken back by others at {price} within the last hour: {taken_back}",
            "line.uncounted": "The amount ahead of your order was not told",
            "line.price_then_time": "The better price is served first; at the same price, who came first",
            "line.others_may_cancel": "Until they are filled, all customers may "
            "cancel their orders, so depth can vanish",
            "step.article": "When others cancel",
        },
        zh={
            "title": "我的委托前面还有多少？",
            "intro": "盘口上的每一笔单都属于其他用户，他们随时可以撤单。我们查看您的委托排在哪里。",
            "verdict.behind": "在更优的价位和您的价位上，排在您前面的还有 {ahead}。",
            "verdict.first": "您的委托前面没有别人，在这个价位上下一个就轮到您。",
            "verdict.uncounted": "您的委托正在该价位等待。前面还有多少，这里没有统计。",
            "verdict.explained": "您目前没有等待成交的委托。以下说明其他用户的委托如何影响您。",
            "verdict.ended": "这笔订单已不在盘口等待，状态是{state}。",
            "verdict.stop": "这是止损单，到达触发价之前不会进入盘口。",
            "line.ahead": "到 {price} 为止排在您前面：{ahead}，要等这些成交或撤单",
            "line.taken_back": "最近一小时内，其他用户在 {price} 撤回：{taken_back}",
            "line.uncounted": "未能查到排在您前面的数量",
            "line.price_then_time": "价格更优的先成交；价格相同，先挂的先成交",
            "line.others_may_cancel": "成交之前任何用户都可以撤单，所以看到的量可能随时消失",
            "step.article": "别人撤单为什么影响成交",
        },
    ),
)
