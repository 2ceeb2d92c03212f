"""What a note may tell besides its words. No Django here."""

from enum import StrEnum


class Release(StrEnum):
    """What a second person decided about a message that the guard had stopped."""

    RELEASED = "released"
    DECLINED = "declined"
