"""What a name's records say: asked of the system's name servers, within a deadline for all questions of one look.

Names come from strangers' mails. They are asked for as they stand, through the system's own servers alone, few and briefly.
"""

import time

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings
from dns import rdata
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.PTR import PTR
from dns.rdtypes.ANY.TXT import TXT

PATIENCE_S = 2.0  # for one name
MOST_BYTES = 4_096


class NoAnswer(Exception):
    """The name could not be asked about now: that says neither yes nor no."""


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
        if left <= 0:
            raise NoAnswer(name)
        try:
            answer = self._resolver().resolve(name, kind, lifetime=min(PATIENCE_S, left), search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as fault:
            raise NoAnswer(name) from fault
        return list(answer)

    def _resolver(self) -> dns.resolver.Resolver:
        found = dns.resolver.Resolver(configure=self._server is None)
        if self._server is not None:
            host, found.port = self._server
            found.nameservers = [host]
        return found
