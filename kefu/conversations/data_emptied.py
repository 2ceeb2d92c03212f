"""What the log says when all that was said in a conversation was taken out for good. No Django here."""

from dataclasses import dataclass
from enum import StrEnum


class Because(StrEnum):
    """Why a conversation was emptied. Stored: never rename a value."""

    PERSON = "person"  # its customer was erased
    RULE = "rule"  # the retention rule of its category


@dataclass(frozen=True, slots=True)
class ErasedData:
    """Everything up to `through` (a `seq`) is emptied. `category` (a slug): whose rule it was."""

    because: Because
    through: int
    category: str = ""
