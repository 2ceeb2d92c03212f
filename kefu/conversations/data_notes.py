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


class MailNote(StrEnum):
    """What our people have to know of a mail besides its words. The note's body is what it names: a conversation's public id,
    how many files."""

    UNPROVED = "unproved"  # nothing proves that it is from whom it says
    STAFF = "staff"  # it says that it is from one of our own
    STRANGER = "stranger"  # it answers to the conversation the body names, and is not from its customer
    HEARD_OF = "heard_of"  # here is that conversation; the body names where the mail lies
    MACHINE = "machine"  # a machine wrote it: it gets no answer by itself
    MACHINE_SAID = "machine_said"  # the body is what the customer's own machine says, out of office or the like
    LOST_FILES = "lost_files"  # so many files were not taken
    GUESSES = "guesses"  # many marks of conversations were guessed at: here, or elsewhere by the same
    LOOP = "loop"  # machines of this sender's domain open one conversation after the other: no more are opened
    LONG = "long"  # its text is longer than a message; all of it lies beside as a file


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
    UNUSUAL = "unusual"
    SLOW_DRIP = "slow_drip"
    SAME_KIND = "same_kind"
    HONEY = "honey"
