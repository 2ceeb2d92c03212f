"""The closed vocabulary of this room. No Django."""

from enum import StrEnum


class State(StrEnum):
    """Of a text that the guard refused and its writer believes in."""

    WAITING = "waiting"
    RELEASED = "released"
    DECLINED = "declined"


class ReadingState(StrEnum):
    """Of a reply that a second person reads before customers do."""

    WAITING = "waiting"
    APPROVED = "approved"  # it is on its way into the log
    SENT = "sent"
    RETURNED = "returned"
    LAPSED = "lapsed"  # nobody read it in time
    TAKEN = "taken"  # its writer has it in their box again


IS_BACK = (ReadingState.RETURNED, ReadingState.LAPSED)


class ExportState(StrEnum):
    """Of a list that somebody wants to carry away. Made from `asked` on; where it grows too long, it waits for a second
    person and is made from `approved` on.
    """

    ASKED = "asked"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    READY = "ready"
    FETCHED = "fetched"
    EXPIRED = "expired"
    TOO_LONG = "too_long"
    DROPPED = "dropped"  # whoever asked may not any more
    FAILED = "failed"  # was tried several times and could not be made


IS_MADE = (ExportState.ASKED, ExportState.APPROVED)
IS_OPEN = (*IS_MADE, ExportState.WAITING, ExportState.READY)


class Why(StrEnum):
    """Reasons to reveal that need no words of one's own."""

    IDENTITY = "identity"
    CONTACT = "contact"
    LOOK_UP = "look_up"


class ErasureState(StrEnum):
    """Of a person to be erased. Staff's requests are `asked` until a second person approves; then all wait their time."""

    ASKED = "asked"
    DUE = "due"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ERASURE_IS_OPEN = (ErasureState.ASKED, ErasureState.DUE, ErasureState.RUNNING)


class ErasureBy(StrEnum):
    """Who asked. RESTORE: it was done before, and an older backup brought the person back."""

    CUSTOMER = "customer"
    AGENT = "agent"
    OPERATOR = "operator"
    RESTORE = "restore"


class Obstacle(StrEnum):
    """Why nothing is erased now."""

    HOLD = "hold"
    REQUEST = "request"  # a request that moves the account is open
    APPEAL = "appeal"  # of a decision about their account, and it waits
    FRAUD = "fraud"  # a report of theirs, or an appeal, waits for a decision


class CopyState(StrEnum):
    ASKED = "asked"
    READY = "ready"
    FETCHED = "fetched"
    EXPIRED = "expired"
    TOO_LONG = "too_long"
