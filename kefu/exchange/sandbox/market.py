"""Invented prices: a calm curve that never ends, the same for the same moment, bent where an episode says so. Pure."""

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from kefu.exchange.contract.kinds import Side
from kefu.exchange.contract.trading import BookLevel, Trade

DAY_S, WAVE_S, TICK_S = 86_400, 5_400, 5
HALF_SPREAD, STEP = 0.0001, 0.0002
LEVELS = 20
MOST_TRADES = 240
RECOVERY = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Market:
    base: float
    places: int  # of the price
    lot: float  # what stands at one level of the book, about
    lot_places: int = 4


MARKETS = {
    "BTC/USDT": Market(98_650, 2, 0.8),
    "ETH/USDT": Market(3_595, 2, 12),
    "SOL/USDT": Market(214, 3, 180),
    "XRP/USDT": Market(2.41, 4, 9_000, 1),
    "TRX/USDT": Market(0.244, 5, 60_000, 0),
    "USDC/USDT": Market(1, 4, 90_000, 1),
    "BTCUSDT-PERP": Market(98_670, 2, 2.4),
    "ETHUSDT-PERP": Market(3_596, 2, 40),
    "SOLUSDT-PERP": Market(214.05, 3, 600),
}


class EpisodeKind(StrEnum):
    RUN = "run"  # the price runs off by `percent` and comes halfway back
    THIN = "thin"  # the book holds only `factor` of what it does
    WALL = "wall"  # `amount` more stands at `price` on `side`
    HALT = "halt"


@dataclass(frozen=True, slots=True)
class Episode:
    """`is_ours_alone`: other venues saw nothing of it, and so the index did not."""

    kind: EpisodeKind
    market: str
    from_at: datetime
    to_at: datetime
    percent: Decimal = Decimal(0)
    factor: Decimal = Decimal(1)
    side: Side = Side.BUY
    price: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    is_ours_alone: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A market and what has befallen it."""

    name: str
    episodes: Sequence[Episode] = field(default=())

    @property
    def market(self) -> Market:
        return MARKETS[self.name]

    def price(self, at: datetime, *, is_index: bool = False) -> Decimal:
        value = _calm(self.name, at.timestamp()) * (1 + self._bend(at, is_index=is_index))
        return _rounded(value, self.market.places)

    def trades(self, from_at: datetime, to_at: datetime) -> Iterator[Trade]:
        """One every few seconds, none while trading is halted."""
        span_s = (to_at - from_at).total_seconds()
        step_s = max(2, math.ceil(span_s / MOST_TRADES))
        for second in range(
            math.ceil(from_at.timestamp() / step_s) * step_s, math.floor(to_at.timestamp()) + 1, step_s
        ):
            at = datetime.fromtimestamp(second, tz=UTC)
            if self.at(EpisodeKind.HALT, at) is None:
                amount = self.market.lot * (0.02 + 0.2 * _noise(self.name, "size", second))
                yield Trade(self.price(at), _rounded(amount, self.market.lot_places), at)

    def levels(self, side: Side, at: datetime) -> list[BookLevel]:
        """The best one first."""
        middle, sign = float(self.price(at)), -1 if side is Side.BUY else 1
        thin = self.at(EpisodeKind.THIN, at)
        factor = float(thin.factor) if thin else 1.0
        found = []
        for step in range(LEVELS):
            price = middle * (1 + sign * (HALF_SPREAD + STEP * step * (1 + step / 8)))
            amount = self.market.lot * factor * (0.4 + step / 6 + _noise(self.name, side.value, step))
            found.append(BookLevel(_rounded(price, self.market.places), _rounded(amount, self.market.lot_places)))
        walls = [BookLevel(each.price, each.amount) for each in self._walls(side, at)]
        return sorted([*found, *walls], key=lambda level: sign * level.price)

    def ahead(self, side: Side, price: Decimal, at: datetime) -> Decimal:
        """What is served before an order of `side` at `price`."""
        better = [each for each in self.levels(side, at) if (each.price >= price) == (side is Side.BUY)]
        return sum((each.amount for each in better), Decimal(0))

    def at(self, kind: EpisodeKind, at: datetime) -> Episode | None:
        return next((each for each in self.episodes if each.kind is kind and each.from_at <= at < each.to_at), None)

    def _walls(self, side: Side, at: datetime) -> list[Episode]:
        walls = [each for each in self.episodes if each.kind is EpisodeKind.WALL and each.side is side]
        return [each for each in walls if each.from_at <= at < each.to_at]

    def _bend(self, at: datetime, *, is_index: bool) -> float:
        runs = [each for each in self.episodes if each.kind is EpisodeKind.RUN]
        return sum(_run(each, at) for each in runs if not (is_index and each.is_ours_alone))


def _run(episode: Episode, at: datetime) -> float:
    """Off within the episode, half of the way back within the next twenty minutes, all of it within an hour."""
    whole = float(episode.percent) / 100
    if at < episode.from_at:
        return 0.0
    if at < episode.to_at:
        return whole * ((at - episode.from_at) / (episode.to_at - episode.from_at))
    since = (at - episode.to_at) / RECOVERY
    return whole * max(0.0, 1 - since / 2 if since < 1 else (3 - since) / 4)


def _calm(name: str, second: float) -> float:
    shift = zlib.crc32(name.removesuffix("-PERP").replace("/", "").encode()) % 1000
    day = math.sin(2 * math.pi * (second / DAY_S + shift / 1000))
    wave = math.sin(2 * math.pi * (second / WAVE_S + shift / 377))
    return MARKETS[name].base * (
        1 + 0.012 * day + 0.0025 * wave + 0.0004 * (_noise(name, "price", int(second) // TICK_S) - 0.5)
    )


def _noise(*words: object) -> float:
    """Between 0 and 1, always the same for the same words."""
    return zlib.crc32("|".join(map(str, words)).encode()) / 2**32


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
