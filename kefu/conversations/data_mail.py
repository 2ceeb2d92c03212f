"""What a message that came by mail brings along for its answer. No Django here."""

from dataclasses import dataclass
from enum import StrEnum

from kefu.conversations.kinds import DeliveryStatus

MOST_SUBJECT_CHARS = 200
MOST_ID_CHARS = 250


@dataclass(frozen=True, slots=True)
class MailHead:
    """Its subject, in one line, and its Message-ID with its angle brackets; either may be empty. A stranger wrote both.

    `is_machine`: nobody wrote the mail, so nothing answers it by itself. `also_to`: whom its writer also sent it to, masked: to
    be looked at, never to be written to. Of a mail that our side begins there is a subject alone.
    """

    subject: str = ""
    message_id: str = ""
    is_machine: bool = False
    also_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copies:
    """Whom a mail also goes to, in whole addresses that are stored sealed alone. `forward`: it goes to these instead of the
    customer."""

    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    forward: tuple[str, ...] = ()

    def by_role(self) -> list[tuple["CopyRole", str]]:
        """Each address with what it is."""
        roles = {CopyRole.CC: self.cc, CopyRole.BCC: self.bcc, CopyRole.FORWARD: self.forward}
        return [(role, address) for role, addresses in roles.items() for address in addresses]


class CopyRole(StrEnum):
    """What an address is to a mail; the customer's own is `to`."""

    TO = "to"
    CC = "cc"
    BCC = "bcc"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class UndeliverableData:
    """What we said at `target` (a `seq`) did not reach them. `error`: a code, or the other side's words."""

    target: int
    status: DeliveryStatus
    error: str = ""
