"""What can be done with many conversations at once, as drafts, and what takes each back. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kefu.conversations.data import AssignedData, ClosedData, Data, ReopenedData
from kefu.conversations.kinds import Audience, Author, CloseReason, Kind
from kefu.conversations.records import Draft, EntryRecord


class Verb(StrEnum):
    ASSIGN = "assign"
    CLOSE = "close"
    REOPEN = "reopen"


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


def reversal(entry: EntryRecord) -> Change | None:
    """What puts a conversation back to how it stood before this entry; None if nothing does."""
    undo = _UNDONE.get(entry.kind)
    return undo(entry.data) if undo else None


def _assigned_back(data: Data) -> Change | None:
    return assigned(data.previous) if isinstance(data, AssignedData) else None


_UNDONE: dict[Kind, Callable[[Data], Change | None]] = {
    Kind.ASSIGNED: _assigned_back,
    Kind.CLOSED: lambda _: reopened(),
}
