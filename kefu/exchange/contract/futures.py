"""Positions that were closed by force, and how it came to that."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kefu.exchange.contract.kinds import MarginEvent, Side


@dataclass(frozen=True, slots=True)
class AskLiquidations:
    """The asking customer's, the newest first; `order_id` narrows it down to one."""

    order_id: str = ""
    market: str = ""
    limit: int = 5


@dataclass(frozen=True, slots=True)
class MarginPoint:
    """`margin_ratio_percent`: maintenance margin over what the position was worth to its owner; 100 is the end."""

    at: datetime
    event: MarginEvent
    mark_price: Decimal
    margin_ratio_percent: Decimal
    amount: Decimal = Decimal(0)  # closed, or put in
    price: Decimal | None = None  # of the fill
    fee: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Liquidation:
    order_id: str
    market: str
    side: Side  # of the position: buy is long
    leverage: Decimal
    entry_price: Decimal
    liquidation_price: Decimal
    bankruptcy_price: Decimal
    amount: Decimal
    margin: Decimal
    loss: Decimal
    fee: Decimal
    rules_version: str
    timeline: tuple[MarginPoint, ...]
    index_price: Decimal | None = None  # of other venues, at the moment it happened


@dataclass(frozen=True, slots=True)
class Liquidations:
    items: tuple[Liquidation, ...]
