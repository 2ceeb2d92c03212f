"""Refuses what our side must never ask a customer for. Stands in front of `log.append` for all but customers.

`prefilter` looks at every text. What it names is weighed by what was `learned` from written sentences; `asks`, `remote` and
`transfers` say by rules what else is an ask, unless the weighing is sure that it is none. `links` goes by rules alone. Knows no
tables, no Django.
"""

from collections.abc import Callable

from kefu.trust.guard import asks, folding, learned, links, naming, prefilter, remote, transfers
from kefu.trust.guard.asks import Found
from kefu.trust.guard.kinds import Allowed, Refusal, Rule
from kefu.trust.guard.prefilter import Read
from kefu.trust.guard.whole import whole

__all__ = ["NOTHING", "Allowed", "Refusal", "Rule", "by_rules", "check", "warm"]

warm = learned.warm

NOTHING = Allowed()


def check(text: str, *, allowed: Allowed | Callable[[], Allowed] = NOTHING) -> Refusal | None:
    """The first thing in it that may not be written, or None. `allowed` is called only where a text has what it is needed for."""
    wanted = prefilter.read(text)
    found = _link(text, wanted, allowed)
    if found is not None:
        return _refusal(text, found)
    if not wanted & ~Read.LINKS:
        return None
    read = folding.folded(text)
    weighed = transfers.without(read.text, quotable=_quotable(read.text, allowed))
    worth, stretch = learned.dearest(weighed)
    weights = learned.weights()
    found = _asked(read.text, wanted, allowed)
    if found is None and worth > weights.asks:
        found = naming.named(weighed, stretch)
    elif worth <= weights.may_ask and transfers.ADDRESS.search(read.text) is None:
        found = found and _alone(weighed, found)
    return _refusal(text, _as_written(found, read)) if found is not None else None


def by_rules(text: str, *, allowed: Allowed | Callable[[], Allowed] = NOTHING) -> Refusal | None:
    """What the written rules find in it, whatever was learned."""
    wanted = prefilter.read(text)
    found = _link(text, wanted, allowed)
    if found is None and wanted & ~Read.LINKS:
        read = folding.folded(text)
        asked = _asked(read.text, wanted, allowed)
        found = asked and _as_written(asked, read)
    return _refusal(text, found) if found is not None else None


def _alone(text: str, found: Found) -> Found | None:
    """What the rules found, if its sentence reads like an ask by itself: no warning before it buys it off. What follows may
    make advice of it, so that it has to be clearer then.
    """
    said = next(each for each in asks.sentences(text) if each.begins <= found[1] < each.ends)
    if said.ends - said.begins == len(text):
        return None
    weights = learned.weights()
    least = weights.asks if text[said.ends :].strip() else weights.may_ask
    return found if learned.dearest(text[said.begins : said.ends])[0] > least else None


def _link(text: str, wanted: Read, allowed: Allowed | Callable[[], Allowed]) -> Found | None:
    return links.found(text, allowed=_told(allowed)) if wanted & Read.LINKS else None


def _as_written(found: Found, read: folding.Folded) -> Found:
    rule, begins, ends = found
    return rule, read.origin[begins], read.origin[ends - 1] + 1


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
    begins, ends = whole(text, *found)
    return Refusal(found[0], begins, ends, text[begins:ends])
