"""What the shield knows of, and how what was cut is marked in the text that is stored. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Sort(StrEnum):
    """Values stand in stored texts and in what the command prints: never rename one."""

    PHRASE = "recovery phrase"
    KEY = "private key"
    MAY_BE_KEY = "may be a private key"
    API_SECRET = "API secret"  # noqa: S105
    PASSWORD = "password"  # noqa: S105  (the name of a sort)
    CODE = "code"
    CARD = "card number"
    PAPER = "ID number"


@dataclass(frozen=True, slots=True)
class Found:
    """`start` and `end` count characters of the text as it was given."""

    sort: Sort
    start: int
    end: int


@dataclass(frozen=True)
class Rule:
    """One shape of a secret. Without groups the whole match is it, else the group `1`.

    `pattern` has the syntax that Python and browsers share and is linear; on lower case unless `is_cased`. What it finds
    counts if the check of this name says so. `is_word`: no letter stands right before it (asked apart, since a pattern that
    begins with a letter is looked for five times as fast). `needs`: one of these stands in the text, or it is not tried;
    `shapes`: the same of the text with a 0 for each digit, for patterns that begin with one.
    """

    sort: Sort
    pattern: str
    check: str = ""
    is_cased: bool = False
    is_word: bool = False
    needs: tuple[str, ...] = ()
    shapes: tuple[bytes, ...] = ()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


def marker(sort: Sort) -> str:
    return f"[removed: {sort.value}]"
