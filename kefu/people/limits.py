"""How often one viewer, and one network, may call: figures by class of route.

Counted in this process (`MemoryBuckets`), or by all processes together where there is a Redis (`redis_buckets`).
"""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import ngettext_lazy

from kefu.kit.errors import TooMany
from kefu.people.access import Rate, Viewer, ViewerKind
from kefu.settings.wiring import REDIS_BUCKETS

MAX_KEYS = 50_000
LOOKS = 32  # how many keys are looked at for one that may be forgotten
IPV6_NETWORK_BITS = 64  # what one household or one attacker gets at least


@dataclass(frozen=True, slots=True)
class Figure:
    """So many a second in the long run, so many at once."""

    per_s: float
    burst: int


_CUSTOMER: dict[Rate, Figure] = {
    Rate.READ: Figure(per_s=20, burst=120),
    Rate.WRITE: Figure(per_s=5, burst=40),
    Rate.CHECK: Figure(per_s=20 / 60, burst=20),
    Rate.PROOF: Figure(per_s=0.1, burst=20),
    Rate.UPLOAD: Figure(per_s=0.5, burst=12),
    Rate.PIECE: Figure(per_s=10, burst=120),
}
_STAFF: dict[Rate, Figure] = {
    Rate.READ: Figure(per_s=50, burst=300),
    Rate.LOG_SEARCH: Figure(per_s=3, burst=30),
    Rate.WRITE: Figure(per_s=20, burst=100),
    Rate.UPLOAD: Figure(per_s=2, burst=20),
    Rate.PIECE: Figure(per_s=20, burst=200),
}
# many people share one address (an office, a carrier's gateway), so these only stop floods
_NETWORK: dict[Rate, Figure] = {
    Rate.READ: Figure(per_s=200, burst=1_000),
    Rate.LOG_SEARCH: Figure(per_s=50, burst=300),
    Rate.WRITE: Figure(per_s=100, burst=500),
    Rate.SEARCH: Figure(per_s=5, burst=40),  # one costs what twenty pages do
    Rate.OPINION: Figure(per_s=0.5, burst=60),
    Rate.CHECK: Figure(per_s=2, burst=60),  # of strangers, too, who share it with all of their network
    Rate.PROOF: Figure(per_s=1, burst=60),
    Rate.UPLOAD: Figure(per_s=5, burst=60),
    Rate.PIECE: Figure(per_s=100, burst=600),
    Rate.SIGN_IN: Figure(per_s=0.2, burst=60),  # a whole shift may come in at once; guesses are counted by account
    Rate.SESSION: Figure(per_s=50, burst=1_500),
    Rate.CALLBACK: Figure(per_s=20, burst=200),
}
# a session the exchange did not sign costs a stranger nothing: each network gets few
ANONYMOUS_SESSIONS = Figure(per_s=0.5, burst=60)


# whole addresses that one of our own looks customers up by: with the four signs that are shown of a number, what is masked
# of it could be guessed at the speed of pages
LOOK_UPS = Figure(per_s=1 / 30, burst=60)
LOOK_UPS_TOLD = Figure(per_s=1 / 3_600, burst=1)


class Attempt(StrEnum):
    """What is guessed at an account, whichever addresses the guesses come from."""

    PASSWORD = "password"  # noqa: S105
    CODE = "code"


# a person mistypes a few times in a row; who guesses gets as many a day as would take them years
_ACCOUNT: dict[Attempt, Figure] = {
    Attempt.PASSWORD: Figure(per_s=1 / 30, burst=10),
    Attempt.CODE: Figure(per_s=1 / 180, burst=6),
}


class Buckets(Protocol):
    def take(self, key: str, figure: Figure) -> float:
        """Count one; 0 if it is allowed, else the seconds to wait."""


class MemoryBuckets:
    """The generic cell-rate algorithm: one number a key.

    Forgotten first is, of those used longest ago, what has refilled: a flood from ever new networks, which refill at once,
    must not wipe out the guesses counted at an account, which take minutes.
    """

    def __init__(self, *, max_keys: int = MAX_KEYS, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._max_keys, self._clock_s = max_keys, clock_s
        self._lock = threading.Lock()

    def take(self, key: str, figure: Figure) -> float:
        now, interval = self._clock_s(), 1 / figure.per_s
        with self._lock:
            full_at = max(self._full_at.get(key, now), now)
            wait = full_at - now - interval * (figure.burst - 1)
            if wait > 1e-9:
                return wait
            self._full_at[key] = full_at + interval
            self._full_at.move_to_end(key)
            if len(self._full_at) > self._max_keys:
                self._forget_one(now)
        return 0.0

    def _forget_one(self, now: float) -> None:
        for _ in range(LOOKS):
            key, full_at = self._full_at.popitem(last=False)
            if full_at <= now:
                return
            self._full_at[key] = full_at
        self._full_at.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._full_at.clear()


def chosen() -> Buckets:
    """As the settings say."""
    own = MemoryBuckets()
    if not settings.REDIS_URL:
        return own
    shared: Buckets = import_string(REDIS_BUCKETS)(own)
    return shared


buckets: Buckets = chosen()


def take(rate: Rate, *, viewer: Viewer, ip: str) -> None:
    """Count one call of this class; TooMany with the time to wait if it is one too many."""
    figures = {ViewerKind.CUSTOMER: _CUSTOMER, ViewerKind.AGENT: _STAFF}.get(viewer.kind, {})
    if rate in figures:
        _take(f"{rate}:{viewer.session}", figures[rate])
    if rate in _NETWORK:
        _take(f"{rate}:{network_of(ip)}", _NETWORK[rate])


def take_anonymous_session(ip: str) -> None:
    _take(f"anonymous:{network_of(ip)}", ANONYMOUS_SESSIONS)


def take_attempt(attempt: Attempt, *, account: str) -> None:
    """Count one try at an account, whether or not there is one of this name: the answer must not tell."""
    wait_s = buckets.take(f"attempt:{attempt}:{account}", _ACCOUNT[attempt])
    if wait_s > 0:
        minutes = math.ceil(wait_s / 60)
        told = ngettext_lazy(
            "Too many tries. Wait a minute, then try again; a passkey works at once.",
            "Too many tries. Wait %(minutes)d minutes, then try again; a passkey works at once.",
            minutes,
        )
        raise TooMany(told % {"minutes": minutes}, retry_after_s=wait_s)


def take_look_up(agent: int) -> float:
    """Count one look-up by a whole address; 0 if it is allowed, else the seconds to wait."""
    return buckets.take(f"look-up:{agent}", LOOK_UPS)


def may_tell_of_look_ups(agent: int) -> bool:
    """Once an hour: that this agent looks up too many."""
    return not buckets.take(f"look-up-told:{agent}", LOOK_UPS_TOLD)


def take_mail_begun(agent: int) -> None:
    """Count one mail that this agent writes first, or forwards: a stolen session reaches few. TooMany with the time to wait."""
    an_hour = settings.MAILS_BEGUN_AN_HOUR
    _take(f"mail-begun:{agent}", Figure(per_s=an_hour / 3_600, burst=an_hour))


def network_of(address: str) -> str:
    """The IPv4 address, or the /64 of an IPv6 one; whatever else comes is one network of its own."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
        return str(parsed.ipv4_mapped)
    return str(parsed)


def _take(key: str, figure: Figure) -> None:
    wait_s = buckets.take(key, figure)
    if wait_s > 0:
        raise TooMany(retry_after_s=wait_s)
