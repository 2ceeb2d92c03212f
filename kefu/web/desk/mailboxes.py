"""Our mailboxes as lists at the desk name them: what a list is narrowed by, and which one a line came in by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kefu.channels import accounts
from kefu.channels.accounts import OwnAddress
from kefu.conversations import mailing


@dataclass(frozen=True, slots=True)
class ShownMailbox:
    """`name` is short and no other one's: what stands before the @, else the domain, else all of it."""

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
    parts = {each.id: each.address.rpartition("@") for each in to_choose()}
    locals_, domains = (Counter(each[at] for each in parts.values()) for at in (0, 2))

    def short(local: str, domain: str) -> str:
        if locals_[local] == 1:
            return local
        return domain if domains[domain] == 1 else f"{local}@{domain}"

    return {row: ShownMailbox(short(each[0], each[2]), "".join(each)) for row, each in parts.items()}
