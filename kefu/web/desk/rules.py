"""What can be done with many conversations at once, as drafts, and what takes each back. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kefu.conversations.data import (
    AssignedData,
    ClosedData,
    Data,
    FieldSetData,
    FieldValue,
    ReopenedData,
    SnoozedData,
    SortedData,
    TaggedData,
    WokenData,
)
from kefu.conversations.kinds import Audience, Author, CloseReason, Kind, Priority
from kefu.conversations.records import Draft, EntryRecord


class Verb(StrEnum):
    ASSIGN = "assign"
    CLOSE = "close"
    REOPEN = "reopen"
    SNOOZE = "snooze"
    WAKE = "wake"
    TEAM = "team"
    PRIORITY = "priority"
    CATEGORY = "category"
    TAG = "tag"
    UNTAG = "untag"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do, whichever conversation it is done to."""

    verb: Verb
    kind: Kind
    data: Data
    audience: Audience = Audience.EVERYONE

    def drafted(self, conversation: int, *, author: Author) -> Draft:
        return Draft(conversation, self.kind, author, self.data, audience=self.audience)


def assigned(agent: int | None) -> Change:
    return Change(Verb.ASSIGN, Kind.ASSIGNED, AssignedData(agent=agent, previous=None), Audience.STAFF)


def closed(reason: CloseReason) -> Change:
    return Change(Verb.CLOSE, Kind.CLOSED, ClosedData(reason=reason))


def reopened() -> Change:
    return Change(Verb.REOPEN, Kind.REOPENED, ReopenedData())


def snoozed(until: datetime) -> Change:
    return Change(Verb.SNOOZE, Kind.SNOOZED, SnoozedData(until=until), Audience.STAFF)


def woken() -> Change:
    return Change(Verb.WAKE, Kind.WOKEN, WokenData(), Audience.STAFF)


def handed_to(team: int) -> Change:
    """To the team's queue, out of whose hands it is in."""
    return Change(Verb.TEAM, Kind.ASSIGNED, AssignedData(agent=None, previous=None, team=team), Audience.STAFF)


def prioritised(priority: Priority) -> Change:
    return Change(Verb.PRIORITY, Kind.SORTED, SortedData(priority=priority), Audience.STAFF)


def categorised(category: str) -> Change:
    return Change(Verb.CATEGORY, Kind.SORTED, SortedData(category=category), Audience.STAFF)


def tagged(tag: str) -> Change:
    return Change(Verb.TAG, Kind.TAGGED, TaggedData(added=(tag,)), Audience.STAFF)


def untagged(tag: str) -> Change:
    return Change(Verb.UNTAG, Kind.TAGGED, TaggedData(removed=(tag,)), Audience.STAFF)


def noted(field: str, value: FieldValue | None) -> Change:
    return Change(Verb.FIELD, Kind.FIELD_SET, FieldSetData(field=field, value=value), Audience.STAFF)


def reversal(entry: EntryRecord) -> Change | None:
    """What puts a conversation back to how it stood before this entry; None if nothing does."""
    undo = _UNDONE.get(entry.kind)
    return undo(entry.data) if undo else None


def _assigned_back(data: Data) -> Change | None:
    if not isinstance(data, AssignedData):
        return None
    team = data.previous_team or 0 if data.team is not None else None
    back = AssignedData(agent=data.previous, previous=None, team=team)
    return Change(Verb.ASSIGN, Kind.ASSIGNED, back, Audience.STAFF)


def _sorted_back(data: Data) -> Change | None:
    """To what was there before; what the entry did not touch stays."""
    if not isinstance(data, SortedData):
        return None
    back = SortedData(
        team=data.previous_team or 0 if data.team is not None else None,
        priority=data.previous_priority,
        category=data.previous_category,
    )
    return Change(Verb.PRIORITY, Kind.SORTED, back, Audience.STAFF)


def _tagged_back(data: Data) -> Change | None:
    if not isinstance(data, TaggedData):
        return None
    return Change(Verb.TAG, Kind.TAGGED, TaggedData(added=data.removed, removed=data.added), Audience.STAFF)


def _noted_back(data: Data) -> Change | None:
    return noted(data.field, data.previous) if isinstance(data, FieldSetData) else None


_UNDONE: dict[Kind, Callable[[Data], Change | None]] = {
    Kind.ASSIGNED: _assigned_back,
    Kind.CLOSED: lambda _: reopened(),
    Kind.SNOOZED: lambda _: woken(),
    Kind.SORTED: _sorted_back,
    Kind.TAGGED: _tagged_back,
    Kind.FIELD_SET: _noted_back,
}
