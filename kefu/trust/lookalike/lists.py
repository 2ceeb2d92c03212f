"""Lists of what was found to be a fraud, as they are shared: {"allow": [...], "deny": [...]}. Pure.

`allow` holds hosts under which anybody may have one (pages.dev): such a host itself is never denied, what is below it may be.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from kefu.trust.lookalike import forms, hosts

MOST_BYTES, MOST_NAMES, MOST_CHARS = 32_000_000, 500_000, 253


@dataclass(frozen=True, slots=True)
class Lists:
    """Hosts, and handles as `@name`, in small letters."""

    denied: frozenset[str] = field(default_factory=frozenset)
    allowed: frozenset[str] = field(default_factory=frozenset)

    def denies_host(self, host: str) -> bool:
        """The host, or one it is below; what is listed as shared by many is not."""
        parts = host.split(".")
        above = (".".join(parts[at:]) for at in range(len(parts) - 1 or 1))
        return any(each in self.denied and each not in self.allowed for each in above)

    def denies(self, text: str) -> bool:
        return text in self.denied


NO_LISTS = Lists()


def read(raw: bytes) -> Lists:
    """ValueError, with what is wrong in words, where the file is none of these."""
    if len(raw) > MOST_BYTES:
        raise ValueError(f"The list is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise ValueError("The list is not JSON.") from error
    if not isinstance(told, dict) or not isinstance(told.get("deny"), list):
        raise ValueError('The list has the shape {"allow": [...], "deny": [...]}.')
    return made(told["deny"], allowed=told.get("allow") or [])


def made(denied: Iterable[object], *, allowed: Iterable[object] = ()) -> Lists:
    return Lists(_names(denied), frozenset(each.removeprefix("*.") for each in _names(allowed)))


def _plain(name: str) -> str:
    """A host as name servers are asked, whatever letters the list writes it in."""
    is_host = "." in name and "@" not in name and "/" not in name and len(name) <= MOST_CHARS
    return hosts.ascii_host(name) if is_host and not name.isascii() else forms.small(name)


def _names(told: Iterable[object]) -> frozenset[str]:
    names = frozenset(_plain(each.strip()) for each in told if isinstance(each, str))
    if len(names) > MOST_NAMES:
        raise ValueError(f"The list has more than {MOST_NAMES:,} names.")
    return frozenset(each for each in names if 0 < len(each) <= MOST_CHARS)
