"""Refuses what our side must never ask a customer for. Stands in front of `log.append` for all but customers.

`prefilter` looks at every text; `asks`, `remote`, `transfers` and `links` read the few that it names. Knows no tables, no Django.
"""

from collections.abc import Callable

from kefu.trust.guard import asks, folding, links, prefilter, remote, transfers
from kefu.trust.guard.asks import Found
from kefu.trust.guard.kinds import Allowed, Refusal, Rule
from kefu.trust.guard.prefilter import Read

__all__ = ["NOTHING", "Allowed", "Refusal", "Rule", "check"]

NOTHING = Allowed()


def check(text: str, *, allowed: Allowed | Callable[[], Allowed] = NOTHING) -> Refusal | None:
    """The first thing in it that may not be written, or None. `allowed` is called only where a text has what it is needed for."""
    wanted = prefilter.read(text)
    if not wanted:
        return None
    if wanted & Read.LINKS:
        found = links.found(text, allowed=_told(allowed))
        if found is not None:
            return _refusal(text, found)
    if wanted is Read.LINKS:
        return None
    read = folding.folded(text)
    found = _asked(read.text, wanted, allowed)
    if found is None:
        return None
    rule, begins, ends = found
    return _refusal(text, (rule, read.origin[begins], read.origin[ends - 1] + 1))


def _asked(text: str, wanted: Read, allowed: Allowed | Callable[[], Allowed]) -> Found | None:
    found = asks.found(text) if wanted & Read.SECRETS else None
    if found is None and wanted & Read.SCREENS:
        found = remote.found(text)
    if found is None and wanted & Read.MONEY:
        found = transfers.found(text, quotable=_quotable(text, allowed))
    return found


def _quotable(text: str, allowed: Allowed | Callable[[], Allowed]) -> frozenset[str]:
    if transfers.ADDRESS.search(text) is None:
        return frozenset()
    return frozenset(folding.folded(each).text for each in _told(allowed).quotable)


def _told(allowed: Allowed | Callable[[], Allowed]) -> Allowed:
    return allowed if isinstance(allowed, Allowed) else allowed()


def _refusal(text: str, found: Found) -> Refusal:
    rule, begins, ends = found
    return Refusal(rule, begins, ends, text[begins:ends])
