"""Our mailboxes as lists at the desk name them: what a list is narrowed by, and which one a line came in by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kefu.channels import accounts
from kefu.channels.accounts import OwnAddress
from kefu.conversations import mailing


@dataclass(frozen=True, slots=True)
class ShownMailbox:
    """`name` is short: what stands before the @, where no other mailbox is called so."""

    name: str
    address: str


def to_choose() -> Sequence[OwnAddress]:
    """Those there are, closed ones among them; none where there is but one, for then it says nothing."""
    found = accounts.to_offer(mailing.CHANNEL)
    return found if len(found) > 1 else []


def row_of(address: str) -> int | None:
    """None for an address that is not one of ours."""
    return next((each.id for each in accounts.to_offer(mailing.CHANNEL) if each.address == address), None)


def by_row() -> Mapping[int, ShownMailbox]:
    """Row -> how it is shown."""
    found = to_choose()
    names = Counter(_local(each) for each in found)
    return {
        each.id: ShownMailbox(_local(each) if names[_local(each)] == 1 else each.address, each.address)
        for each in found
    }


def _local(own: OwnAddress) -> str:
    return own.address.rpartition("@")[0]
