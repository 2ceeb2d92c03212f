"""Which conversation a mail belongs to, and what its sender may do there. Pure: no Django, no network, no tables.

A place is named by a token of ours or by the id of a mail that was sent or came; a number in a subject names nothing. Whoever
names a place has no rights there: only its own customer, proved by the domain they write from, goes on in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """What named a conversation, the surest first."""

    TOKEN = "token"  # noqa: S105  (a signed one, in an address or in the id of a mail that we sent)
    RECEIVED = "received"  # the id of a mail that came


@dataclass(frozen=True, slots=True)
class Claim:
    """A conversation (row) that a mail names. `is_theirs`: its customer is known by the address the mail is from."""

    conversation: int
    how: How
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """What is known of who wrote to us. `is_ours`: an address that we ourselves send from. `is_staffs`: of one of our people."""

    is_proved: bool
    is_ours: bool = False
    is_staffs: bool = False
    is_machine: bool = False


class Lane(StrEnum):
    """What becomes of a mail that is no report."""

    GOES_ON = "goes_on"  # words of the conversation's own customer
    OVERHEARD = "overheard"  # what the customer's machine says: for our people alone
    ANEW = "anew"  # a conversation of its sender's own
    ASIDE = "aside"  # the same, though it named another one, whose readers among our people are told
    ECHO = "echo"  # our own mail has come back: nothing


@dataclass(frozen=True, slots=True)
class Place:
    """`conversation`: where it goes on, or (ASIDE) which one it named; null: none."""

    lane: Lane
    conversation: int | None = None


def place_of(sender: Sender, claims: Sequence[Claim]) -> Place:
    """`claims`: the surest first, and within that in the order they stand in the mail, the newest first."""
    if sender.is_ours and sender.is_proved:
        return Place(Lane.ECHO)
    may_go_on = sender.is_proved and not sender.is_staffs and not sender.is_ours
    own = next((claim for claim in claims if claim.is_theirs), None)
    if may_go_on and own is not None:
        return Place(Lane.OVERHEARD if sender.is_machine else Lane.GOES_ON, own.conversation)
    if claims:
        return Place(Lane.ASIDE, claims[0].conversation)
    return Place(Lane.ANEW)
