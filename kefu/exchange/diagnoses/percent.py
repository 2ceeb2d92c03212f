"""How far prices lie apart, as people read it: in percent, with two places."""

from decimal import ROUND_HALF_UP, Decimal

_PLACES = Decimal("0.01")
_HUNDRED = Decimal(100)


def apart(value: Decimal, base: Decimal) -> Decimal:
    """`value` above (or, negative, below) `base`, in percent of `base`, which is a price and so above zero."""
    return ((value - base) / base * _HUNDRED).quantize(_PLACES, ROUND_HALF_UP)


def rounded(value: Decimal) -> Decimal:
    """A figure that was worked out (an average), with as many digits as a price needs and no more."""
    return Decimal(f"{value:.8g}")
