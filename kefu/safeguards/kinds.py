"""The closed vocabulary of this room. No Django."""

from enum import StrEnum


class State(StrEnum):
    """Of a text that the guard refused and its writer believes in."""

    WAITING = "waiting"
    RELEASED = "released"
    DECLINED = "declined"


class Why(StrEnum):
    """Reasons to reveal that need no words of one's own."""

    IDENTITY = "identity"
    CONTACT = "contact"
    LOOK_UP = "look_up"
