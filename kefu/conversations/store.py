"""The log's plain SQL: what `log` reads and writes inside its one transaction, and how rows become records."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from kefu.conversations import broken, data_shapes
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.data import Data, MessageData, data_from_json, data_to_json
from kefu.conversations.kinds import MESSAGES, MOVES, Audience, Author, AuthorKind, Kind
from kefu.conversations.records import EntryRecord
from kefu.kit import db

ENTRIES = "conversations_entry"

ENTRY_COLUMNS = (
    "e.id, e.conversation_id, c.public_id, e.seq, e.public_seq, e.kind, e.audience, e.author_kind, e.author_id,"
    " e.author_name, e.body, e.version, e.data, e.key, e.cause, e.depth, e.created_at"
)
SHORT_CHARS = 100
_INSERTED = (
    "id, conversation_id, seq, public_seq, kind, audience, author_kind, author_id, author_name, body, version, data,"
    " key, key_body_hash, cause, depth, created_at, reacted_at"
)


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


def insert_entries(entries: Sequence[EntryRecord], *, hashes: Mapping[int, str]) -> None:
    """Insert finished entries; `hashes` maps an entry's id to the hash of what was sent under its key."""
    db.insert_rows(ENTRIES, _INSERTED, [_row_of(entry, hashes.get(entry.id, "")) for entry in entries])


def entry_at(conversation: int, seq: int) -> EntryRecord | None:
    """One entry, locked by its conversation's lock."""
    found = select_entries("e.conversation_id = %s AND e.seq = %s", [conversation, seq], tail="")
    return found[0] if found else None


def has_news(conversation: int, *, after: int, writer: Author) -> bool:
    """`rules.is_news` for any stored entry after this `seq`, asked of the index on it."""
    people, moves = [AuthorKind.CUSTOMER.value, AuthorKind.AGENT.value], sorted(kind.value for kind in MOVES)
    sql = (
        f"SELECT 1 FROM {ENTRIES} WHERE conversation_id = %s AND seq > %s AND public_seq IS NOT NULL"
        f" AND author_kind IN ({db.marks(people)}) AND NOT (author_kind = %s AND author_id = %s)"
        f" AND kind NOT IN ({db.marks(moves)}) LIMIT 1"
    )
    return bool(db.rows(sql, [conversation, after, *people, writer.kind.value, writer.id, *moves]))


def entries_at(conversation: int, seqs: Sequence[int]) -> list[EntryRecord]:
    """These entries of one log, in its order; those there are not are left out."""
    condition, params = db.among("e.seq", seqs)
    return select_entries(f"e.conversation_id = %s AND {condition}", [conversation, *params], tail="ORDER BY e.seq")


def newest_of(conversation: int, kind: Kind) -> EntryRecord | None:
    """The newest entry of a kind that is rare."""
    where = "e.conversation_id = %s AND e.kind = %s"
    found = select_entries(where, [conversation, kind.value], tail="ORDER BY e.seq DESC LIMIT 1")
    return found[0] if found else None


def split_off(conversation: int) -> frozenset[int]:
    """Which entries of this log (by `seq`) are shown in another conversation now."""
    sql = f"SELECT split_seqs FROM {CONVERSATIONS} WHERE split_from_id = %s"
    return frozenset(seq for row in db.rows(sql, [conversation]) for seq in json_of(row[0]))


def count_merged(conversation: int) -> int:
    """How many conversations were merged into this one and still are."""
    return int(db.rows(f"SELECT count(*) FROM {CONVERSATIONS} WHERE merged_into_id = %s", [conversation])[0][0])


def rewrite(entry: EntryRecord, *, body: str, data: Mapping[str, Any]) -> None:
    """Change an entry's words: the one exception to append-only, always beside an entry that says so."""
    sql = f"UPDATE {ENTRIES} SET body = %s, data = %s, version = version + 1 WHERE id = %s"
    db.run_many(sql, [(body, json.dumps(data), entry.id)])


def forget_words(entry: EntryRecord) -> None:
    """Take an entry's words out, and the hash of what was sent too: a short secret could be found again by guessing.

    What a step or a checklist did stays: columns are folded from it.
    """
    rewrite(entry, body="", data={} if entry.kind in MESSAGES else data_to_json(entry.data))
    db.run_many(f"UPDATE {ENTRIES} SET key_body_hash = '' WHERE id = %s", [(entry.id,)])


def empty(entries: Sequence[tuple[EntryRecord, Mapping[str, Any]]]) -> None:
    """Take the words of many out, each with what its data is from then on. For `emptying`, beside the entry that says so."""
    sql = f"UPDATE {ENTRIES} SET body = '', data = %s, version = version + 1 WHERE id = %s"
    db.run_many(sql, [(json.dumps(data), entry.id) for entry, data in entries])


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


def entry_from(row: Sequence[Any]) -> EntryRecord:
    """A row of ENTRY_COLUMNS as a record; one that cannot be read as Kind.BROKEN, so that the others are shown."""
    try:
        return _read(row)
    except broken.UNREADABLE as error:
        return broken.stand_in(row, error)


def _read(row: Sequence[Any]) -> EntryRecord:
    kind, created, body, key = Kind(row[5]), db.from_moment(row[16]), row[10], row[13]
    if created is None or not data_shapes.is_moment(created):
        raise ValueError("no moment")
    if type(body) is not str or len(body) > data_shapes.MAX_CHARS or type(row[9]) is not str:
        raise ValueError("no words")
    if not (key is None or type(key) is str):
        raise ValueError("no key")
    stored = row[12]
    is_usual = type(stored) is str and len(stored) < SHORT_CHARS
    return EntryRecord(
        id=row[0],
        conversation=row[1],
        conversation_public_id=row[2],
        seq=row[3],
        public_seq=row[4],
        kind=kind,
        audience=Audience(row[6]),
        author=Author(kind=AuthorKind(row[7]), id=row[8], name=row[9]),
        body=body,
        version=row[11],
        data=_short_data(kind, stored) if is_usual else _data(kind, stored),
        key=key,
        cause=row[14],
        depth=row[15],
        created_at=created,
    )


@lru_cache(maxsize=1024)  # nearly all are alike, and what they become is never changed
def _short_data(kind: Kind, stored: str) -> Data:
    return _data(kind, stored)


def _data(kind: Kind, stored: Any) -> Data:
    told = json_of(stored)
    if not isinstance(told, dict):
        raise ValueError("no data")
    return data_from_json(kind, told)


def json_of(stored: Any) -> Any:
    """A JSON column as plain SQL gave it: text on one database, a value on the other."""
    return json.loads(stored) if isinstance(stored, str) else stored


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
        _message_json(entry.data) if isinstance(entry.data, MessageData) else _data_json(entry.data),
        entry.key,
        key_body_hash,
        entry.cause,
        entry.depth,
        db.to_moment(entry.created_at),
        None,
    )


@lru_cache(maxsize=256)  # nearly all are the same: a message without files
def _message_json(data: MessageData) -> str:
    return _data_json(data)


def _data_json(data: Data) -> str:
    return json.dumps(data_to_json(data))
