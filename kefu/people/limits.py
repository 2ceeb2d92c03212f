"""How often a viewer may call a route. Token buckets in this process: bounded memory, oldest forgotten first."""

import ipaddress
import time
from collections import OrderedDict
from dataclasses import dataclass

from kefu.kit.errors import TooMany
from kefu.people.access import Rate, Viewer

MAX_BUCKETS = 50_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` at once, then `per_s` a second."""

    per_s: float
    burst: float


ALLOWANCES: dict[Rate, Allowance] = {
    Rate.READ: Allowance(per_s=20, burst=120),
    Rate.WRITE: Allowance(per_s=10, burst=60),
    Rate.UPLOAD: Allowance(per_s=1, burst=20),
    Rate.SIGN_IN: Allowance(per_s=0.2, burst=20),
}


class Buckets:
    """Keyed token buckets. Not shared between processes; behind `take` so that a shared store can stand here."""

    def __init__(self) -> None:
        self._full: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, allowance: Allowance) -> float:
        """Zero if allowed now, else the seconds to wait."""
        now_s = time.monotonic()
        left, at = self._full.pop(key, (allowance.burst, now_s))
        left = min(allowance.burst, left + (now_s - at) * allowance.per_s)
        wait_s = 0.0 if left >= 1 else (1 - left) / allowance.per_s
        self._full[key] = (left if wait_s else left - 1, now_s)
        if len(self._full) > MAX_BUCKETS:
            self._full.popitem(last=False)
        return wait_s


_buckets = Buckets()


def take(rate: Rate, *, viewer: Viewer, ip: str) -> None:
    """Count one call. TooMany beyond the allowance of the viewer's session, or of the network where nobody is signed in."""
    allowance = ALLOWANCES.get(rate)
    if allowance is None:
        return
    wait_s = _buckets.take(f"{rate}:{viewer.session or network(ip)}", allowance)
    if wait_s:
        raise TooMany(retry_after_s=wait_s)


def network(ip: str) -> str:
    """An IPv4 address, or the /64 an IPv6 address is in: what one household has."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
