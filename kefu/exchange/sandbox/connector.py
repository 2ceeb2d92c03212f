"""MX, shown to people as Northwind Exchange: a believable exchange in a file of its own, for demos, tests and practice."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from kefu.exchange.contract import calls
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import CannotTell, Connector, Learned
from kefu.exchange.contract.kinds import Level, Trouble
from kefu.exchange.sandbox import acting, confirming, people, store
from kefu.exchange.sandbox.moments import Frame, Pace
from kefu.exchange.sandbox.reading import account, balances, funds, trading
from kefu.exchange.sandbox.reading.look import Look
from kefu.exchange.sandbox.store import KeptNotice, Store
from kefu.exchange.sandbox.world import World
from kefu.kit import clock

A = TypeVar("A")
R = TypeVar("R")

FILE = "northwind.sqlite3"
SLOWEST, FASTEST = 0.01, 10_000.0
FURTHEST = timedelta(days=3_650)

ANSWERS: Mapping[str, Callable[[Look, Any], Any]] = {
    calls.ACCOUNT.name: account.account,
    calls.BOUND.name: account.bound,
    calls.SECOND_FACTOR.name: account.second_factor,
    calls.KYC.name: account.kyc,
    calls.DOCUMENTS.name: account.documents,
    calls.BALANCES.name: balances.balances,
    calls.ORDER.name: trading.order,
    calls.ORDERS.name: trading.orders,
    calls.BOOK.name: trading.book,
    calls.PRICES.name: trading.prices,
    calls.RULES.name: trading.rules_at,
    calls.DEPOSITS.name: funds.deposits,
    calls.TRANSACTION.name: funds.transaction,
    calls.WITHDRAWALS.name: funds.withdrawals,
    calls.NETWORKS.name: funds.networks,
    calls.ADDRESS.name: funds.address,
    calls.MOVES.name: funds.moves,
    calls.LIQUIDATIONS.name: trading.liquidations,
    calls.NOTIFY.name: acting.notify,
    calls.ACT.name: acting.act,
    calls.CONFIRM.name: confirming.confirm,
}


class Sandbox(Connector):
    """The file is made and peopled at its first use. Safe in threads: each call opens it for itself."""

    key = "sandbox"

    def __init__(self, path: Path | None = None, *, now: Callable[[], datetime] = clock.now) -> None:
        """`path`: its file; none: the one in the data folder."""
        self._path, self._now = path or Path(settings.DATA) / FILE, now
        self._is_made = False

    def answer(self, call: Call[A, R], asked: A, *, uid: str) -> Learned[R]:
        if call.level > Level.PUBLIC and not uid:
            raise CannotTell(Trouble.NOT_PROVED, f"{call.name} is asked as a customer")
        if call.name not in ANSWERS:
            raise CannotTell(Trouble.NOT_OFFERED, call.name)
        try:
            with self._opened() as (kept, pace):
                ours = self._now()
                look = Look(kept, Frame(ours, pace.at(ours), pace.speed), uid)
                return Learned(look.frame.show(ANSWERS[call.name](look, asked)), ours)
        except sqlite3.Error as error:
            raise CannotTell(Trouble.UNAVAILABLE, f"{self._path.name}: {error}") from error

    def notices(self, uid: str) -> list[tuple[datetime, KeptNotice]]:
        """What this customer was told, the newest first, each with its moment as told outside."""
        with self._opened() as (kept, pace):
            ours = self._now()
            frame = Frame(ours, pace.at(ours), pace.speed)
            return [(frame.told(row.at), row.value) for row in kept.rows(store.NOTIFIED, uid=uid)]

    def move(self, by: timedelta) -> datetime:
        """Let that much time pass at the exchange; what it shows then."""
        if not timedelta(0) <= by <= FURTHEST:
            raise ValueError("time moves on, by ten years at most")
        with self._opened() as (kept, pace):
            kept.keep_pace(pace.moved(by))
        return self.time()

    def speed(self, times: float) -> None:
        """From now on the exchange's time runs so many times as fast as ours."""
        if not SLOWEST <= times <= FASTEST:
            raise ValueError(f"a speed is from {SLOWEST:g} to {FASTEST:g}")
        with self._opened() as (kept, pace):
            kept.keep_pace(pace.at_speed(times, ours=self._now()))

    def time(self) -> datetime:
        """What the exchange's own clock shows."""
        with self._opened() as (_kept, pace):
            return pace.at(self._now())

    def back_to_now(self) -> None:
        """Our time again, at our speed. What had happened meanwhile happens again."""
        with self._opened() as (kept, _pace):
            ours = self._now()
            kept.keep_pace(Pace(ours, ours))

    @contextmanager
    def world(self) -> Iterator[World]:
        """Where scenarios write: kept together, or not at all."""
        with self._opened() as (kept, pace):
            yield World(kept, pace.at(self._now()))

    @contextmanager
    def _opened(self) -> Iterator[tuple[Store, Pace]]:
        if not self._is_made:
            store.make(self._path)
            self._is_made = True
        with store.opened(self._path) as kept:
            pace = kept.pace()
            yield kept, pace or self._begun(kept)

    def _begun(self, kept: Store) -> Pace:
        """The first one to come peoples the exchange; a second one who waited finds it done."""
        kept.hold()
        pace = kept.pace()
        if pace is None:
            ours = self._now()
            pace = Pace(ours, ours)
            kept.keep_pace(pace)
            people.move_in(World(kept, ours))
        return pace
