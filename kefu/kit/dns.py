"""What a name's text record says: asked of the system's name servers, within a deadline for all questions of one look.

Names come from strangers' mails. They are asked for as they stand, through the system's own servers alone, few and briefly.
"""

import time

import dns.exception
import dns.name
import dns.resolver

PATIENCE_S = 2.0  # for one name
MOST_BYTES = 4_096


class NoAnswer(Exception):
    """The name could not be asked about now: that says neither yes nor no."""


class Names:
    """For one look at one thing. `within_s`: of all its questions together. `servers`: instead of the system's own."""

    def __init__(self, *, within_s: float = 4.0, servers: tuple[str, ...] = (), port: int = 53) -> None:
        self._ends = time.monotonic() + within_s
        self._servers, self._port = servers, port
        self._told: dict[str, bytes | None] = {}

    def txt(self, name: str) -> bytes | None:
        """The first record that holds a key, else the first; None where there is none. NoAnswer where nobody told."""
        if name not in self._told:
            self._told[name] = self._asked(name)
        return self._told[name]

    def _asked(self, name: str) -> bytes | None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise NoAnswer(name)
        try:
            answer = self._resolver().resolve(name, "TXT", lifetime=min(PATIENCE_S, left), search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel):
            return None
        except (dns.exception.DNSException, OSError, UnicodeError) as fault:
            raise NoAnswer(name) from fault
        records = [b"".join(each.strings)[:MOST_BYTES] for each in answer]
        return next((each for each in records if b"p=" in each), records[0])

    def _resolver(self) -> dns.resolver.Resolver:
        found = dns.resolver.Resolver(configure=not self._servers)
        if self._servers:
            found.nameservers, found.port = list(self._servers), self._port
        return found
