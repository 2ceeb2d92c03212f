"""Why an order failed: the exchange's own reason, and the figures that show it."""

from datetime import timedelta
from decimal import Decimal

from kefu.exchange.contract import calls
from kefu.exchange.contract.kinds import Level, OrderReason, OrderState, Wallet
from kefu.exchange.contract.trading import AskBalances, AskPrices, Balances, Order, Prices
from kefu.exchange.diagnoses.definition import Definition, Facts, Finding, Line, Mark, State, Step, Topic, Value, Wanted
from kefu.exchange.diagnoses.percent import apart
from kefu.exchange.diagnoses.shared_words import CONTACT
from kefu.exchange.diagnoses.trading import asked_order, steps
from kefu.exchange.diagnoses.trading.order_failure_words import ARTICLE, EN, ZH

SLOW_AFTER = timedelta(seconds=1)  # from the customer's device to the engine: usually far below
ROUGH_PERCENT = Decimal(3)  # the hour's high over its low
OF_THE_MARKET = frozenset(
    {OrderReason.MARKET_HALTED, OrderReason.NO_DEPTH, OrderReason.PRICE_BAND, OrderReason.LATE, OrderReason.POST_ONLY}
)


def reads(facts: Facts) -> tuple[Wanted, ...]:
    wanted = asked_order.reads(facts, asked_order.has_failed)
    order = asked_order.known(facts, asked_order.has_failed)
    if order is None:
        return wanted
    if order.reason is OrderReason.BALANCE:
        return (*wanted, Wanted("balances", calls.BALANCES, AskBalances(order.needs_coin)))
    if order.reason in OF_THE_MARKET:
        moment = order.ended_at or order.reached_at or order.placed_at
        wanted += (Wanted("then", calls.PRICES, AskPrices(order.market, moment)),)
    if order.reason is OrderReason.MARKET_HALTED:
        wanted += (Wanted("now", calls.PRICES, AskPrices(order.market)),)
    return wanted


def judge(facts: Facts) -> Finding:
    order = asked_order.found(facts, asked_order.has_failed)
    if order is None:
        return asked_order.missing(facts)
    told = asked_order.told(order)
    line = asked_order.line(order)
    if asked_order.rests(order) or order.state is OrderState.FILLED:
        return Finding(
            "not_failed", State.CHOOSE, told, (line, Line(Mark.OK, "state", told)), (steps.TROUBLE, steps.ORDERS)
        )
    state, lines, ways = _by_reason(order, facts)
    told |= _needs(order)
    return Finding(_verdict(order), state, told, (line, *_delay(order), *lines, *_kept(order)), (*ways, CONTACT))


def _verdict(order: Order) -> str:
    if order.reason is OrderReason.NONE:
        return "expired" if order.state is OrderState.EXPIRED else "untold"
    if order.reason is OrderReason.BALANCE and order.needs is not None:
        return "balance_needs"
    return order.reason.value


def _by_reason(order: Order, facts: Facts) -> tuple[State, tuple[Line, ...], tuple[Step, ...]]:
    """What follows, the figures that show it, and where to go."""
    reason = order.reason
    if reason is OrderReason.BALANCE:
        return State.ACT, _balances(order, facts), (steps.BALANCE, steps.TRANSFER, steps.ORDERS)
    if reason is OrderReason.MARKET_HALTED:
        return _halted(facts)
    if reason is OrderReason.RISK_LIMIT or _verdict(order) == "untold":
        return State.PERSON, (), (ARTICLE,)
    if reason is OrderReason.BY_CUSTOMER or _verdict(order) == "expired":
        return State.FINE, (), (steps.ORDERS,)
    if reason is OrderReason.LATE:
        return State.ACT, _market(order, facts), (steps.CONDITIONS, steps.ORDERS)
    if reason is OrderReason.NO_DEPTH:
        return State.ACT, _market(order, facts), (steps.LIMIT_ORDERS, steps.ORDERS)
    return State.ACT, _market(order, facts), (steps.ORDERS, ARTICLE)


def _needs(order: Order) -> dict[str, Value]:
    return {} if order.needs is None else {"needs": order.needs, "coin": order.needs_coin}


def _delay(order: Order) -> tuple[Line, ...]:
    if order.reached_at is None:
        return ()
    took = order.reached_at - order.placed_at
    told = {"seconds": Decimal(f"{took.total_seconds():.1f}")}
    if took > SLOW_AFTER:
        return (Line(Mark.BAD, "delay", told),)
    return (Line(Mark.OK, "no_delay"),)


def _balances(order: Order, facts: Facts) -> tuple[Line, ...]:
    found = facts.maybe("balances", Balances)
    if found is None:
        return (Line(Mark.UNKNOWN, "unlearned"),)
    wallet = Wallet.SPOT if "/" in order.market else Wallet.FUTURES
    lines: tuple[Line, ...] = ()
    for each in (each for each in found.items if each.coin == order.needs_coin):
        told = {"wallet": each.wallet.value, "available": each.available, "frozen": each.frozen, "coin": each.coin}
        lines += (Line(Mark.BAD if each.wallet is wallet else Mark.INFO, "now_available", told),)
    return lines


def _halted(facts: Facts) -> tuple[State, tuple[Line, ...], tuple[Step, ...]]:
    now = facts.maybe("now", Prices)
    if now is None:
        return State.ACT, (Line(Mark.UNKNOWN, "unlearned"),), (steps.STATUS,)
    if not now.is_halted:
        return State.ACT, (Line(Mark.OK, "open_again"),), (steps.ORDERS, steps.STATUS)
    until = {"until": now.halted_until} if now.halted_until else {}
    return State.WAITING, (Line(Mark.WAIT, "halted_until" if until else "halted", until),), (steps.STATUS,)


def _market(order: Order, facts: Facts) -> tuple[Line, ...]:
    """How the market stood when it ended; nothing where the reason lies in the order alone."""
    if "then" not in facts.known:
        return ()
    then = facts.maybe("then", Prices)
    if then is None:
        return (Line(Mark.UNKNOWN, "unlearned"),)
    lines: tuple[Line, ...] = ()
    if order.price is not None and then.last:
        told = {"price": order.price, "last": then.last, "percent": abs(apart(order.price, then.last))}
        lines += (Line(Mark.INFO, "price_and_last", told),)
    rough = then.volatility_percent >= ROUGH_PERCENT
    return (*lines, Line(Mark.BAD if rough else Mark.OK, "volatility", {"percent": then.volatility_percent}))


def _kept(order: Order) -> tuple[Line, ...]:
    """Where the money is: what everybody wants to know first."""
    told = asked_order.told(order)
    if asked_order.is_filled(order):
        return (Line(Mark.OK, "filled_part", told),)
    return (Line(Mark.OK, "nothing_filled"),)


CHECK = Definition(
    key="order-failure",
    topic=Topic.TRADING,
    level=Level.SIGNED_IN,
    asks=(asked_order.QUESTION,),
    reads=reads,
    judge=judge,
    articles=("why-orders-fail", "order-rejected"),
    categories=("trading",),
    words=asked_order.words(en=EN, zh=ZH),
)
