"""Words of the vault. No Django. Stored: append-only."""

from enum import StrEnum


class Verdict(StrEnum):
    """Of whoever looked at a paper."""

    MATCHES = "matches"
    UNLIKE = "unlike"
    UNREADABLE = "unreadable"


class Reason(StrEnum):
    """Why a paper is opened: its customer reads this too, so there are no words of one's own."""

    CHECK = "check"  # it is looked at for what it was asked for
    AGAIN = "again"  # the case asks once more
    COMPLAINT = "complaint"
    REPORT = "report"  # an authority, or a report of a fraud
