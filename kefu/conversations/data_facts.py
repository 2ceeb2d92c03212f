"""Which fields of which kind tell of somebody's account: what the exchange said, or what they answered. No Django here.

`store` keeps these sealed under the customer's own key; all other fields lie open. A new field of a kind is one or the other:
a test asks of each which.
"""

from collections.abc import Mapping
from typing import Any

from kefu.conversations.kinds import Kind

FACTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.DIAGNOSED: ("finding",),
    Kind.PARTICULARS: ("uid", "email", "phone", "searched"),
    Kind.BOT_SAID: ("known", "typed"),
    Kind.HANDED_OVER: ("question", "known"),
}
_LISTS = frozenset({"known"})


def facts_of(kind: Kind, told: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a kind's fields (as JSON) that are sealed: they say something, and it is of an account."""
    return {name: told[name] for name in FACTS.get(kind, ()) if told.get(name)}


def blank(kind: Kind, told: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields saying nothing, for those that are not in `told`: nobody can open them."""
    return {name: [] if name in _LISTS else "" for name in FACTS.get(kind, ()) if name not in told}
