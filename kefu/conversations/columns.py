"""The conversations' rows in plain SQL: locked, opened and saved by `log` in its transaction, read by `queries`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kefu.conversations.fold import Folded
from kefu.conversations.kinds import Holder, Status
from kefu.conversations.records import ConversationRecord
from kefu.kit import db

CONVERSATIONS = "conversations_conversation"

HEAD_COLUMNS = (
    "id, public_id, customer_id, origin, locale, status, holder, assignee_id, last_seq, last_public_seq,"
    " last_message_seq, waiting_since, last_entry_at, created_at"
)
_FOLDED = "status, holder, assignee_id, last_seq, last_public_seq, last_message_seq, waiting_since, last_entry_at"


@dataclass(slots=True)
class Head:
    """A locked conversation while a batch is written: its identity and the columns as folded so far."""

    id: int
    public_id: str
    customer: int
    origin: str
    state: Folded


@dataclass(frozen=True, slots=True)
class NewHead:
    public_id: str
    customer: int
    origin: str
    locale: str
    created_at: datetime


def lock_heads(ids: Iterable[int]) -> dict[int, Head]:
    """Lock these conversations, in id order, and read their columns."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    condition, params = db.among("id", wanted)
    sql = f"SELECT {HEAD_COLUMNS} FROM {CONVERSATIONS} WHERE {condition} ORDER BY id{db.for_update()}"
    return {row[0]: _head_from(row) for row in db.rows(sql, params)}


def open_of(customers: Iterable[int]) -> dict[tuple[int, str], int]:
    """The newest open conversation of each (customer, origin)."""
    wanted = sorted(set(customers))
    if not wanted:
        return {}
    condition, params = db.among("customer_id", wanted)
    # the status stands outside WHERE, or SQLite would walk through all that is open
    sql = (
        f"SELECT customer_id, origin, max(CASE WHEN status = %s THEN id END) FROM {CONVERSATIONS}"
        f" WHERE {condition} GROUP BY customer_id, origin"
    )
    return {(row[0], row[1]): row[2] for row in db.rows(sql, [Status.OPEN.value, *params]) if row[2] is not None}


def insert_heads(new: Sequence[NewHead]) -> list[Head]:
    ids = db.reserve_ids(CONVERSATIONS, count=len(new))
    state = Folded()
    rows = []
    for row_id, head in zip(ids, new, strict=True):
        at = db.to_moment(head.created_at)
        fixed = (row_id, head.public_id, head.customer, head.origin, head.locale)
        rows.append((*fixed, state.status.value, state.holder.value, None, 0, 0, 0, None, at, at))
    db.insert_rows(CONVERSATIONS, HEAD_COLUMNS, rows)
    return [
        Head(id=i, public_id=h.public_id, customer=h.customer, origin=h.origin, state=state)
        for i, h in zip(ids, new, strict=True)
    ]


def save_heads(heads: Iterable[Head]) -> None:
    db.update_rows(CONVERSATIONS, _FOLDED, [_folded_row(head) for head in heads])


def head_from(row: Sequence[Any]) -> ConversationRecord:
    """A row of HEAD_COLUMNS as a record."""
    created, entry_at = db.from_moment(row[13]), db.from_moment(row[12])
    if created is None or entry_at is None:
        raise ValueError(f"conversation {row[0]} has no moment")
    return ConversationRecord(
        id=row[0],
        public_id=row[1],
        customer=row[2],
        origin=row[3],
        locale=row[4],
        status=Status(row[5]),
        holder=Holder(row[6]),
        assignee=row[7],
        last_seq=row[8],
        last_public_seq=row[9],
        last_message_seq=row[10],
        waiting_since=db.from_moment(row[11]),
        last_entry_at=entry_at,
        created_at=created,
    )


def _head_from(row: Sequence[Any]) -> Head:
    """A row of HEAD_COLUMNS, as `head_from`, without what a batch has no use for: it is read for every message."""
    state = Folded(
        status=Status(row[5]),
        holder=Holder(row[6]),
        assignee=row[7],
        last_seq=row[8],
        last_public_seq=row[9],
        last_message_seq=row[10],
        waiting_since=db.from_moment(row[11]),
        last_entry_at=db.from_moment(row[12]),
    )
    return Head(id=row[0], public_id=row[1], customer=row[2], origin=row[3], state=state)


def _folded_row(head: Head) -> tuple[object, ...]:
    state = head.state
    return (
        head.id,
        state.status.value,
        state.holder.value,
        state.assignee,
        state.last_seq,
        state.last_public_seq,
        state.last_message_seq,
        db.to_moment(state.waiting_since),
        db.to_moment(state.last_entry_at),
    )
