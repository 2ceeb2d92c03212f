"""What a note may tell besides its words. No Django here."""

from enum import StrEnum


class Release(StrEnum):
    """What a second person decided about a message that the guard had stopped."""

    RELEASED = "released"
    DECLINED = "declined"


class Reading(StrEnum):
    """What became of a reply that a second person had to read first. Of one that was sent back, the body says why."""

    READ = "read"
    SENT_BACK = "sent_back"
    LAPSED = "lapsed"


class AppealAlarm(StrEnum):
    """How far the running deadline of an account appeal is."""

    SOON = "soon"
    DUE = "due"


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


class Alarm(StrEnum):
    """Which rule about reveals a colleague broke; the note names them and it, for those who watch."""

    MANY_AN_HOUR = "many_an_hour"
    HALF_A_DAY = "half_a_day"
    MANY_A_MONTH = "many_a_month"
    SLOWED = "slowed"
    FROZEN_HOUR = "frozen_hour"
    FROZEN_DAY = "frozen_day"
    IN_A_ROW = "in_a_row"
    NOT_OWN = "not_own"
    OFF_SHIFT = "off_shift"
    HONEY = "honey"
