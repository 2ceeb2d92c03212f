"""Where the price would liquidate an isolated position in a linear contract (margin, profit and loss in USDT).

Q quantity, E entry price, M margin of the position (opening margin + what was added), s = 1 long or -1 short,
m maintenance margin rate of the tier. At the mark price P the position is worth Q*P and its margin M + s*Q*(P - E).
It is liquidated where that margin is only m*Q*P, hence P = (s*Q*E - M) / (Q*(s - m)):
long (Q*E - M) / (Q*(1 - m)), short (Q*E + M) / (Q*(1 + m)). Fees and funding are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from kefu.exchange.arithmetic.numbers import DIGITS

HUNDRED = Decimal(100)


class Direction(StrEnum):
    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Tier:
    """Holds positions worth `up_to` at the most; `number` counts from 1."""

    number: int
    up_to: Decimal
    most_leverage: Decimal
    maintenance_percent: Decimal


@dataclass(frozen=True, slots=True)
class Position:
    direction: Direction
    entry: Decimal
    quantity: Decimal
    margin: Decimal

    @property
    def value(self) -> Decimal:
        return self.quantity * self.entry


@dataclass(frozen=True, slots=True)
class Liquidation:
    """`price` is None where the margin covers a fall to nothing. `maintenance` is that at the price, or at entry."""

    price: Decimal | None
    distance_percent: Decimal | None
    tier: Tier
    maintenance: Decimal


def opened(
    direction: Direction, *, entry: Decimal, quantity: Decimal, leverage: Decimal, added: Decimal = Decimal(0)
) -> Position:
    with localcontext(prec=DIGITS):
        return Position(direction, entry, quantity, quantity * entry / leverage + added)


def quantity_for(margin: Decimal, *, entry: Decimal, leverage: Decimal) -> Decimal:
    with localcontext(prec=DIGITS):
        return margin * leverage / entry


def tier_of(value: Decimal, tiers: Sequence[Tier]) -> Tier | None:
    """None for a position that is larger than any tier."""
    return next((tier for tier in tiers if value <= tier.up_to), None)


def of(position: Position, tiers: Sequence[Tier]) -> Liquidation | None:
    """`tiers` from the smallest. None where the margin does not even keep the position open at its entry price.

    A short that loses grows into higher tiers, a long shrinks into lower ones; the rate is that of the tier it is in then.
    """
    with localcontext(prec=DIGITS):
        first = tier_of(position.value, tiers)
        if first is None or position.margin <= first.maintenance_percent / HUNDRED * position.value:
            return None
        at = tiers.index(first)
        ahead = tiers[at:] if position.direction is Direction.SHORT else tiers[at::-1]
        for tier in ahead:
            price = _price(position, tier)
            below = tiers[tiers.index(tier) - 1].up_to / position.quantity if tier.number > 1 else Decimal(0)
            if position.direction is Direction.SHORT:
                price = max(price, below)
                is_here = price * position.quantity <= tier.up_to or tier is tiers[-1]
            else:
                is_here = price > below
            if is_here:
                return _found(position, tier, price)
        lowest = ahead[-1]
        return Liquidation(None, None, lowest, lowest.maintenance_percent / HUNDRED * position.value)


def _price(position: Position, tier: Tier) -> Decimal:
    sign = Decimal(1) if position.direction is Direction.LONG else Decimal(-1)
    rate = tier.maintenance_percent / HUNDRED
    return (sign * position.value - position.margin) / (position.quantity * (sign - rate))


def _found(position: Position, tier: Tier, price: Decimal) -> Liquidation:
    distance = abs(price - position.entry) / position.entry * HUNDRED
    return Liquidation(price, distance, tier, tier.maintenance_percent / HUNDRED * position.quantity * price)
