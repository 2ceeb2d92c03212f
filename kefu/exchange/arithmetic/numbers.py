"""Numbers as people type them, and as pages show them. What could be meant in two ways is refused, never guessed."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

MAX_CHARS, MAX_DECIMALS, DIGITS = 40, 18, 60
MOST = Decimal(10) ** 15
_SAME = str.maketrans("０１２３４５６７８９．。｡，＋－", "0123456789...,+-")
_SPACES = re.compile(r"[\s'_\u200b\ufeff]+")
_PLAIN = re.compile(r"\+?(?:\d+(?:\.\d*)?|\.\d+)\Z", re.ASCII)
_GROUPED = re.compile(r"\+?\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z", re.ASCII)


class Fault(StrEnum):
    """Why a number was not taken."""

    EMPTY = "empty"
    NO_NUMBER = "no_number"
    COMMA = "comma"
    BELOW = "below"
    ABOVE = "above"
    LONG = "long"


class NotTaken(ValueError):
    """What was typed is no number that can be used; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def read(text: str, *, least: Decimal = Decimal(0), may_be_least: bool = False, most: Decimal = MOST) -> Decimal:
    """Full-width digits, the Chinese full stop, spaces and commas between thousands are understood. NotTaken for others."""
    plain = _SPACES.sub("", text.translate(_SAME))
    if not plain:
        raise NotTaken(Fault.EMPTY)
    value = _parsed(plain)
    if value < least or (value == least and not may_be_least):
        raise NotTaken(Fault.BELOW)
    if value > most:
        raise NotTaken(Fault.ABOVE)
    return value


def _parsed(plain: str) -> Decimal:
    if plain.startswith("-"):
        raise NotTaken(Fault.BELOW)
    if len(plain) > MAX_CHARS:
        raise NotTaken(Fault.LONG)
    if "," in plain and not _GROUPED.match(plain):
        raise NotTaken(Fault.COMMA)
    bare = plain.replace(",", "")
    if not _PLAIN.match(bare):
        raise NotTaken(Fault.NO_NUMBER)
    if len(bare.partition(".")[2]) > MAX_DECIMALS:
        raise NotTaken(Fault.LONG)
    return Decimal(bare)


def shown(value: Decimal, *, places: int = 8) -> str:
    """Rounded to so many places, without zeros at the end, thousands apart."""
    with localcontext(prec=DIGITS):
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
