"""What a trade costs, and what is left of a withdrawal when it arrives."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from kefu.exchange.arithmetic.numbers import DIGITS

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Trade:
    """`fee` in the quote currency; `fee_in_coin` the same taken from the coin that is bought."""

    value: Decimal
    fee: Decimal
    fee_in_coin: Decimal


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`arrives` is nothing where the amount is below the minimum or does not pay the fee; `lacking` is up to the minimum."""

    fee: Decimal
    arrives: Decimal
    lacking: Decimal

    @property
    def is_possible(self) -> bool:
        return self.arrives > 0


def of_trade(*, price: Decimal, amount: Decimal, fee_percent: Decimal) -> Trade:
    with localcontext(prec=DIGITS):
        value = price * amount
        return Trade(value, value * fee_percent / HUNDRED, amount * fee_percent / HUNDRED)


def of_withdrawal(amount: Decimal, *, fee: Decimal, minimum: Decimal) -> Withdrawal:
    """The fee is taken from what is entered: received = amount - fee."""
    with localcontext(prec=DIGITS):
        lacking = max(minimum - amount, Decimal(0))
        arrives = max(amount - fee, Decimal(0)) if not lacking else Decimal(0)
        return Withdrawal(fee, arrives, lacking)
