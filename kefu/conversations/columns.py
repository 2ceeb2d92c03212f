"""The conversations' rows in plain SQL: locked, opened and saved by `log` in its transaction, read by `queries`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from kefu.conversations import broken, seldom
from kefu.conversations.data_conduct import FREE, Conduct
from kefu.conversations.data_joins import ALONE, Joins
from kefu.conversations.fold import UNSORTED, Folded, Sorting
from kefu.conversations.kinds import Holder, Priority, Status, Visibility
from kefu.conversations.records import ConversationRecord
from kefu.kit import db

CONVERSATIONS = "conversations_conversation"

HEAD_COLUMNS = (
    "id, public_id, customer_id, origin, locale, status, holder, assignee_id, last_seq, last_public_seq,"
    " last_message_seq, waiting_since, last_entry_at, created_at,"
    " team_id, priority, category, snoozed_until, tags, fields, visibility, account_id,"
    f" {seldom.COLUMNS}"
)
HEAD_WIDTH = HEAD_COLUMNS.count(",") + 1
_MOVED = "last_seq, last_public_seq, last_message_seq, waiting_since, last_entry_at"  # by every message
_FOLDED = f"{_MOVED}, status, holder, assignee_id, team_id, priority, category, snoozed_until, tags, fields"
_UNSORTED = (None, UNSORTED.priority.value, "", None, "[]", "{}")


@dataclass(slots=True)
class Head:
    """A locked conversation while a batch is written: its identity, the columns as stored and as folded so far."""

    id: int
    public_id: str
    customer: int
    origin: str
    locale: str
    visibility: Visibility
    stored: Folded
    state: Folded
    account: int | None = None


@dataclass(frozen=True, slots=True)
class NewHead:
    public_id: str
    customer: int
    origin: str
    locale: str
    created_at: datetime
    visibility: Visibility = Visibility.PRIVATE
    account: int | None = None


def lock_heads(ids: Iterable[int]) -> dict[int, Head]:
    """Lock these conversations, in id order, and read their columns."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    condition, params = db.among("id", wanted)
    sql = f"SELECT {HEAD_COLUMNS} FROM {CONVERSATIONS} WHERE {condition} ORDER BY id{db.for_update()}"
    return {row[0]: _head_from(row) for row in db.rows(sql, params)}


def heads(ids: Iterable[int]) -> dict[int, Head]:
    """The same without a lock, for whoever only looks."""
    condition, params = db.among("id", sorted(set(ids)))
    sql = f"SELECT {HEAD_COLUMNS} FROM {CONVERSATIONS} WHERE {condition} ORDER BY id"
    return {row[0]: _head_from(row) for row in db.rows(sql, params)}


def open_of(customers: Iterable[int]) -> dict[tuple[int, str], int]:
    """The newest private conversation of each (customer, origin) that is not closed."""
    wanted = sorted(set(customers))
    if not wanted:
        return {}
    condition, params = db.among("customer_id", wanted)
    # the rest stands outside WHERE, or SQLite would walk through all that is open
    sql = (
        f"SELECT customer_id, origin, max(CASE WHEN status <> %s AND visibility = %s THEN id END) FROM {CONVERSATIONS}"
        f" WHERE {condition} GROUP BY customer_id, origin"
    )
    found = db.rows(sql, [Status.CLOSED.value, Visibility.PRIVATE.value, *params])
    return {(row[0], row[1]): row[2] for row in found if row[2] is not None}


def insert_heads(new: Sequence[NewHead]) -> list[Head]:
    ids = db.reserve_ids(CONVERSATIONS, count=len(new))
    state = Folded()
    rows = []
    for row_id, head in zip(ids, new, strict=True):
        at = db.to_moment(head.created_at)
        fixed = (row_id, head.public_id, head.customer, head.origin, head.locale)
        unused = (*_UNSORTED, head.visibility.value, head.account, *seldom.UNUSED)
        rows.append((*fixed, state.status.value, state.holder.value, None, 0, 0, 0, None, at, at, *unused))
    db.insert_rows(CONVERSATIONS, HEAD_COLUMNS, rows)
    return [
        Head(i, h.public_id, h.customer, h.origin, h.locale, h.visibility, state, state, h.account)
        for i, h in zip(ids, new, strict=True)
    ]


def save_heads(heads: Sequence[Head]) -> None:
    """Store what was folded; of those that only moved on (messages), only the columns that moved."""
    moved: list[Head] = []
    changed: list[Head] = []
    for head in heads:
        (moved if _only_moved(head) else changed).append(head)
    if moved:
        db.update_rows(CONVERSATIONS, _MOVED, [(head.id, *_moved_row(head.state)) for head in moved])
    if changed:
        db.update_rows(CONVERSATIONS, _FOLDED, [_folded_row(head) for head in changed])
        rare = [head for head in changed if not _are_seldom_same(head)]
        rows = [(head.id, *seldom.values(head.state.joins, head.state.conduct)) for head in rare]
        db.update_rows(CONVERSATIONS, seldom.COLUMNS, rows)


def head_from(row: Sequence[Any]) -> ConversationRecord:
    """A row of HEAD_COLUMNS as a record. What cannot be read of it is left out, so that its list is shown."""
    try:
        return _record(row, sorting=_sorting_from(row[14:20]), joins=seldom.joins_from(row), held=_held(row))
    except broken.UNREADABLE as error:
        broken.tell("conversation", row[0], error)
        return _record(row, sorting=UNSORTED, joins=ALONE, held=_UNREAD)


_Held = tuple[Visibility, Status, Holder, Conduct]
_UNREAD: _Held = (Visibility.PRIVATE, Status.CLOSED, Holder.QUEUE, FREE)


def _held(row: Sequence[Any]) -> _Held:
    return Visibility(row[20]), Status(row[5]), Holder(row[6]), seldom.conduct_from(row)


def _record(row: Sequence[Any], *, sorting: Sorting, joins: Joins, held: _Held) -> ConversationRecord:
    visibility, status, holder, conduct = held
    return ConversationRecord(
        id=row[0],
        public_id=row[1],
        customer=row[2],
        origin=str(row[3]),
        locale=str(row[4]),
        visibility=visibility,
        status=status,
        holder=holder,
        assignee=row[7],
        last_seq=row[8],
        last_public_seq=row[9],
        last_message_seq=row[10],
        waiting_since=broken.moment(row[11]),
        last_entry_at=broken.moment(row[12]) or broken.LONG_AGO,
        created_at=broken.moment(row[13]) or broken.LONG_AGO,
        team=sorting.team,
        priority=sorting.priority,
        category=sorting.category,
        snoozed_until=sorting.snoozed_until,
        tags=sorting.tags,
        fields=sorting.fields,
        joins=joins,
        conduct=conduct,
        account=row[21] if type(row[21]) is int else None,
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
        sorting=_sorting_from(row[14:20]),
        joins=seldom.joins_from(row),
        conduct=seldom.conduct_from(row),
    )
    row_id, public_id, customer, origin, locale = row[:5]
    return Head(row_id, public_id, customer, origin, locale, Visibility(row[20]), state, state, row[21])


@lru_cache(maxsize=1024)  # read for every message, and nearly all are alike
def _sorting_from(columns: tuple[Any, ...]) -> Sorting:
    team, priority, category, snoozed_until, tags, fields = columns
    return Sorting(
        team=team,
        priority=Priority(priority),
        category=category,
        snoozed_until=db.from_moment(snoozed_until),
        tags=tuple(json.loads(tags)),
        fields=json.loads(fields),
    )


def _only_moved(head: Head) -> bool:
    old, new = head.stored, head.state
    hands_are_same = old.holder is new.holder and old.assignee == new.assignee
    is_same = old.status is new.status and _are_seldom_same(head)
    return old.sorting is new.sorting and is_same and hands_are_same


def _are_seldom_same(head: Head) -> bool:
    return head.stored.joins is head.state.joins and head.stored.conduct is head.state.conduct


def _moved_row(state: Folded) -> tuple[object, ...]:
    return (
        state.last_seq,
        state.last_public_seq,
        state.last_message_seq,
        db.to_moment(state.waiting_since),
        db.to_moment(state.last_entry_at),
    )


def _folded_row(head: Head) -> tuple[object, ...]:
    state, sorting = head.state, head.state.sorting
    return (
        head.id,
        *_moved_row(state),
        state.status.value,
        state.holder.value,
        state.assignee,
        sorting.team,
        sorting.priority.value,
        sorting.category,
        db.to_moment(sorting.snoozed_until),
        json.dumps(sorting.tags),
        json.dumps(dict(sorting.fields)),
    )
