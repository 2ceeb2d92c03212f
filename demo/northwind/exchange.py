"""Northwind itself, as Kefu's own command tells it: what Chen Wei has, what is on its way, and what can be let happen."""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from northwind.installation import Failed, Installation

KEPT_S = 1.0  # several windows that look are one question
PRICE_KEPT_S = 30.0
SHOWN = 6
COINS = ("BTC", "ETH", "SOL", "XRP")  # others are worth a dollar, or nothing here
SCENES = (
    "deposit-on-its-way",
    "late-btc-deposit",
    "deposit-wrong-network",
    "liquidated-long",
    "account-locked",
    "account-review",
)
MOVES = ("+10m",)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wallet:
    """What the account page shows. `prices`: in dollars. `notices`: what the exchange told its customer, newest first."""

    account: Row
    balances: tuple[Row, ...]
    deposits: tuple[Row, ...]
    withdrawals: tuple[Row, ...]
    orders: tuple[Row, ...]
    liquidations: tuple[Row, ...]
    prices: Mapping[str, float]
    notices: tuple[Row, ...] = ()


class Exchange:
    """Asks for one customer. Safe in threads: the command runs one at a time anyway."""

    def __init__(self, installation: Installation, *, uid: str) -> None:
        self._installation, self._uid = installation, uid
        self._lock = threading.Lock()
        self._kept: tuple[float, Wallet] | None = None
        self._prices: dict[str, tuple[float, float]] = {}

    def wallet(self) -> Wallet:
        """A second old at the most. Failed, in words, where it cannot be told."""
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept[0] > KEPT_S:
                self._kept = (time.monotonic(), self._asked())
            return self._kept[1]

    def play(self, name: str) -> None:
        """Let a scene happen, or time pass. KeyError for what is on no menu."""
        if name in SCENES:
            self._installation.kefu("exchange", "scenario", name, "--uid", self._uid)
        elif name in MOVES:
            self._installation.kefu("exchange", "time", name)
        else:
            raise KeyError(name)
        with self._lock:
            self._kept = None

    def _asked(self) -> Wallet:
        told = self._ask("account", "balances", "deposits", "withdrawals", "orders", "liquidations", limit=SHOWN)
        account, *lists = told
        balances, deposits, withdrawals, orders, liquidations = (tuple(each["items"]) for each in lists)
        prices = {each["coin"]: self._price(each["coin"]) for each in balances}
        return Wallet(account, balances, deposits, withdrawals, orders, liquidations, prices, self._notices())

    def _notices(self) -> tuple[Row, ...]:
        said = self._installation.kefu("exchange", "notices", "--uid", self._uid)
        try:
            return tuple(json.loads(line) for line in said.splitlines())
        except ValueError as error:
            raise Failed("`kefu exchange notices` said what is no answer.") from error

    def _price(self, coin: str) -> float:
        """Half a minute old at the most; one dollar for what is worth one."""
        if coin not in COINS:
            return 1.0
        at, price = self._prices.get(coin, (-PRICE_KEPT_S, 0.0))
        if time.monotonic() - at >= PRICE_KEPT_S:
            price = float(self._ask("prices", market=f"{coin}/USDT", seconds=1)[0]["last"])
            self._prices[coin] = (time.monotonic(), price)
        return price

    def _ask(self, *calls: str, **asked: object) -> list[Row]:
        said = self._installation.kefu("exchange", "ask", *calls, "--uid", self._uid, "--json", json.dumps(asked))
        try:
            return [json.loads(line)["value"] for line in said.splitlines()]
        except (ValueError, KeyError) as error:
            raise Failed(f"`kefu exchange ask {calls[0]}` said what is no answer.") from error


def moment(text: str) -> datetime:
    """As the answers write it."""
    return datetime.fromisoformat(text)
