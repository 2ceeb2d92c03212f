"""The steps against abuse, and the appeal. No Django here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_REASON_CHARS = 500
MAX_APPEAL_CHARS = 2_000
MAX_PAUSE_MINUTES = 24 * 60


class Step(StrEnum):
    """How far it went. The steps come in this order, none is left out."""

    NONE = ""
    WARNED = "warned"
    PAUSED = "paused"
    ENDED = "ended"


class Appeal(StrEnum):
    NONE = ""
    OPEN = "open"
    UPHELD = "upheld"
    LIFTED = "lifted"


class Misconduct(StrEnum):
    INSULTS = "insults"
    THREATS = "threats"
    HARASSMENT = "harassment"
    FLOODING = "flooding"


@dataclass(frozen=True, slots=True)
class Conduct:
    """Where a conversation stands in the steps (folded). `ended_by` is the agent's row."""

    step: Step = Step.NONE
    paused_until: datetime | None = None
    ended_by: int | None = None
    appeal: Appeal = Appeal.NONE


FREE = Conduct()


@dataclass(frozen=True, slots=True)
class WarnedData:
    """The entry's body holds what the agent added in own words, if anything; so with the two steps below."""

    reason: Misconduct


@dataclass(frozen=True, slots=True)
class PausedData:
    reason: Misconduct
    minutes: int


@dataclass(frozen=True, slots=True)
class EndedData:
    reason: Misconduct


@dataclass(frozen=True, slots=True)
class AppealedData:
    """What the customer says is the entry's body."""


@dataclass(frozen=True, slots=True)
class AppealDecidedData:
    """Why is the entry's body."""

    is_lifted: bool


ConductData = WarnedData | PausedData | EndedData | AppealedData | AppealDecidedData
