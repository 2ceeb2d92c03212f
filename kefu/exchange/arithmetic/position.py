"""How large a position may be so that its stop costs no more than somebody is willing to lose."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from kefu.exchange.arithmetic.liquidation import Direction
from kefu.exchange.arithmetic.numbers import DIGITS

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Sized:
    """`is_capped`: balance and leverage allow less than the risk would. `is_reached`: the stop comes before liquidation."""

    direction: Direction
    size: Decimal
    value: Decimal
    margin: Decimal
    loss: Decimal
    willing: Decimal
    is_capped: bool
    is_reached: bool


def of(*, balance: Decimal, risk_percent: Decimal, entry: Decimal, stop: Decimal, leverage: Decimal) -> Sized:
    """Size = balance x risk / |entry - stop|, at the most balance x leverage / entry. Fees and slippage are left out."""
    if entry == stop:
        raise ValueError("a stop at the entry price bounds nothing")
    with localcontext(prec=DIGITS):
        apart = abs(entry - stop)
        willing = balance * risk_percent / HUNDRED
        wanted, most = willing / apart, balance * leverage / entry
        size = min(wanted, most)
        return Sized(
            direction=Direction.LONG if stop < entry else Direction.SHORT,
            size=size,
            value=size * entry,
            margin=size * entry / leverage,
            loss=size * apart,
            willing=willing,
            is_capped=most < wanted,
            is_reached=apart * leverage < entry,
        )
