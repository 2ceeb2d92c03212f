"""What a calculator answers: rows of words and figures, the first one large; warnings; at times a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kefu.exchange.arithmetic import numbers

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Answer:
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    warnings: Sequence[str] = ()
    columns: Cells = ()
    table: Sequence[Cells] = ()


def percent(value: Decimal) -> str:
    return f"{numbers.shown(value, places=4)}%"


def money(value: Decimal, unit: str = "") -> str:
    return f"{numbers.shown(value)} {unit}".rstrip()
