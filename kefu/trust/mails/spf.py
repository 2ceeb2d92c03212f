"""May this server send for this domain? SPF (RFC 7208) by `pyspf`, which asks through the records it is given."""

import ipaddress

import spf

from kefu.kit.dns import NoAnswer
from kefu.trust.mails.kinds import Checked, Envelope, Records

_MOST_VOID = 2
_SAID = {
    "pass": Checked.PASS,
    "fail": Checked.FAIL,
    "softfail": Checked.FAIL,
    "neutral": Checked.NONE,
    "none": Checked.NONE,
    "temperror": Checked.UNANSWERED,
    "permerror": Checked.BROKEN,
}


def checked(envelope: Envelope, *, records: Records) -> tuple[Checked, str]:
    """The verdict, and the domain it is of: the envelope's sender, or the server's own name for a mail that has none."""
    domain = (envelope.sender.rpartition("@")[2] or envelope.helo).lower().rstrip(".")
    if not domain.isascii() or not _is_address(envelope.peer):
        return Checked.NONE, domain
    asked = _Query(envelope, records)
    try:
        said, _code, _words = asked.check()
    except (ValueError, IndexError, KeyError, TypeError, AssertionError, UnicodeError):  # of a hostile record
        return Checked.BROKEN, domain
    return _SAID.get(said, Checked.BROKEN), domain


class _Query(spf.query):  # type: ignore[misc]  # no types
    """The package's own evaluation, without its resolver and its cache."""

    def __init__(self, envelope: Envelope, records: Records) -> None:
        self._records = records
        super().__init__(envelope.peer, envelope.sender, envelope.helo)

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[object]:
        del cnames
        try:
            found = self._asked(str(name).rstrip(".").lower(), qtype)
        except NoAnswer as error:
            raise spf.TempError("no name server told") from error
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > _MOST_VOID:
                raise spf.PermError("too many names that say nothing")
        return found

    def _asked(self, name: str, qtype: str) -> list[object]:
        if not name or any(not 0 < len(label) < 64 for label in name.split(".")):
            return []
        match qtype:
            case "TXT":
                return [(text,) for text in self._records.texts(name)]
            case "A" | "AAAA":
                return [ipaddress.ip_address(each) for each in self._records.addresses(name, is_v6=qtype == "AAAA")]
            case "MX":
                return list(self._records.exchangers(name))
            case "PTR":
                return list(self._records.pointers(name))
            case _:
                return []


def _is_address(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer) is not None
    except ValueError:
        return False
