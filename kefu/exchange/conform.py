"""Tries an exchange's endpoint against the contract, as a stranger would: `kefu exchange conform`.

Each call: is it answered, in the right shape, fresh, signed, in time. Then what must be refused (`conform_guards`).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from kefu.exchange import examples
from kefu.exchange.contract import calls, funds, trading
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.codec import BadShape
from kefu.exchange.contract.connector import Learned
from kefu.exchange.contract.kinds import Level, Trouble
from kefu.exchange.http import connector, wire
from kefu.exchange.http.connector import Reply
from kefu.exchange.http.signing import Secrets
from kefu.kit import clock, http

TRIES = 5  # of each call, for its time
BUDGET_S = 180.0  # for all of it
OLDEST = timedelta(minutes=5)

# what others are asked with comes first
_ORDER: tuple[Call[Any, Any], ...] = (calls.ORDERS, calls.DEPOSITS, calls.WITHDRAWALS)


class Verdict(StrEnum):
    OK = "ok"
    MISSING = "missing"  # not offered: the contract allows that
    WRONG = "wrong"
    UNTRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Finding:
    """`told`: what was seen, and what to do about it."""

    name: str
    verdict: Verdict
    told: str = ""


@dataclass(slots=True)
class Tried:
    """An endpoint under trial, and what it has said so far."""

    base: str
    secrets: Secrets
    uid: str
    other_uid: str = ""
    ends_at: float = field(default_factory=lambda: time.monotonic() + BUDGET_S)
    learned: dict[str, Any] = field(default_factory=dict)

    @property
    def places(self) -> tuple[str, ...]:
        return (http.place_of(self.base),)

    @property
    def is_out_of_time(self) -> bool:
        return time.monotonic() >= self.ends_at

    def ask(self, call: Call[Any, Any], asked: object, *, uid: str) -> Reply:
        body = wire.question(asked, uid=uid)
        deadline_s = call.timeout_s
        return connector.ask(
            self.base, call.name, body, secrets=self.secrets, places=self.places, deadline_s=deadline_s
        )


def try_calls(tried: Tried) -> Iterator[Finding]:
    """Every call of the contract, those first that others are asked with."""
    for call in (*_ORDER, *(each for each in calls.CALLS if each not in _ORDER)):
        if tried.is_out_of_time:
            yield Finding(call.name, Verdict.UNTRIED, "out of time: the calls before took too long")
            continue
        asked = question(call, tried)
        if asked is None:
            yield Finding(call.name, Verdict.UNTRIED, "this customer has nothing to ask it with: try another --uid")
        else:
            yield _try(call, asked, tried)


def question(call: Call[Any, Any], tried: Tried) -> Any:
    """What this call is asked: of this customer's own where it names something of theirs. None: they have none."""
    order = next(iter(_items(tried, calls.ORDERS)), None)
    deposit = next((each for each in _items(tried, calls.DEPOSITS) if each.txid), None)
    market = order.market if order else "BTC/USDT"
    if call is calls.ORDER:
        return trading.AskOrder(order.order_id) if order else None
    if call is calls.TRANSACTION:
        return funds.AskTransaction(deposit.network, deposit.txid) if deposit else None
    if call is calls.ADDRESS:
        return funds.AskAddress(deposit.coin, deposit.network, deposit.address) if deposit else None
    if call is calls.BOOK:
        return trading.AskBook(market)
    if call is calls.PRICES:
        return trading.AskPrices(market)
    if call is calls.RULES:
        return trading.AskRules("trading_fee", market)
    return examples.of(call.asks) if call is calls.DOCUMENTS else call.asks()


def _items(tried: Tried, call: Call[Any, Any]) -> tuple[Any, ...]:
    held: Learned[Any] | None = tried.learned.get(call.name)
    return tuple(held.value.items) if held else ()


def _try(call: Call[Any, Any], asked: object, tried: Tried) -> Finding:
    uid = tried.uid if call.level > Level.PUBLIC else ""
    seconds: list[float] = []
    for _ in range(TRIES):
        began = time.monotonic()
        try:
            reply = tried.ask(call, asked, uid=uid)
        except http.Unreadable as error:
            return Finding(call.name, Verdict.WRONG, f"{error}: at most {wire.MAX_ANSWER_BYTES} bytes, not compressed")
        except (http.Unreachable, http.Forbidden) as error:
            is_late = time.monotonic() - began >= call.timeout_s - 0.01
            why = f"no answer within {call.timeout_s:g} s" if is_late else f"no whole answer came back ({error})"
            return Finding(call.name, Verdict.WRONG, why)
        seconds.append(time.monotonic() - began)
        fault = judged(call, reply, tried)
        if fault is not None:
            return fault
        if tried.is_out_of_time:
            break
    return Finding(call.name, Verdict.OK, f"p95 {_p95(seconds) * 1000:.0f} ms of {call.timeout_s * 1000:.0f} ms")


def judged(call: Call[Any, Any], reply: Reply, tried: Tried) -> Finding | None:
    """What is wrong with one answer; None: nothing, and it is kept for what others are asked with."""
    if reply.status != 200:
        return _refused(call, reply)
    if not reply.is_signed:
        return Finding(call.name, Verdict.WRONG, "the answer's Kefu-Signature is missing or does not fit")
    now = clock.now()
    try:
        learned = wire.read_answer(call, reply.body, now=now)
    except BadShape as error:
        return Finding(call.name, Verdict.WRONG, f"{error.place}: {error.wanted}")
    if now - learned.as_of > OLDEST:
        return Finding(call.name, Verdict.WRONG, "as_of is older than five minutes: say when you knew it, in UTC")
    tried.learned[call.name] = learned
    return None


def _refused(call: Call[Any, Any], reply: Reply) -> Finding:
    told = wire.read_error(reply.status, reply.body, retry_after=reply.retry_after, is_signed=reply.is_signed)
    if told.trouble is Trouble.NOT_OFFERED:
        return Finding(call.name, Verdict.MISSING, "checks that need it say that they cannot see this")
    cure = {
        Trouble.REFUSED: "is the secret the same on both sides, is the uid a customer of yours, do both clocks go right?",
        Trouble.NOT_FOUND: "your own lists name it, or a list may be empty: look it up by uid and id",
        Trouble.BAD_ANSWER: "what we ask stands in the API document",
        Trouble.BUSY: "let through at least ten questions a second",
    }.get(told.trouble, "look into your own log")
    return Finding(call.name, Verdict.WRONG, f"answered {reply.status} ({told.trouble.value}): {cure}")


def _p95(seconds: list[float]) -> float:
    """Of so few it is the slowest."""
    return max(seconds)
