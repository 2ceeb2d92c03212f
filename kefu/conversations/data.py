"""What an entry of each kind holds besides its words, and how that is stored. No Django here.

Facts only: ids, numbers, enums; wording is chosen when shown (`words`). Stored: never rename a field.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from kefu.conversations.kinds import CloseReason, Kind
from kefu.files.kinds import FileRef


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
