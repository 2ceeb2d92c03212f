"""Orders that were refused, that wait, or that were filled otherwise than was hoped."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kefu.exchange.contract.kinds import OrderReason, OrderState, OrderType, Side
from kefu.exchange.contract.trading import Fill, Order
from kefu.exchange.sandbox.figures import figure
from kefu.exchange.sandbox.market import MARKETS, Episode, EpisodeKind
from kefu.exchange.sandbox.scenarios.definition import TRADING, Scenario
from kefu.exchange.sandbox.world import World

ONE = {"order_id": "{order_id}"}
SECOND = timedelta(seconds=1)


def order_refused_balance(world: World, uid: str) -> None:
    world.balance(uid, "USDT", "412.8", frozen="300")
    one = _limit(world, "BTC/USDT", Side.BUY, "0.02", percent="-0.3", at=world.ago(minutes=9))
    needs = ((one.price or Decimal(0)) * one.amount).quantize(Decimal("0.01"))
    world.order(uid, replace(_refused(one, OrderReason.BALANCE), needs=needs, needs_coin="USDT"))


def order_price_band(world: World, uid: str) -> None:
    """Further from the market than it takes orders."""
    one = _limit(
        world,
        "ETH/USDT",
        Side.SELL,
        "0.5",
        percent=f"{figure('price_band_percent', 'spot') + 4}",
        at=world.ago(minutes=7),
    )
    world.order(uid, _refused(one, OrderReason.PRICE_BAND))


def order_too_small(world: World, uid: str) -> None:
    one = _limit(world, "XRP/USDT", Side.BUY, "1", percent="-0.2", at=world.ago(minutes=7))
    world.order(uid, _refused(one, OrderReason.MINIMUM))


def order_tick(world: World, uid: str) -> None:
    one = _limit(world, "BTC/USDT", Side.BUY, "0.0012345", percent="-0.2", at=world.ago(minutes=7))
    world.order(uid, _refused(one, OrderReason.TICK))


def order_market_halted(world: World, uid: str) -> None:
    """Trading of TRX stands still for half an hour."""
    from_at, to_at = world.ago(minutes=12), world.now + timedelta(minutes=18)
    world.episode(Episode(EpisodeKind.HALT, "TRX/USDT", from_at, to_at))
    one = _limit(world, "TRX/USDT", Side.BUY, "900", percent="-0.1", at=world.ago(minutes=6))
    world.order(uid, _refused(one, OrderReason.MARKET_HALTED))


def order_late(world: World, uid: str) -> None:
    """On its way to the engine for nine seconds: the customer's line was bad."""
    one = _limit(world, "BTC/USDT", Side.BUY, "0.01", percent="0.05", at=world.ago(minutes=11))
    late = replace(_refused(one, OrderReason.LATE), reached_at=one.placed_at + 9 * SECOND)
    world.order(uid, replace(late, ended_at=one.placed_at + 9 * SECOND))


def order_no_depth(world: World, uid: str) -> None:
    at = world.ago(minutes=14)
    one = Order("", "USDC/USDT", Side.SELL, OrderType.MARKET, Decimal(40_000), OrderState.CANCELLED, at)
    world.order(uid, replace(one, reason=OrderReason.NO_DEPTH, reached_at=at + SECOND / 10, ended_at=at + SECOND))


def order_far(world: World, uid: str) -> None:
    world.order(uid, _limit(world, "BTC/USDT", Side.BUY, "0.05", percent="-7.5", at=world.ago(hours=8)))


def order_depth_ahead(world: World, uid: str) -> None:
    """Close to the market, behind a wall of others who came first."""
    one = _limit(world, "SOL/USDT", Side.BUY, "12", percent="-0.35", at=world.ago(hours=1))
    wall = Episode(EpisodeKind.WALL, "SOL/USDT", world.ago(hours=2), world.now + timedelta(days=1))
    world.episode(replace(wall, price=one.price or Decimal(0), amount=Decimal(18_400)))
    world.order(uid, one)


def order_slipped(world: World, uid: str) -> None:
    """A market order that ate through a thin book."""
    at = world.ago(minutes=35)
    thin = Episode(EpisodeKind.THIN, "XRP/USDT", at - timedelta(minutes=5), at + timedelta(minutes=5))
    world.episode(replace(thin, factor=Decimal("0.01")))
    world.order(uid, _eaten(world, "XRP/USDT", "2600", at=at))


def order_fast_market(world: World, uid: str) -> None:
    """Filled as the tape says, while the price ran."""
    at = world.ago(minutes=50)
    run = Episode(EpisodeKind.RUN, "BTC/USDT", at - timedelta(minutes=3), at + timedelta(minutes=3), Decimal("3.6"))
    world.episode(run)
    price = world.scene("BTC/USDT").price(at)
    world.order(uid, _filled("BTC/USDT", Side.BUY, "0.03", at=at, parts=((price, Decimal("0.03")),)))


def order_off_tape(world: World, uid: str) -> None:
    """Filled at a price at which nobody else traded in that minute."""
    at = world.ago(minutes=42)
    price = _places("ETH/USDT", world.scene("ETH/USDT").price(at) * Decimal("1.062"))
    world.order(uid, _filled("ETH/USDT", Side.BUY, "0.6", at=at, parts=((price, Decimal("0.6")),)))


def _limit(world: World, market: str, side: Side, amount: str, *, percent: str, at: datetime) -> Order:
    """An open order at so many percent from the market of now."""
    price = _places(market, world.scene(market).price(world.now) * (1 + Decimal(percent) / 100))
    return Order(
        "", market, side, OrderType.LIMIT, Decimal(amount), OrderState.OPEN, at, price, reached_at=at + SECOND / 20
    )


def _refused(one: Order, reason: OrderReason) -> Order:
    return replace(one, state=OrderState.REJECTED, reason=reason, ended_at=one.reached_at)


def _eaten(world: World, market: str, amount: str, *, at: datetime) -> Order:
    """Bought at market, level by level of the book that stood there."""
    left, parts = Decimal(amount), []
    for level in world.scene(market).levels(Side.SELL, at):
        part = min(left, level.amount)
        if part > 0:
            parts.append((level.price, part))
        left -= part
    return _filled(market, Side.BUY, str(Decimal(amount) - left), at=at, parts=tuple(parts))


def _filled(market: str, side: Side, amount: str, *, at: datetime, parts: tuple[tuple[Decimal, Decimal], ...]) -> Order:
    rate = figure("trading_fee", "spot taker") / 100
    fills = tuple(
        Fill(price, part, (price * part * rate).quantize(Decimal("0.0001")), "USDT", at) for price, part in parts
    )
    done = Decimal(amount)
    one = Order("", market, side, OrderType.MARKET, done, OrderState.FILLED, at - SECOND / 5, filled=done, fills=fills)
    return replace(one, reached_at=at, ended_at=at)


def _places(market: str, price: Decimal) -> Decimal:
    return price.quantize(Decimal(1).scaleb(-MARKETS[market].places), ROUND_HALF_UP)


FAILURE, DISTANCE, QUEUE = "order-failure", "order-distance", "order-queue"
SLIPPAGE, ANOMALY = "order-slippage", "price-anomaly"

SCENARIOS = tuple(
    Scenario(name, TRADING, summary, make, check, verdict, ONE)
    for name, summary, make, check, verdict in (
        ("order-refused-balance", "Refused: too little USDT", order_refused_balance, FAILURE, "balance_needs"),
        ("order-price-band", "Refused: too far from the market", order_price_band, FAILURE, "price_band"),
        ("order-too-small", "Refused: below the smallest order", order_too_small, FAILURE, "minimum"),
        ("order-tick", "Refused: finer than the market's steps", order_tick, FAILURE, "tick"),
        ("order-market-halted", "Refused: trading stands still", order_market_halted, FAILURE, "market_halted"),
        ("order-late", "Refused: nine seconds on its way", order_late, FAILURE, "late"),
        ("order-no-depth", "Cancelled: nobody on the other side", order_no_depth, FAILURE, "no_depth"),
        ("order-far", "Open, 7.5 % below the market", order_far, DISTANCE, "far"),
        ("order-depth-ahead", "Open, behind a wall of others", order_depth_ahead, QUEUE, "behind"),
        ("order-slipped", "Slipped through a thin book", order_slipped, SLIPPAGE, "slipped"),
        ("order-fast-market", "Filled on the tape of a fast market", order_fast_market, ANOMALY, "explained"),
        ("order-off-tape", "Filled where nobody traded", order_off_tape, ANOMALY, "outside"),
    )
)
