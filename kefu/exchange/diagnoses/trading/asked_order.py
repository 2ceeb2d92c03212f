"""The order a customer means: the one whose number was given, else the newest that suits. Every check of orders starts here."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.connector import Unlearned
from kefu.exchange.contract.kinds import OrderReason, OrderState, Trouble
from kefu.exchange.contract.trading import AskOrder, AskOrders, Order, Orders
from kefu.exchange.diagnoses.definition import (
    Ask,
    Facts,
    Finding,
    Line,
    Mark,
    Question,
    State,
    Value,
    Wanted,
    Words,
)
from kefu.exchange.diagnoses.shared_words import CONTACT
from kefu.exchange.diagnoses.trading import steps

Suits = Callable[[Order], bool]
QUESTION = Question("order_id", Ask.ORDER_ID, is_needed=False)

_RESTS = frozenset({OrderState.OPEN, OrderState.PARTLY_FILLED})
_UNDONE = frozenset({OrderState.REJECTED, OrderState.EXPIRED, OrderState.CANCELLED})


def is_any(order: Order) -> bool:
    del order
    return True


def rests(order: Order) -> bool:
    """It stands in the book, or waits for its trigger."""
    return order.state in _RESTS


def has_failed(order: Order) -> bool:
    """It ended without the customer having wanted that."""
    return order.state in _UNDONE and order.reason is not OrderReason.BY_CUSTOMER


def is_filled(order: Order) -> bool:
    """At least in part."""
    return order.filled > 0


def reads(facts: Facts, suits: Suits = is_any) -> tuple[Wanted, ...]:
    order_id = facts.answer("order_id")
    if order_id:
        return (Wanted("order", calls.ORDER, AskOrder(order_id)),)
    listed = (Wanted("orders", calls.ORDERS, AskOrders()),)
    newest = _newest(facts, suits)
    if newest is not None and newest.filled and not newest.fills:  # a list may tell orders without their fills
        return (*listed, Wanted("order", calls.ORDER, AskOrder(newest.order_id)))
    return listed


def known(facts: Facts, suits: Suits = is_any) -> Order | None:
    """As far as it is known by now; for `reads`."""
    return facts.maybe("order", Order) or _newest(facts, suits)


def found(facts: Facts, suits: Suits = is_any) -> Order | None:
    """None where there is none: `missing` says so. NotLearned where it could not be looked up."""
    if not facts.answer("order_id"):
        facts.need("orders", Orders)
    elif not is_not_found(facts, "order"):
        facts.need("order", Order)
    return known(facts, suits)


def missing(facts: Facts) -> Finding:
    """What is told when there is no such order."""
    if not facts.answer("order_id"):
        return Finding("no_order", State.FINE, lines=(Line(Mark.INFO, "no_order"),), steps=(steps.ORDERS, CONTACT))
    told: dict[str, Value] = {"order_id": facts.answer("order_id")}
    lines = (Line(Mark.BAD, "order_unknown", told),)
    return Finding("order_unknown", State.ACT, told, lines, (steps.ORDERS, CONTACT))


def line(order: Order) -> Line:
    """Which one is spoken of."""
    return Line(Mark.INFO, "order", told(order))


def told(order: Order) -> dict[str, Value]:
    return {
        "order_id": order.order_id,
        "market": order.market,
        "side": order.side.value,
        "amount": order.amount,
        "filled": order.filled,
        "rest": order.amount - order.filled,
        "placed_at": order.placed_at,
        "state": order.state.value,
    }


def coins(market: str) -> tuple[str, str]:
    """What is traded and what it is paid with; of a contract (BTCUSDT-PERP) neither can be told from its name."""
    base, _, quote = market.partition("/")
    return (base, quote) if quote else ("", "")


def is_not_found(facts: Facts, name: str) -> bool:
    """The exchange was asked, and has none such for this customer."""
    held = facts.known.get(name)
    return isinstance(held, Unlearned) and held.trouble is Trouble.NOT_FOUND


def average(order: Order) -> Decimal | None:
    """What one unit came to over all fills; None where none is told."""
    amount = sum((fill.amount for fill in order.fills), Decimal(0))
    return sum((fill.price * fill.amount for fill in order.fills), Decimal(0)) / amount if amount else None


def words(*, en: Mapping[str, str], zh: Mapping[str, str]) -> Words:
    """A check's own words with those that all checks of orders share."""
    return {"en": {**steps.WORDS["en"], **_EN, **en}, "zh-CN": {**steps.WORDS["zh-CN"], **_ZH, **zh}}


def _newest(facts: Facts, suits: Suits) -> Order | None:
    listed = facts.maybe("orders", Orders)
    return next((each for each in listed.items if suits(each)), None) if listed else None


_EN = {
    "ask.order_id": "Order number",
    "ask.order_id.hint": "From your list of orders. Leave it empty, and we look at your newest one.",
    "verdict.no_order": "There is no such order among your newest ones.",
    "verdict.order_unknown": "We find no order {order_id} in your account.",
    "line.no_order": "Nothing like it in your newest orders",
    "line.order_unknown": "Order {order_id}: not found. Please compare the number with your list of orders",
    "line.order": "Order {order_id}: {market}, {side} {amount}, placed {placed_at}",
    "term.buy": "buy",
    "term.sell": "sell",
    "term.open": "open",
    "term.partly_filled": "partly filled",
    "term.filled": "filled",
    "term.cancelled": "cancelled",
    "term.expired": "expired",
    "term.rejected": "not accepted",
    "term.funding": "funding account",
    "term.spot": "spot account",
    "term.futures": "futures account",
}
_ZH = {
    "ask.order_id": "订单号",
    "ask.order_id.hint": "可在委托列表中复制。不填则查看您最近的一笔订单。",
    "verdict.no_order": "您最近的订单中没有这样的订单。",
    "verdict.order_unknown": "在您的账户中没有查到订单 {order_id}。",
    "line.no_order": "最近的订单中没有符合的记录",
    "line.order_unknown": "订单 {order_id}：未查到，请与委托列表中的订单号核对",
    "line.order": "订单 {order_id}：{market} {side} {amount}，下单时间 {placed_at}",
    "term.buy": "买入",
    "term.sell": "卖出",
    "term.open": "未成交",
    "term.partly_filled": "部分成交",
    "term.filled": "完全成交",
    "term.cancelled": "已撤销",
    "term.expired": "已过期",
    "term.rejected": "未被接受",
    "term.funding": "资金账户",
    "term.spot": "现货账户",
    "term.futures": "合约账户",
}
