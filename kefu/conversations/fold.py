"""Folds entries into a conversation's columns. Pure; `replay` over the whole log must equal what is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from kefu.conversations.data import AssignedData
from kefu.conversations.kinds import AuthorKind, Holder, Kind, Status
from kefu.conversations.records import EntryRecord


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded columns of a conversation. `waiting_since`: when the customer's oldest unanswered word came."""

    status: Status = Status.OPEN
    holder: Holder = Holder.QUEUE
    assignee: int | None = None
    last_seq: int = 0
    last_public_seq: int = 0
    last_message_seq: int = 0
    waiting_since: datetime | None = None
    last_entry_at: datetime | None = None


def apply(state: Folded, entry: EntryRecord) -> Folded:
    """The columns after one more entry."""
    public_seq = entry.public_seq or state.last_public_seq
    if entry.kind is Kind.MESSAGE:  # nearly all are: one new state instead of two
        return replace(
            state,
            last_seq=entry.seq,
            last_public_seq=public_seq,
            last_entry_at=entry.created_at,
            last_message_seq=entry.seq,
            waiting_since=_waiting_since(state, entry),
        )
    state = replace(state, last_seq=entry.seq, last_public_seq=public_seq, last_entry_at=entry.created_at)
    match entry.kind:
        case Kind.CLOSED:
            return replace(state, status=Status.CLOSED, waiting_since=None)
        case Kind.REOPENED:
            return replace(state, status=Status.OPEN)
        case Kind.ASSIGNED:
            return _after_assigned(state, entry.data)
        case _:
            return state


def replay(entries: Iterable[EntryRecord]) -> Folded:
    """The columns as the log alone tells them."""
    state = Folded()
    for entry in entries:
        state = apply(state, entry)
    return state


def _waiting_since(state: Folded, message: EntryRecord) -> datetime | None:
    if message.author.kind is AuthorKind.CUSTOMER:
        return state.waiting_since or message.created_at
    return None


def _after_assigned(state: Folded, data: object) -> Folded:
    agent = data.agent if isinstance(data, AssignedData) else None
    return replace(state, assignee=agent, holder=Holder.QUEUE if agent is None else Holder.AGENT)
