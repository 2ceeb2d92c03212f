"""What a promise about time leaves in the log. No Django here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Target(StrEnum):
    """What was promised. Stored: never rename a value."""

    FIRST_ANSWER = "first_answer"


@dataclass(frozen=True, slots=True)
class SlaData:
    """`what` was promised, and by when it is `due`."""

    what: Target
    due: datetime
