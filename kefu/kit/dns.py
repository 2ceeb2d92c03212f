"""What a name's records say: asked of the system's name servers, within a deadline for all questions of one look.

Names come from strangers' mails. They are asked for as they stand, through the system's own servers alone, few and briefly. What
was told is kept for as long as it may be, within bounds; so is, for some seconds, that a domain's servers stand still.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings
from dns import rdata
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.PTR import PTR
from dns.rdtypes.ANY.TXT import TXT

from kefu.kit.suffixes import registered

PATIENCE_S = 2.0  # for one name
MOST_BYTES = 4_096
LEAST_KEPT_S, MOST_KEPT_S = 30.0, 3_600.0  # of what was told, whatever it says of itself
NONE_KEPT_S = 60.0  # that there is no such name
STALLED_S = 20.0  # that nobody tells of a domain
MOST_KEPT, MOST_STALLED = 4_096, 1_024


class NoAnswer(Exception):
    """The name could not be asked about now: that says neither yes nor no."""


@dataclass(frozen=True, slots=True)
class _Told:
    ends: float
    records: tuple[rdata.Rdata, ...]


class Kept:
    """What was told lately, for all threads: the oldest go first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: OrderedDict[tuple[str, str], _Told] = OrderedDict()
        self._stalled: OrderedDict[str, float] = OrderedDict()

    def get(self, name: str, kind: str) -> list[rdata.Rdata] | None:
        """Null where it is not known now. NoAnswer where the domain's servers stood still a moment ago."""
        now = time.monotonic()
        with self._lock:
            found = self._told.get((name, kind))
            if found is not None and found.ends > now:
                return list(found.records)
            if self._stalled.get(_zone(name), 0.0) > now:
                raise NoAnswer(name)
        return None

    def put(self, name: str, kind: str, records: list[rdata.Rdata], *, for_s: float) -> None:
        with self._lock:
            self._told[name, kind] = _Told(time.monotonic() + for_s, tuple(records))
            self._told.move_to_end((name, kind))
            if len(self._told) > MOST_KEPT:
                self._told.popitem(last=False)

    def stalled(self, name: str) -> None:
        with self._lock:
            self._stalled[_zone(name)] = time.monotonic() + STALLED_S
            if len(self._stalled) > MOST_STALLED:
                self._stalled.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._told.clear()
            self._stalled.clear()


kept = Kept()


def _zone(name: str) -> str:
    """Whose servers tell of it; a reversed address stands for itself."""
    bare = name.rstrip(".").lower()
    return bare if bare.endswith(".arpa") else registered(bare)


class Names:
    """For one look at one thing. `within_s`: of all its questions together. `server` (host, port): instead of the operator's
    (`KEFU_NAME_SERVER`), or else the system's own.
    """

    def __init__(self, *, within_s: float = 4.0, server: tuple[str, int] | None = None) -> None:
        self._ends = time.monotonic() + within_s
        self._server = server or settings.NAME_SERVER
        self._told: dict[tuple[str, str], list[rdata.Rdata]] = {}

    def txt(self, name: str) -> bytes | None:
        """The first record that holds a key, else the first; None where there is none. NoAnswer where nobody told."""
        records = self.texts(name)
        return next((each for each in records if b"p=" in each), records[0] if records else None)

    def texts(self, name: str) -> list[bytes]:
        """All its text records. NoAnswer where nobody told."""
        return [b"".join(each.strings)[:MOST_BYTES] for each in self._records(name, "TXT") if isinstance(each, TXT)]

    def addresses(self, name: str, *, is_v6: bool) -> list[str]:
        """Of a host. NoAnswer where nobody told."""
        return [str(getattr(each, "address", "")) for each in self._records(name, "AAAA" if is_v6 else "A")]

    def exchangers(self, name: str) -> list[tuple[int, str]]:
        """Who takes a domain's mail: preference, host. NoAnswer where nobody told."""
        found = (each for each in self._records(name, "MX") if isinstance(each, MX))
        return [(each.preference, each.exchange.to_text(omit_final_dot=True)) for each in found]

    def pointers(self, name: str) -> list[str]:
        """What a reversed address is called. NoAnswer where nobody told."""
        found = (each for each in self._records(name, "PTR") if isinstance(each, PTR))
        return [each.target.to_text(omit_final_dot=True) for each in found]

    def _records(self, name: str, kind: str) -> list[rdata.Rdata]:
        asked = (name, kind)
        if asked not in self._told:
            self._told[asked] = self._asked(name, kind)
        return self._told[asked]

    def _asked(self, name: str, kind: str) -> list[rdata.Rdata]:
        left = self._ends - time.monotonic()
        known = kept.get(name, kind)
        if known is not None:
            return known
        if left <= 0:
            raise NoAnswer(name)
        try:
            answer = self._resolver().resolve(name, kind, lifetime=min(PATIENCE_S, left), search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            kept.put(name, kind, [], for_s=NONE_KEPT_S)
            return []
        except (dns.name.LabelTooLong, dns.name.EmptyLabel):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as fault:
            if left >= PATIENCE_S:
                kept.stalled(name)
            raise NoAnswer(name) from fault
        ttl = float(answer.rrset.ttl if answer.rrset is not None else 0)
        kept.put(name, kind, list(answer), for_s=min(max(ttl, LEAST_KEPT_S), MOST_KEPT_S))
        return list(answer)

    def _resolver(self) -> dns.resolver.Resolver:
        found = dns.resolver.Resolver(configure=self._server is None)
        if self._server is not None:
            host, found.port = self._server
            found.nameservers = [host]
        return found
