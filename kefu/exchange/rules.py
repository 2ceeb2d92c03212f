"""How facts are written, which there are, and which tables they stand in. Pure: no tables, no Django."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

MAX_NAME_CHARS, MAX_ARGS_CHARS, MAX_VALUE_CHARS = 60, 120, 200
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_ARGS = re.compile(r"[\w.+-]+(?: [\w.+-]+){0,3}\Z")
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# what leads to somebody: a handle or a mail address, a scheme, a site (wide dots too), a telephone number
_LEADS = re.compile(
    r"[\w.+-]*[@＠][\w.-]+|\b[a-z][a-z0-9+-]*:/+[^\s，。；）)]+"
    r"|[\w-]+(?:[.．｡][\w-]+)*[.．｡][^\W\d_]{2,}[^\s，。；）)]*|[a-z0-9-]+。[a-z]{2,}[^\s，。；）)]*|\+?(?:[ ()-]*\d){9,}",
    re.IGNORECASE,
)


class Unit(StrEnum):
    """What stands behind a figure. A name that ends in its unit (`hold_hours`) has none: the sentence says it."""

    NONE = ""
    PERCENT = "%"
    TIMES = "x"
    WORDS = "words"  # no figure at all

    # anything else is a coin's ticker


# table -> the facts it is made of
TABLES: Mapping[str, Sequence[str]] = {
    "deposits": ("deposit_minimum", "confirmations", "unlock_confirmations"),
    "withdrawals": ("withdrawal_fee", "withdrawal_minimum"),
    "trading_fees": ("trading_fee",),
    "kyc_levels": ("kyc_limit",),
    "leverage": ("tier_position", "tier_leverage", "tier_margin"),
    "phone_regions": ("phone_region", "phone_language"),
    "channels": ("channel_best_for", "channel_hours", "channel_wait"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A fact as a text names it: `withdrawal_fee BTC Bitcoin`."""

    name: str
    args: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.args}".rstrip()


@dataclass(frozen=True, slots=True)
class Worded:
    """A fact's figure or words, its unit, and what it is called in which language."""

    value: str
    unit: str
    words: Mapping[str, str]


def named(text: str) -> Named | None:
    """None for what is no fact's name."""
    name, _, args = " ".join(text.split()).partition(" ")
    if not _NAME.match(name) or (args and not _ARGS.match(args)):
        return None
    return Named(name, args)


def tables_with(name: str) -> list[str]:
    return [table for table, names in TABLES.items() if name in names]


def is_figure(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def written(value: str, unit: str) -> str:
    """As people read it: 100000 USDT is "100,000 USDT", 0.1 % is "0.1%", 125 x is "125x"."""
    if unit == Unit.WORDS or not is_figure(value):
        return value
    figure = grouped(value)
    if unit in {Unit.NONE, Unit.PERCENT, Unit.TIMES}:
        return figure + unit
    return f"{figure} {unit}"


def told(before: Worded, after: Worded) -> tuple[str, str]:
    """What a change was, as those read it who look at the texts: the figure, and the words of each language that changed."""
    was, now = written(before.value, before.unit), written(after.value, after.unit)
    sides = [("", was, now)] if was != now else []
    for locale in dict.fromkeys([*before.words, *after.words]):
        old, new = before.words.get(locale) or was, after.words.get(locale) or now
        if old != new and (old, new) != (was, now):
            sides.append((f"{locale}: ", old, new))
    if not sides:
        return _short([was]), _short([now])
    return _short([sort + old for sort, old, _new in sides]), _short([sort + new for sort, _old, new in sides])


def says(words: str, value: str) -> bool:
    """Whether every figure of the value stands in the words, however its thousands are written; a word as it is."""
    there = set(_figures(words))
    wanted = set(_figures(value))
    return wanted <= there if wanted else value in words


def leads_elsewhere(words: str, value: str) -> bool:
    """Whether the words hold a link, a site, a mail address, a handle or a telephone number that is none of the value's."""
    return not _leads(words) <= _leads(value)


def _leads(text: str) -> set[str]:
    return {each.casefold().strip(" .-") for each in _LEADS.findall(text)}


def _figures(text: str) -> list[Decimal]:
    return [Decimal(each.replace(",", "")) for each in _FIGURE.findall(text)]


def grouped(value: str) -> str:
    """Thousands apart; as many decimals as were written, and never an exponent."""
    return f"{Decimal(value):,f}"


def _short(parts: Sequence[str]) -> str:
    whole = " · ".join(parts)
    return whole if len(whole) <= MAX_VALUE_CHARS else f"{whole[: MAX_VALUE_CHARS - 1]}…"
