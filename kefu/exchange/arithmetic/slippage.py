"""How far the average price of an order's fills lies from the price that was expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from kefu.exchange.arithmetic.numbers import DIGITS

HUNDRED = Decimal(100)


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"


@dataclass(frozen=True, slots=True)
class Fill:
    price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class FillSlippage:
    """One fill: its value, and how much worse (above zero) or better (below) it was than expected."""

    fill: Fill
    value: Decimal
    percent: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Slippage:
    """`cost` in the quote currency, above zero where the order did worse than expected; `fee` of all fills, too."""

    average: Decimal
    filled: Decimal
    unfilled: Decimal
    value: Decimal
    percent: Decimal
    cost: Decimal
    fee: Decimal
    fills: Sequence[FillSlippage]


def of(side: Side, *, size: Decimal, expected: Decimal, fills: Sequence[Fill], fee_percent: Decimal) -> Slippage:
    """Average = sum(price x amount) / sum(amount). Cost of a fill = (price - expected) x amount, turned round for a sale."""
    if not fills or expected <= 0:
        raise ValueError("slippage needs fills and a price above zero")
    with localcontext(prec=DIGITS):
        each = [_of_fill(side, fill, expected) for fill in fills]
        filled = sum((fill.amount for fill in fills), Decimal(0))
        value = sum((one.value for one in each), Decimal(0))
        cost = sum((one.cost for one in each), Decimal(0))
        return Slippage(
            average=value / filled,
            filled=filled,
            unfilled=max(size - filled, Decimal(0)),
            value=value,
            percent=cost / (expected * filled) * HUNDRED,
            cost=cost,
            fee=value * fee_percent / HUNDRED,
            fills=each,
        )


def _of_fill(side: Side, fill: Fill, expected: Decimal) -> FillSlippage:
    worse = fill.price - expected if side is Side.BUY else expected - fill.price
    return FillSlippage(fill, fill.price * fill.amount, worse / expected * HUNDRED, worse * fill.amount)
