"""Balances, orders, the book and the tape, as an exchange tells them. Amounts are exact decimals in the coin's own unit."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kefu.exchange.contract.kinds import OrderReason, OrderState, OrderType, Side, Wallet


@dataclass(frozen=True, slots=True)
class AskBalances:
    """`coin` empty: every coin that is there."""

    coin: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    coin: str
    wallet: Wallet
    available: Decimal
    frozen: Decimal = Decimal(0)
    frozen_for: str = ""  # orders, withdrawal, margin, review


@dataclass(frozen=True, slots=True)
class Balances:
    items: tuple[Balance, ...]


@dataclass(frozen=True, slots=True)
class AskOrder:
    order_id: str


@dataclass(frozen=True, slots=True)
class Fill:
    price: Decimal
    amount: Decimal
    fee: Decimal
    fee_coin: str
    at: datetime
    is_maker: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """`needs`: what it would have taken of `needs_coin`, for one that was refused for its balance."""

    order_id: str
    market: str  # BTC/USDT, BTCUSDT-PERP
    side: Side
    type: OrderType
    amount: Decimal
    state: OrderState
    placed_at: datetime
    price: Decimal | None = None  # none: at market
    filled: Decimal = Decimal(0)
    fills: tuple[Fill, ...] = ()
    reason: OrderReason = OrderReason.NONE
    ended_at: datetime | None = None
    reached_at: datetime | None = None  # the engine
    needs: Decimal | None = None
    needs_coin: str = ""


@dataclass(frozen=True, slots=True)
class AskOrders:
    """The newest first. `market` empty: of all."""

    market: str = ""
    is_open: bool = False
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Orders:
    items: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class AskBook:
    """`price`: how much stands there and before it, none: at the best prices alone."""

    market: str
    price: Decimal | None = None
    side: Side = Side.BUY


@dataclass(frozen=True, slots=True)
class BookLevel:
    price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Book:
    """`ahead`: what must be filled or taken back before an order of `side` at `price` is served.

    `taken_back`: how much others cancelled at that price within the last hour, where it is counted.
    """

    market: str
    bids: tuple[BookLevel, ...]
    asks: tuple[BookLevel, ...]
    as_of: datetime
    ahead: Decimal | None = None
    taken_back: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AskPrices:
    """Trades within `seconds` around `at` (now, where none is given)."""

    market: str
    at: datetime | None = None
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Trade:
    price: Decimal
    amount: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Prices:
    """`change_1h_percent`: signed; `volatility_percent`: the hour's high over its low. `best_*`: as they stood at `at`."""

    market: str
    last: Decimal
    low: Decimal
    high: Decimal
    change_1h_percent: Decimal
    volatility_percent: Decimal
    trades: tuple[Trade, ...] = ()
    best_bid: Decimal | None = None
    best_ask: Decimal | None = None
    index: Decimal | None = None  # of other venues
    is_halted: bool = False
    halted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskRules:
    """The rule in force at `at` (now, where none is given). `kind`: trading_fee, leverage, margin, withdrawal_fee.

    `market`: one of them, or `spot` or `futures` for what holds for all of that sort.
    """

    kind: str
    market: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuleLine:
    name: str  # maker, taker, tier_1, ...
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    kind: str
    version: str
    since_at: datetime
    lines: tuple[RuleLine, ...]
    until_at: datetime | None = None  # none: still in force
    notice: str = ""  # the slug of the notice that announced it
