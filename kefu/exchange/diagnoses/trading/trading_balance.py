"""Whether there is enough for an order: what is available, what is frozen and by what, what it needs."""

from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.kinds import Level, OrderReason, Wallet
from kefu.exchange.contract.trading import AskBalances, Balance, Balances, Order
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
from kefu.exchange.diagnoses.shared_words import CONTACT
from kefu.exchange.diagnoses.trading import asked_order, steps

MOST_LINES = 12
WITHDRAWALS = Step(StepKind.FLOW, "withdraw", "withdrawals")
ARTICLE = Step(StepKind.ARTICLE, "check-balance", "article")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    coin = _coin(facts)
    return (*asked_order.reads(facts, lacked), Wanted("balances", calls.BALANCES, AskBalances(coin)))


def lacked(order: Order) -> bool:
    return order.reason is OrderReason.BALANCE


def judge(facts: Facts) -> Finding:
    held = _held(facts)
    order = _order(facts)
    if order is not None and order.needs is not None:
        return _compared(order, order.needs, held)
    lines = _lines(held)
    if facts.answer("order_id"):
        lines += (Line(Mark.INFO, "needs_untold", {"order_id": facts.answer("order_id")}),)
    if not held:
        return Finding("empty", State.ACT, {}, lines, (steps.TRANSFER, ARTICLE, CONTACT))
    frozen = any(each.frozen for each in held)
    return Finding("frozen" if frozen else "shown", State.FINE, {}, lines, (*_free(held), ARTICLE, CONTACT))


def _compared(order: Order, needs: Decimal, held: list[Balance]) -> Finding:
    wallet = Wallet.SPOT if "/" in order.market else Wallet.FUTURES
    here = [each for each in held if each.wallet is wallet and each.coin == order.needs_coin]
    there = [each for each in held if each.wallet is not wallet and each.coin == order.needs_coin]
    available = sum((each.available for each in here), Decimal(0))
    told: dict[str, Value] = {
        **asked_order.told(order),
        "needs": needs,
        "coin": order.needs_coin,
        "available": available,
        "frozen": sum((each.frozen for each in here), Decimal(0)),
        "missing": max(needs - available, Decimal(0)),
        "wallet": wallet.value,
    }
    lines = (asked_order.line(order), Line(Mark.INFO, "needs", told), *_lines(held))
    if available >= needs:
        return Finding("enough_now", State.FINE, told, lines, (steps.ORDERS, ARTICLE))
    move = (steps.TRANSFER,) if any(each.available for each in there) else ()
    return Finding("short", State.ACT, told, lines, (*move, *_free(here), ARTICLE, CONTACT))


def _order(facts: Facts) -> Order | None:
    """Balances are told without one just as well."""
    return asked_order.known(facts, lacked)


def _coin(facts: Facts) -> str:
    """Which one to look at; of an order with a need, that of its need."""
    order = _order(facts)
    return order.needs_coin if order is not None and order.needs is not None else facts.answer("coin")


def _held(facts: Facts) -> list[Balance]:
    coin = _coin(facts)
    found = facts.need("balances", Balances)
    return [each for each in found.items if coin in {"", each.coin} and (each.available or each.frozen)]


def _lines(held: list[Balance]) -> tuple[Line, ...]:
    lines: tuple[Line, ...] = ()
    for each in held[:MOST_LINES]:
        told = {"coin": each.coin, "wallet": each.wallet.value, "available": each.available, "frozen": each.frozen}
        lines += (Line(Mark.INFO, "held", told),)
        if each.frozen and each.frozen_for:
            lines += (Line(Mark.WAIT, f"frozen_for.{_cause(each)}", told),)
    if len(held) > MOST_LINES:
        lines += (Line(Mark.INFO, "more", {"count": len(held) - MOST_LINES}),)
    return lines


def _cause(balance: Balance) -> str:
    return balance.frozen_for if balance.frozen_for in {"orders", "withdrawal", "margin", "review"} else "other"


def _free(held: list[Balance]) -> tuple[Step, ...]:
    """Where what is frozen can be set free."""
    causes = {_cause(each) for each in held if each.frozen}
    found = (("orders", steps.ORDERS), ("withdrawal", WITHDRAWALS))
    return tuple(step for cause, step in found if cause in causes)


CHECK = Definition(
    key="trading-balance",
    topic=Topic.TRADING,
    level=Level.SIGNED_IN,
    asks=(asked_order.QUESTION, Question("coin", Ask.COIN, is_needed=False)),
    reads=reads,
    judge=judge,
    articles=("check-balance",),
    categories=("trading",),
    words=asked_order.words(
        en={
            "title": "Is my balance enough?",
            "intro": "Orders are paid from what is available. We show what "
            "is available, what is frozen, and what your order needs.",
            "ask.coin": "Coin",
            "verdict.short": "Your order needs {needs} {coin}; {available} {coin} are "
            "available in your {wallet}: {missing} {coin} are missing.",
            "verdict.enough_now": "Your order needed {needs} {coin}. Now {available} "
            "{coin} are available: it can be placed again.",
            "verdict.frozen": "Part of your balance is frozen. It is still yours, but orders cannot use it.",
            "verdict.shown": "All of your balance is available for orders.",
            "verdict.empty": "We see no such balance in your accounts.",
            "line.needs": "Needed by the order: {needs} {coin}",
            "line.needs_untold": "What order {order_id} needs was not told to us",
            "line.held": "{coin}, {wallet}: {available} available, {frozen} frozen",
            "line.frozen_for.orders": "{frozen} {coin} are frozen by open orders: cancelling one frees its part",
            "line.frozen_for.withdrawal": "{frozen} {coin} are frozen by a withdrawal under way",
            "line.frozen_for.margin": "{frozen} {coin} are margin of open positions",
            "line.frozen_for.review": "{frozen} {coin} are frozen while a review is under way",
            "line.frozen_for.other": "{frozen} {coin} are frozen; our support can say by what",
            "line.more": "{count} more balances are not listed here",
            "step.withdrawals": "Open my withdrawals",
            "step.article": "Available and frozen balance",
        },
        zh={
            "title": "余额够不够下单？",
            "intro": "下单只能使用可用余额。我们列出可用、冻结，以及这笔订单需要的金额。",
            "ask.coin": "币种",
            "verdict.short": "这笔订单需要 {needs} {coin}，您的{wallet}可用 "
            "{available} {coin}，还差 {missing} {coin}。",
            "verdict.enough_now": "这笔订单需要 {needs} {coin}，目前可用 {available} {coin}，可以重新下单。",
            "verdict.frozen": "您的余额有一部分被冻结。资产仍归您所有，只是暂时不能用来下单。",
            "verdict.shown": "您的余额全部可用于下单。",
            "verdict.empty": "在您的各个账户中没有查到相应的余额。",
            "line.needs": "订单需要：{needs} {coin}",
            "line.needs_untold": "未能查到订单 {order_id} 需要的金额",
            "line.held": "{coin} {wallet}：可用 {available}，冻结 {frozen}",
            "line.frozen_for.orders": "{frozen} {coin} 被当前委托占用，撤单后即可解冻",
            "line.frozen_for.withdrawal": "{frozen} {coin} 被处理中的提现占用",
            "line.frozen_for.margin": "{frozen} {coin} 是持仓占用的保证金",
            "line.frozen_for.review": "{frozen} {coin} 因审核暂时冻结",
            "line.frozen_for.other": "{frozen} {coin} 被冻结，具体原因可向客服查询",
            "line.more": "另有 {count} 项余额未列出",
            "step.withdrawals": "打开提现记录",
            "step.article": "可用余额与冻结余额",
        },
    ),
)
