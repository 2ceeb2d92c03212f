"""Positions that were closed by force, with what led to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kefu.exchange.contract.futures import Liquidation, MarginPoint
from kefu.exchange.contract.kinds import MarginEvent, Side, Wallet
from kefu.exchange.sandbox.figures import figure
from kefu.exchange.sandbox.market import Episode, EpisodeKind
from kefu.exchange.sandbox.rules import NOW_VERSION
from kefu.exchange.sandbox.scenarios.definition import FUTURES, Scenario
from kefu.exchange.sandbox.world import World

ONE = {"order_id": "{order_id}"}
CENT = Decimal("0.01")
WARNED_BEFORE_S = (240, 120, 60, 30, 12)  # the end


@dataclass(frozen=True, slots=True)
class Position:
    market: str
    side: Side
    leverage: int
    amount: Decimal
    is_ours_alone: bool = False


def liquidated_long(world: World, uid: str) -> None:
    _liquidate(world, uid, Position("BTCUSDT-PERP", Side.BUY, 25, Decimal("0.2")))


def liquidated_short(world: World, uid: str) -> None:
    _liquidate(world, uid, Position("ETHUSDT-PERP", Side.SELL, 20, Decimal("3")))


def liquidated_far_from_index(world: World, uid: str) -> None:
    """The mark price ran off while other venues stood still."""
    _liquidate(world, uid, Position("SOLUSDT-PERP", Side.BUY, 20, Decimal("40"), is_ours_alone=True))


def no_liquidation(world: World, uid: str) -> None:
    """A futures wallet in good order."""
    world.balance(uid, "USDT", "2400", wallet=Wallet.FUTURES, frozen="310")


def _liquidate(world: World, uid: str, one: Position) -> None:
    """The price runs against the position until its margin is gone; then it comes halfway back, as it so often does."""
    opened, ended = world.ago(hours=3), world.ago(minutes=40)
    sign = 1 if one.side is Side.BUY else -1
    entry = world.scene(one.market).price(opened)
    keep = figure("maintenance_margin", one.market.removesuffix("-PERP")) / 100
    end = _cents(entry * (1 - sign * (1 / Decimal(one.leverage) - keep)))
    _run_to(world, one, end, ended)
    mark = world.scene(one.market).price(ended)
    index = world.scene(one.market).price(ended, is_index=True)
    margin, lost = _cents(entry * one.amount / one.leverage), sign * (entry - mark) * one.amount
    fee = _cents(mark * one.amount * figure("liquidation_fee") / 100)
    world.balance(uid, "USDT", "6.35", wallet=Wallet.FUTURES)
    world.liquidation(
        uid,
        Liquidation(
            *("", one.market, one.side, Decimal(one.leverage), entry, end),
            bankruptcy_price=_cents(entry * (1 - Decimal(sign) / one.leverage)),
            amount=one.amount,
            margin=margin,
            loss=min(margin, _cents(lost)),
            fee=fee,
            rules_version=NOW_VERSION,
            timeline=_timeline(world, one, opened, ended, entry=entry, keep=keep, fee=fee),
            index_price=index,
        ),
    )


def _run_to(world: World, one: Position, end: Decimal, ended: datetime) -> None:
    """Bend the price so that it just passes `end` at that moment."""
    calm = world.scene(one.market).price(ended)
    percent = ((end / calm - 1) * 100).quantize(Decimal("0.001"))
    further = Decimal("0.02") if one.side is Side.SELL else Decimal("-0.02")
    from_at = ended - timedelta(minutes=18)
    run = Episode(EpisodeKind.RUN, one.market, from_at, ended, percent + further, is_ours_alone=one.is_ours_alone)
    world.episode(run)


def _timeline(
    world: World, one: Position, opened: datetime, ended: datetime, *, entry: Decimal, keep: Decimal, fee: Decimal
) -> tuple[MarginPoint, ...]:
    scene, sign = world.scene(one.market), 1 if one.side is Side.BUY else -1
    margin = entry * one.amount / one.leverage
    points = [
        MarginPoint(opened, MarginEvent.OPENED, entry, _ratio(keep * entry * one.amount, margin), one.amount, entry)
    ]
    for before_s in WARNED_BEFORE_S:
        at = ended - timedelta(seconds=before_s)
        mark = scene.price(at)
        left = margin + sign * (mark - entry) * one.amount
        points.append(MarginPoint(at, MarginEvent.WARNED, mark, _ratio(keep * mark * one.amount, left)))
    mark = scene.price(ended)
    return (*points, MarginPoint(ended, MarginEvent.LIQUIDATED, mark, Decimal(100), one.amount, mark, fee))


def _ratio(maintenance: Decimal, left: Decimal) -> Decimal:
    """In percent; what is past its end is told as the end."""
    return min(Decimal(100), (maintenance / left * 100).quantize(CENT)) if left > 0 else Decimal(100)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


CHECK = "liquidation"

SCENARIOS = tuple(
    Scenario(name, FUTURES, summary, make, CHECK, verdict, answers)
    for name, summary, make, verdict, answers in (
        ("liquidated-long", "25x long BTC, price fell", liquidated_long, "liquidated", ONE),
        ("liquidated-short", "20x short ETH, price rose", liquidated_short, "liquidated", ONE),
        ("liquidated-far-from-index", "SOL's mark left the index", liquidated_far_from_index, "far_from_index", ONE),
        ("no-liquidation", "Nothing was closed by force", no_liquidation, "none", {}),
    )
)
