"""The closed vocabulary of the log: kinds, audiences, authors, states. See `data` for what each kind holds.

No Django here: rules, channels' tests and benches import it freely. Stored enums are append-only: never rename a value.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    MESSAGE = "message"
    NOTE = "note"
    OPENED = "opened"
    CLOSED = "closed"
    REOPENED = "reopened"
    ASSIGNED = "assigned"
    EDITED = "edited"
    REDACTED = "redacted"


SPEAKS_OUTWARD = frozenset({Kind.MESSAGE})
CHANGES_TARGET = frozenset({Kind.EDITED, Kind.REDACTED})


class Audience(StrEnum):
    EVERYONE = "everyone"
    STAFF = "staff"


ALWAYS_STAFF = frozenset({Kind.NOTE, Kind.OPENED, Kind.ASSIGNED})


class AuthorKind(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    WATCHER = "watcher"
    SYSTEM = "system"


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Holder(StrEnum):
    """Who may act on the conversation now."""

    QUEUE = "queue"
    AGENT = "agent"
    BOT = "bot"


class Box(StrEnum):
    """The desk's lists."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    CLOSED = "closed"


class CloseReason(StrEnum):
    SOLVED = "solved"
    NO_ANSWER = "no_answer"
    DUPLICATE = "duplicate"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Author:
    """`id` is the row of the customer or agent; a watcher is told by `name` and has id 0."""

    kind: AuthorKind
    id: int = 0
    name: str = ""


SYSTEM = Author(kind=AuthorKind.SYSTEM)
