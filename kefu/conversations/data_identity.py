"""That a customer was asked to prove anew who they are, and what came of it: never what was presented. No Django here."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LOWEST, HIGHEST = 2, 3  # levels of a step-up; the session itself is 1
_REF = re.compile(r"[a-z2-7]{26}\Z")


class Reason(StrEnum):
    """Why one of ours asks: a short list, so that nobody words it like a scammer."""

    ACCOUNT_DATA = "account_data"
    CHANGE = "change"
    MONEY = "money"
    STOLEN = "stolen"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class IdentityAskedData:
    """`ref` names the step-up, `until` is when it ends by itself."""

    ref: str
    level: int
    reason: Reason
    until: datetime


@dataclass(frozen=True, slots=True)
class IdentityCheckedData:
    """`level`: what was reached; 0 where it was not passed."""

    ref: str
    outcome: Outcome
    level: int = 0


def is_well_formed(data: IdentityAskedData | IdentityCheckedData) -> bool:
    if not _REF.match(data.ref):
        return False
    if isinstance(data, IdentityAskedData):
        return LOWEST <= data.level <= HIGHEST
    return LOWEST <= data.level <= HIGHEST if data.outcome is Outcome.PASSED else data.level == 0
