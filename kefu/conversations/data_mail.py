"""What a message that came by mail brings along for its answer. No Django here."""

from dataclasses import dataclass

from kefu.conversations.kinds import DeliveryStatus

MOST_SUBJECT_CHARS = 200
MOST_ID_CHARS = 250


@dataclass(frozen=True, slots=True)
class MailHead:
    """Its subject, in one line, and its Message-ID with its angle brackets; either may be empty. A stranger wrote both.

    `is_machine`: nobody wrote the mail, so nothing answers it by itself.
    """

    subject: str = ""
    message_id: str = ""
    is_machine: bool = False


@dataclass(frozen=True, slots=True)
class UndeliverableData:
    """What we said at `target` (a `seq`) did not reach them. `error`: a code, or the other side's words."""

    target: int
    status: DeliveryStatus
    error: str = ""
