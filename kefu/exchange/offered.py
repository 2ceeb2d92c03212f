"""Which coins and networks the connected exchange offers: what forms suggest to those who type.

Public, and known for a while; where it could not be learned nothing is suggested, and what is typed is taken as ever.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from kefu.exchange import asking
from kefu.exchange.contract import calls
from kefu.exchange.contract.connector import Learned
from kefu.exchange.contract.funds import AskNetworks, Networks
from kefu.exchange.diagnoses.definition import Ask

KEPT_S, TRIED_AGAIN_S = 300.0, 30.0
MOST = 300


@dataclass(frozen=True, slots=True)
class Offer:
    """`coins`: of a network, those that go over it."""

    value: str
    coins: tuple[str, ...] = ()


def offers(ask: Ask) -> Sequence[Offer]:
    """For a question of this sort, by name; waits for the exchange as long as the call may take, at most every half minute."""
    if ask not in {Ask.COIN, Ask.NETWORK}:
        return ()
    pairs = _kept.pairs()
    if ask is Ask.COIN:
        return [Offer(coin) for coin in sorted({coin for coin, _network in pairs})][:MOST]
    by_network: dict[str, set[str]] = {}
    for coin, network in pairs:
        by_network.setdefault(network, set()).add(coin)
    return [Offer(network, tuple(sorted(coins))) for network, coins in sorted(by_network.items())][:MOST]


def forget() -> None:
    _kept.clear()


class _Kept:
    """Of those who ask at the same time one asks the exchange; the others are shown what was known before."""

    def __init__(self) -> None:
        self._known: Sequence[tuple[str, str]] = ()
        self._until = 0.0
        self._asking = threading.Lock()

    def pairs(self) -> Sequence[tuple[str, str]]:
        """(coin, network)"""
        if time.monotonic() >= self._until and self._asking.acquire(blocking=False):
            try:
                self._learn()
            finally:
                self._asking.release()
        return self._known

    def _learn(self) -> None:
        learned = asking.ask_all({"networks": (calls.NETWORKS, AskNetworks())}, asker=asking.NOBODY)["networks"]
        self._until = time.monotonic() + TRIED_AGAIN_S
        if isinstance(learned, Learned) and isinstance(learned.value, Networks):
            self._known = [(each.coin, each.network) for each in learned.value.items]
            self._until = time.monotonic() + KEPT_S

    def clear(self) -> None:
        self._known, self._until = (), 0.0


_kept = _Kept()
