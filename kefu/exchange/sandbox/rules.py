"""The exchange's rules in two versions: the one in force with the figures of the facts, and the one before it. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from kefu.exchange.contract.trading import RuleLine, Rules
from kefu.exchange.sandbox.figures import values

NOW_VERSION, BEFORE_VERSION = "2026-2", "2026-1"
CURRENT_FOR, EARLIER_FOR = timedelta(days=120), timedelta(days=480)
NOTICE = "fees-and-leverage-2026-2"
PERPETUALS = ("BTCUSDT", "ETHUSDT", "SOLUSDT")
DEARER = Decimal("1.25")


def all_of(now: datetime) -> Iterator[tuple[str, Rules]]:
    """Each rule with the market it is for ("" for all of them)."""
    for kind, market, lines in _current():
        since = now - CURRENT_FOR
        yield market, Rules(kind, NOW_VERSION, since, lines, notice=NOTICE)
        yield market, Rules(kind, BEFORE_VERSION, now - EARLIER_FOR, tuple(map(_before, lines)), until_at=since)


def _current() -> Iterator[tuple[str, str, tuple[RuleLine, ...]]]:
    fees = values("trading_fee")
    yield "trading_fee", "spot", _fees(fees, "spot")
    yield "trading_fee", "futures", _fees(fees, "futures")
    yield (
        "withdrawal_fee",
        "",
        tuple(RuleLine(args, fee, args.split()[0]) for args, fee in values("withdrawal_fee").items()),
    )
    for market in PERPETUALS:
        top = RuleLine("max", values("max_leverage")[market], "x")
        yield "leverage", market, (top, *_tiers("tier_leverage", market, "x"))
        least = RuleLine("maintenance", values("maintenance_margin")[market], "%")
        yield "margin", market, (least, *_tiers("tier_margin", market, "%"))


def _fees(fees: dict[str, str], sort: str) -> tuple[RuleLine, ...]:
    return tuple(RuleLine(each, fees[f"{sort} {each}"], "%") for each in ("maker", "taker"))


def _tiers(name: str, market: str, unit: str) -> tuple[RuleLine, ...]:
    found = {args.split()[1]: value for args, value in values(name).items() if args.startswith(f"{market} ")}
    up_to = values("tier_position")
    return tuple(
        line
        for tier, value in found.items()
        for line in (
            RuleLine(f"tier_{tier}", value, unit),
            RuleLine(f"tier_{tier}_up_to", up_to[f"{market} {tier}"], "USDT"),
        )
    )


def _before(line: RuleLine) -> RuleLine:
    """Fees and margins were a quarter higher; leverage and tiers have not changed."""
    if line.unit in {"x", "USDT"} and line.name.startswith(("max", "tier")):
        return line
    return RuleLine(line.name, f"{(Decimal(line.value) * DEARER).normalize():f}", line.unit)


def asked_market(kind: str, market: str) -> str:
    """Under which market a rule is kept that is asked for by the name of one: fees differ by the sort of market alone."""
    perpetual = market.removesuffix("-PERP")
    if kind == "trading_fee":
        return "futures" if perpetual in PERPETUALS or market == "futures" else "spot"
    return "" if kind == "withdrawal_fee" else perpetual
