"""Signatures of a mail: DKIM (RFC 6376), and chains of forwarders who vouch for what they saw (ARC, RFC 8617).

`dkimpy` does the arithmetic. What it would take long for is brought into a shape that says the same, or not asked at all.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence

import authres
import dkim

from kefu.kit.dns import NoAnswer
from kefu.trust.mails.kinds import Ask, Held, Seal

MOST_SEALS, MOST_SEAL_BYTES, MOST_HOPS = 2, 8 * 1024, 5
MOST_LINES = 500_000  # a mail of 25 MB that is all attachment has 350,000
_MANY_SPACES = 1_000_000
LEAST_KEY_BITS = 1_024
MOST_KEY_BITS, MOST_EXPONENT_BITS = 8_192, 64

_QUIET = logging.Logger("dkim", logging.CRITICAL + 1)  # it would write strangers' words into our log

_LONG_SPACE = re.compile(rb"[ \t]{64}")
_SPACES = re.compile(rb"[ \t]+")
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_TAG = re.compile(rb"(?:^|;)\s*([a-z]{1,3})\s*=\s*([^;]*)")
_FAULTS = (dkim.DKIMException, ValueError, KeyError, IndexError, AttributeError, TypeError)  # of a hostile signature


class _Names:
    """dkimpy's way to ask; remembers that nobody answered, which it would take for a failure."""

    def __init__(self, ask: Ask) -> None:
        self._ask, self.is_unanswered, self.is_missing = ask, False, False

    def __call__(self, name: bytes, timeout: float = 0) -> bytes | None:
        try:
            found = self._ask(name.decode("idna" if not name.isascii() else "ascii", "replace").rstrip(".").lower())
        except NoAnswer:
            self.is_unanswered = True
            return None
        self.is_missing = self.is_missing or found is None
        if found is not None and _is_heavy(name, found):
            raise dkim.KeyFormatError("a key that takes seconds to use")
        return found


def _is_heavy(name: bytes, record: bytes) -> bool:
    """Whoever publishes a key chooses what it costs us: of 12,288 bits in each number, 3 s for a signature, and nobody else in
    this process gets a turn meanwhile. The bounds are OpenSSL's, by which no honest key is larger."""
    try:
        key, bits, kind, _is_for_reports = dkim.evaluate_pk(name, record)
    except _FAULTS:
        return False  # it is refused by itself
    return kind == b"rsa" and bool(bits > MOST_KEY_BITS or key["publicExponent"].bit_length() > MOST_EXPONENT_BITS)


def seals(raw: bytes, fields: Sequence[tuple[str, bytes]], *, ask: Ask, of: Callable[[str], bool]) -> list[Seal]:
    """One for each of the first signatures by domains that are asked for, in order; others prove nothing here."""
    written = [
        _Written(at, value) for at, value in enumerate(each for name, each in fields if name == "dkim-signature")
    ]
    wanted = [each for each in written if of(each.domain)][:MOST_SEALS]
    if not wanted or raw.count(b"\n") > MOST_LINES:
        return [Seal(each.domain, each.selector, Held.UNREADABLE) for each in wanted]
    try:
        mail = dkim.DKIM(even(raw), logger=_QUIET, minkey=LEAST_KEY_BITS)
    except _FAULTS:
        return [Seal(each.domain, each.selector, Held.UNREADABLE) for each in wanted]
    return [each.seal(mail, ask) for each in wanted]


def even(raw: bytes) -> bytes:
    """As both ways of canonical form read it: lines as they travel, the empty ones at its end gone. Long rows of spaces
    become one, which only the relaxed form takes for the same; they would cost the square of their length.
    """
    found = _HEAD_ENDS.search(raw)
    if found is None:
        return raw
    head, body = raw[: found.start()], raw[found.end() :].rstrip(b"\r\n")
    if _LONG_SPACE.search(body) or body.count(b" ") + body.count(b"\t") > _MANY_SPACES:
        body = _SPACES.sub(b" ", body)
    return head + b"\r\n\r\n" + (body + b"\r\n" if body else b"")


class _Written:
    """A signature as it stands: the one at this place among all of a mail."""

    def __init__(self, at: int, value: bytes) -> None:
        self._at, self._is_long = at, len(value) > MOST_SEAL_BYTES
        self._tags = dict(_TAG.findall(value[:MOST_SEAL_BYTES]))
        self.domain = _text(self._tags.get(b"d")).lower().rstrip(".")
        self.selector = _text(self._tags.get(b"s"))

    def seal(self, mail: dkim.DKIM, ask: Ask) -> Seal:
        if self._is_long or b"sha1" in self._tags.get(b"a", b""):
            return Seal(self.domain, self.selector, Held.UNREADABLE)
        covers = frozenset(each.lower() for each in _text(self._tags.get(b"h")).split(":"))
        return Seal(self.domain, self.selector, self._held(mail, ask), covers, is_partial=b"l" in self._tags)

    def _held(self, mail: dkim.DKIM, ask: Ask) -> Held:
        names = _Names(ask)
        try:
            if mail.verify(self._at, dnsfunc=names):
                return Held.PASS
        except dkim.ValidationError as fault:
            return Held.EXPIRED if "is past" in str(fault) else Held.FAIL
        except _FAULTS:
            return Held.UNREADABLE
        return Held.UNANSWERED if names.is_unanswered else Held.NO_KEY if names.is_missing else Held.FAIL


def vouched(raw: bytes, fields: Sequence[tuple[str, bytes]], *, ask: Ask, trusted: frozenset[str]) -> frozenset[str]:
    """Domains whose signature the first forwarder saw hold, where every seal of the chain is of a trusted one."""
    hops = sum(name == "arc-seal" for name, _value in fields)
    if not trusted or not 0 < hops <= MOST_HOPS or raw.count(b"\n") > MOST_LINES:
        return frozenset()
    try:
        outcome, results, _words = dkim.ARC(even(raw), logger=_QUIET, minkey=LEAST_KEY_BITS).verify(dnsfunc=_Names(ask))
    except _FAULTS:
        return frozenset()
    sealers = {_text(each.get("as-domain")).lower() for each in results}
    if outcome != dkim.CV_Pass or not sealers <= trusted:
        return frozenset()
    return frozenset(domain for each in results if each["instance"] == 1 for domain in _passed(each["aar-value"]))


def _passed(written: bytes) -> Iterator[str]:
    """Domains whose signature was seen to hold, of what a forwarder says of it: RFC 8601, behind `i=1;`."""
    try:
        told = authres.AuthenticationResultsHeader.parse_value(written.decode("ascii").partition(";")[2].strip())
    except (authres.AuthResError, ValueError):
        return
    for each in told.results:
        if each.method == "dkim" and each.result == "pass":
            said = {prop.name: prop.value for prop in each.properties if prop.type == "header"}
            yield (said.get("d") or str(said.get("i", "")).rpartition("@")[2]).lower()


def _text(raw: bytes | None) -> str:
    return "".join((raw or b"").decode("ascii", "replace").split()) if raw else ""
