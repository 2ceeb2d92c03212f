"""What the guard is given beside a text, and what it answers. No Django."""

from dataclasses import dataclass, field
from enum import StrEnum


class Rule(StrEnum):
    """What nobody of ours may ask a customer for, and the links that are not ours."""

    PASSWORD = "password"  # noqa: S105  (the name of a rule)
    CODE = "code"
    PHRASE = "phrase"
    KEY = "key"
    REMOTE = "remote"
    TRANSFER = "transfer"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Refusal:
    """`rule` names what was broken; `text[begins:ends]` of what was checked, `meant`, is where."""

    rule: Rule
    begins: int
    ends: int
    meant: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """`domains` are ours and `linked_hosts` of others that may be linked, in small letters, each with all below it;
    `quotable` are addresses that may stand beside an ask: the customer's own, the exchange's own.
    """

    domains: frozenset[str] = field(default_factory=frozenset)
    linked_hosts: frozenset[str] = field(default_factory=frozenset)
    quotable: frozenset[str] = field(default_factory=frozenset)

    def may_link(self, host: str) -> bool:
        """`host` in small letters, without a dot at its end."""
        parts = host.split(".")
        tails = (".".join(parts[at:]) for at in range(len(parts) - 1 or 1))
        return any(each in self.domains or each in self.linked_hosts for each in tails)
