"""What our side's words may link and quote: the registry's hosts, the facts' sites, this installation, the explorers."""

import threading
import time
from urllib.parse import urlsplit

from django.conf import settings

from kefu.exchange import official
from kefu.exchange.chains.networks import EXPLORER_SITES
from kefu.trust import registry
from kefu.trust.guard import Allowed

LASTS_S = 5.0


def allowed() -> Allowed:
    """Asked of the guard's rules alone, and kept for five seconds: most texts need none of it."""
    return _kept.now()


def _known() -> Allowed:
    listed = registry.allowed()
    ours = {each.host for each in official.listed()}  # of facts, while the registry has none
    pages = str(settings.EXCHANGE_LINKS or "").replace("{name}", "x")
    ours |= {host for host in (_host(settings.BASE_URL), _host(pages)) if host}
    return Allowed(domains=listed.domains | ours, linked_hosts=listed.linked_hosts | EXPLORER_SITES.keys())


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


class _Kept:
    """The newest answer, by process."""

    def __init__(self) -> None:
        self._lock, self._until_s, self._known = threading.Lock(), 0.0, Allowed()

    def now(self) -> Allowed:
        with self._lock:
            if time.monotonic() < self._until_s:
                return self._known
        known = _known()
        with self._lock:
            self._known, self._until_s = known, time.monotonic() + LASTS_S
        return known

    def forget(self) -> None:
        with self._lock:
            self._until_s = 0.0


_kept = _Kept()
forget = _kept.forget
