"""What a note may tell besides its words. No Django here."""

from enum import StrEnum


class Release(StrEnum):
    """What a second person decided about a message that the guard had stopped."""

    RELEASED = "released"
    DECLINED = "declined"


class RequestStep(StrEnum):
    """What happened to a request that moves the customer's account."""

    ASKED = "asked"
    PROVED = "proved"
    APPROVED = "approved"
    WAITING = "waiting"
    VETOED = "vetoed"  # by its owner, over the link
    STOPPED = "stopped"  # by one of ours
    REFUSED = "refused"
    EXPIRED = "expired"
    FAILED = "failed"
    EXECUTED = "executed"
