"""A conversation rendered for one viewer: the JSON that sockets and the API send, and the desk's HTML fragments.

Never touches the database: names come from `people.directory`, which the callers warm first (`words.warm`).
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from kefu.conversations import words
from kefu.conversations.data import (
    AssignedData,
    ClosedData,
    Data,
    EditedData,
    FieldSetData,
    MessageData,
    NoteData,
    RedactedData,
    SnoozedData,
    SortedData,
    TaggedData,
    WokenData,
    data_to_json,
)
from kefu.conversations.kinds import CHANGES_TARGET, AuthorKind, Kind
from kefu.conversations.queries import numbered
from kefu.conversations.records import EntryRecord
from kefu.files.kinds import FileRef
from kefu.people import directory, teams
from kefu.people.access import Viewer

_WORDS = frozenset({Kind.MESSAGE, Kind.NOTE})


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as the template needs it. `side` is who spoke: `customer`, `staff` or `system`."""

    seq: int
    kind: str
    author_kind: str
    author_id: str
    author_name: str
    body: str
    at: datetime
    mine: bool
    version: int
    files: tuple[FileRef, ...]
    is_event: bool
    event_text: str
    is_redacted: bool
    is_edited: bool
    side: str
    target: int | None


def is_mine(entry: EntryRecord, viewer: Viewer) -> bool:
    return entry.author.kind.value == viewer.kind.value and entry.author.id == viewer.id


def shown(entry: EntryRecord, *, viewer: Viewer) -> ShownEntry:
    """Words in the active language."""
    files = files_of(entry)
    is_event = entry.kind not in _WORDS
    gone = not is_event and not entry.body and not files
    return ShownEntry(
        seq=numbered(viewer, entry),
        kind=entry.kind.value,
        author_kind=entry.author.kind.value,
        author_id=author_public_id(entry),
        author_name=words.author_name(entry, viewer=viewer),
        body=entry.body,
        at=entry.created_at,
        mine=is_mine(entry, viewer),
        version=entry.version,
        files=files,
        is_event=is_event,
        event_text=words.event_text(entry, viewer=viewer),
        is_redacted=gone,
        is_edited=not is_event and not gone and entry.version > 1,
        side=_side(entry),
        target=target_of(entry, viewer=viewer),
    )


def entry_json(entry: EntryRecord, *, viewer: Viewer) -> dict[str, Any]:
    """The `entry` frame of docs/protocol.md, without its `type`."""
    mine = is_mine(entry, viewer)
    author = {
        "kind": entry.author.kind.value,
        "id": author_public_id(entry),
        "name": words.author_name(entry, viewer=viewer),
    }
    told: dict[str, Any] = {
        "conversation": entry.conversation_public_id,
        "seq": numbered(viewer, entry),
        "kind": entry.kind.value,
        "author": author,
        "body": entry.body,
        "data": _told_data(entry, viewer=viewer),
        "version": entry.version,
        "at": entry.created_at.isoformat(timespec="milliseconds"),
        "mine": mine,
    }
    if entry.kind not in _WORDS:
        told["text"] = words.event_text(entry, viewer=viewer)
    if mine and entry.key is not None:
        told["client_msg_id"] = entry.key
    return told


def entry_html(entry: EntryRecord, *, viewer: Viewer) -> str:
    """The desk's fragment of an entry, in the viewer's language."""
    with translation.override(viewer.locale):
        return render_to_string("ui/thread/entry.html", {"entry": shown(entry, viewer=viewer)})


def files_of(entry: EntryRecord) -> tuple[FileRef, ...]:
    return entry.data.files if isinstance(entry.data, MessageData | NoteData) else ()


def target_of(entry: EntryRecord, *, viewer: Viewer) -> int | None:
    """The number, in the viewer's counting, of the entry this one changed."""
    if entry.kind not in CHANGES_TARGET or not isinstance(entry.data, EditedData | RedactedData):
        return None
    return entry.data.target if viewer.is_staff else entry.data.target_public


def author_public_id(entry: EntryRecord) -> str:
    """An agent's public id; empty for all others."""
    card = directory.known_agent(entry.author.id) if entry.author.kind is AuthorKind.AGENT else None
    return card.public_id if card else ""


def _side(entry: EntryRecord) -> str:
    match entry.author.kind:
        case AuthorKind.CUSTOMER:
            return "customer"
        case AuthorKind.AGENT:
            return "staff"
        case _:
            return "system"


def _told_data(entry: EntryRecord, *, viewer: Viewer) -> dict[str, Any]:
    data = entry.data
    if isinstance(data, MessageData | NoteData):
        return {"files": [asdict(file) for file in data.files]} if data.files else {}
    if isinstance(data, ClosedData):
        return {"reason": data.reason.value} if viewer.is_staff else {}
    if isinstance(data, AssignedData):
        told = {"agent": _agent_id(data.agent), "previous": _agent_id(data.previous)}
        return (
            told if data.team is None else told | {"team": _team(data.team), "previous_team": _team(data.previous_team)}
        )
    if isinstance(data, EditedData):
        return {"target": target_of(entry, viewer=viewer)}
    if isinstance(data, RedactedData):
        target = {"target": target_of(entry, viewer=viewer)}
        return target | {"reason": data.reason} if viewer.is_staff else target
    return _told_sorting(data) if viewer.is_staff else {}


def _told_sorting(data: Data) -> dict[str, Any]:
    """How staff sorted it. Of a `sorted` entry only what changed, each with what it was before."""
    match data:
        case SnoozedData() | WokenData() | TaggedData() | FieldSetData():
            return data_to_json(data)
        case SortedData():
            told = {name: value for name, value in data_to_json(data).items() if "team" not in name}
            if data.team is not None:
                told |= {"team": _team(data.team), "previous_team": _team(data.previous_team)}
            return {
                name: told[name] for name in told if told[name.removeprefix("previous_")] is not None or "team" in name
            }
        case _:
            return {}


def _team(team: int | None) -> str | None:
    card = teams.known_team(team) if team else None
    return card.slug if card else None


def _agent_id(agent: int | None) -> str | None:
    card = directory.known_agent(agent) if agent else None
    return card.public_id if card else None
