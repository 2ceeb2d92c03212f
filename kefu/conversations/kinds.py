"""The closed vocabulary of the log: kinds, audiences, authors, the data of each kind, and what goes in and out of `log`.

No Django here: rules, channels' tests and benches import it freely. Stored enums are append-only: never rename a value.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from kefu.files.kinds import FileRef


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


@dataclass(frozen=True, slots=True)
class MessageData:
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteData:
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedData:
    """`origin` is the channel's key; `page` the address of the page the customer wrote from, where known."""

    origin: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class ClosedData:
    reason: CloseReason


@dataclass(frozen=True, slots=True)
class ReopenedData:
    pass


@dataclass(frozen=True, slots=True)
class AssignedData:
    """`agent` null: back to the queue. Ids are rows; names are worded when shown."""

    agent: int | None
    previous: int | None


@dataclass(frozen=True, slots=True)
class EditedData:
    """`target_public` is null when the target is for staff only."""

    target: int
    target_public: int | None


@dataclass(frozen=True, slots=True)
class RedactedData:
    target: int
    target_public: int | None
    reason: str = ""


Data = MessageData | NoteData | OpenedData | ClosedData | ReopenedData | AssignedData | EditedData | RedactedData

DATA_OF: dict[Kind, type[Data]] = {
    Kind.MESSAGE: MessageData,
    Kind.NOTE: NoteData,
    Kind.OPENED: OpenedData,
    Kind.CLOSED: ClosedData,
    Kind.REOPENED: ReopenedData,
    Kind.ASSIGNED: AssignedData,
    Kind.EDITED: EditedData,
    Kind.REDACTED: RedactedData,
}


@dataclass(frozen=True, slots=True)
class NewConversation:
    """Asks `append` to open a conversation and put the drafts that share this object into it."""

    customer: int
    origin: str
    locale: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What someone wants appended. `conversation` is a row id, or a NewConversation shared by the drafts of one opening.

    `key` makes it once-only within its author. `cause` is the entry (row id) it answers to; loops end at depth 4.
    """

    conversation: int | NewConversation
    kind: Kind
    author: Author
    data: Data
    audience: Audience = Audience.EVERYONE
    body: str = ""
    key: str | None = None
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One entry as it stands in the log. `conversation` is the row, `conversation_public_id` what outsiders may see."""

    id: int
    conversation: int
    conversation_public_id: str
    seq: int
    public_seq: int | None
    kind: Kind
    audience: Audience
    author: Author
    body: str
    version: int
    data: Data
    key: str | None
    cause: int | None
    depth: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation's head: its identity and its folded columns."""

    id: int
    public_id: str
    customer: int
    origin: str
    locale: str
    status: Status
    holder: Holder
    assignee: int | None
    last_seq: int
    last_public_seq: int
    last_message_seq: int
    waiting_since: datetime | None
    last_entry_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of a desk list; `last_message` is null when it cannot be shown."""

    conversation: ConversationRecord
    last_message: EntryRecord | None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`next_cursor` is empty on the last page."""

    rows: list[InboxRow]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class Marks:
    """How far each side got, in the viewer's numbering; staff's are those of whoever got furthest."""

    customer_delivered: int = 0
    customer_read: int = 0
    staff_delivered: int = 0
    staff_read: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """The same author used this key before, for the same thing: here is what it became."""

    entry: EntryRecord


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was stored, and sending it again will not help. `code` is one of docs/protocol.md."""

    code: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing was stored because something broke; the same draft again may well succeed."""

    error: str


Outcome = EntryRecord | Known | Refused | Failed


def data_to_json(data: Data) -> dict[str, Any]:
    return asdict(data)


def data_from_json(kind: Kind, stored: Mapping[str, Any]) -> Data:
    """Rebuild a kind's data; unknown fields (from a later release) are left out. ValueError if one is missing."""
    shape = DATA_OF[kind]
    known = {f.name: stored[f.name] for f in fields(shape) if f.name in stored}
    if "files" in known:
        known["files"] = tuple(FileRef(**f) for f in known["files"])
    if "reason" in known and shape is ClosedData:
        known["reason"] = CloseReason(known["reason"])
    try:
        return shape(**known)
    except TypeError as error:
        raise ValueError(str(error)) from error
