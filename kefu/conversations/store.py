"""The log's plain SQL: what `log` reads and writes inside its one transaction, and how rows become records."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from kefu.conversations.data import Data, data_from_json, data_to_json
from kefu.conversations.fold import Folded
from kefu.conversations.kinds import Audience, Author, AuthorKind, Holder, Kind, Status
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit import db

ENTRIES, CONVERSATIONS = "conversations_entry", "conversations_conversation"

ENTRY_COLUMNS = (
    "e.id, e.conversation_id, c.public_id, e.seq, e.public_seq, e.kind, e.audience, e.author_kind, e.author_id,"
    " e.author_name, e.body, e.version, e.data, e.key, e.cause, e.depth, e.created_at"
)
HEAD_COLUMNS = (
    "id, public_id, customer_id, origin, locale, status, holder, assignee_id, last_seq, last_public_seq,"
    " last_message_seq, waiting_since, last_entry_at, created_at"
)
_INSERTED = (
    "id, conversation_id, seq, public_seq, kind, audience, author_kind, author_id, author_name, body, version, data,"
    " key, key_body_hash, cause, depth, created_at, reacted_at"
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


AuthorKey = tuple[str, AuthorKind, int, str]


def author_key(key: str, author: Author) -> AuthorKey:
    name = author.name if author.kind is AuthorKind.WATCHER else ""
    return (key, author.kind, author.id, name)


def known(keys: Sequence[str]) -> dict[AuthorKey, tuple[EntryRecord, str]]:
    """Entries stored under these keys, with the hash of what was first sent under each."""
    if not keys:
        return {}
    condition, params = db.among("e.key", keys)
    sql = (
        f"SELECT {ENTRY_COLUMNS}, e.key_body_hash FROM {ENTRIES} e JOIN {CONVERSATIONS} c ON c.id = e.conversation_id"
        f" WHERE {condition}"
    )
    found = {}
    for row in db.rows(sql, params):
        record = entry_from(row[:-1])
        found[author_key(record.key or "", record.author)] = (record, str(row[-1]))
    return found


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


def insert_entries(entries: Sequence[EntryRecord], *, hashes: Mapping[int, str]) -> None:
    """Insert finished entries; `hashes` maps an entry's id to the hash of what was sent under its key."""
    db.insert_rows(ENTRIES, _INSERTED, [_row_of(entry, hashes.get(entry.id, "")) for entry in entries])


def save_heads(heads: Iterable[Head]) -> None:
    db.update_rows(CONVERSATIONS, _FOLDED, [_folded_row(head) for head in heads])


def entry_at(conversation: int, seq: int) -> EntryRecord | None:
    """One entry, locked by its conversation's lock."""
    found = select_entries("e.conversation_id = %s AND e.seq = %s", [conversation, seq], tail="")
    return found[0] if found else None


def rewrite(entry: EntryRecord, *, body: str, data: Mapping[str, Any]) -> None:
    """Change an entry's words: the one exception to append-only, always beside an entry that says so."""
    sql = f"UPDATE {ENTRIES} SET body = %s, data = %s, version = version + 1 WHERE id = %s"
    db.run_many(sql, [(body, json.dumps(data), entry.id)])


def forget_words(entry: EntryRecord) -> None:
    """Take an entry's words out, and the hash of what was sent too: a short secret could be found again by guessing."""
    rewrite(entry, body="", data={})
    db.run_many(f"UPDATE {ENTRIES} SET key_body_hash = '' WHERE id = %s", [(entry.id,)])


def depths(causes: Sequence[int]) -> dict[int, int]:
    if not causes:
        return {}
    return dict(db.rows(f"SELECT id, depth FROM {ENTRIES} WHERE id IN ({db.marks(causes)})", causes))


def select_entries(where: str, params: Sequence[object], *, tail: str) -> list[EntryRecord]:
    """Entries by a fixed condition on `e` (entry) and `c` (conversation); changed targets are filled in."""
    sql = (
        f"SELECT {ENTRY_COLUMNS} FROM {ENTRIES} e JOIN {CONVERSATIONS} c ON c.id = e.conversation_id"
        f" WHERE {where} {tail}"
    )
    return [entry_from(row) for row in db.rows(sql, params)]


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


def entry_from(row: Sequence[Any]) -> EntryRecord:
    """A row of ENTRY_COLUMNS as a record. ValueError if it is not of a known shape."""
    kind, created = Kind(row[5]), db.from_moment(row[16])
    if created is None:
        raise ValueError(f"entry {row[0]} has no moment")
    stored = json.loads(row[12]) if isinstance(row[12], str) else row[12]
    return EntryRecord(
        id=row[0],
        conversation=row[1],
        conversation_public_id=row[2],
        seq=row[3],
        public_seq=row[4],
        kind=kind,
        audience=Audience(row[6]),
        author=Author(kind=AuthorKind(row[7]), id=row[8], name=row[9]),
        body=row[10],
        version=row[11],
        data=data_from_json(kind, stored),
        key=row[13],
        cause=row[14],
        depth=row[15],
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


def _row_of(entry: EntryRecord, key_body_hash: str) -> tuple[object, ...]:
    return (
        entry.id,
        entry.conversation,
        entry.seq,
        entry.public_seq,
        entry.kind.value,
        entry.audience.value,
        entry.author.kind.value,
        entry.author.id,
        entry.author.name,
        entry.body,
        entry.version,
        _data_json(entry.data),
        entry.key,
        key_body_hash,
        entry.cause,
        entry.depth,
        db.to_moment(entry.created_at),
        None,
    )


@lru_cache(maxsize=256)  # nearly all are the same: a message without files
def _data_json(data: Data) -> str:
    return json.dumps(data_to_json(data))


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
