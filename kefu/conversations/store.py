"""The log's plain SQL: what `log` reads and writes inside its one transaction, and how rows become records."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from kefu.conversations import broken, data_shapes, sealing
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.data import Data, MessageData, NoteData, data_from_json, data_to_json
from kefu.conversations.data_facts import FACTS, blank
from kefu.conversations.kinds import MESSAGES, MOVES, Audience, Author, AuthorKind, Kind
from kefu.conversations.records import EntryRecord
from kefu.conversations.sealing import Opened
from kefu.kit import db

ENTRIES = "conversations_entry"

_TELLING = ", ".join(f"'{kind}'" for kind in sorted(FACTS))
# its customer's key comes along with what is sealed under it: no question more for a page, and none looked up for words
_KEY_BESIDE = (
    f"CASE WHEN e.kind IN ({_TELLING}) THEN"
    " (SELECT d.wrapped FROM people_datakey d WHERE d.customer_id = c.customer_id) END"
)
ENTRY_COLUMNS = (
    "e.id, e.conversation_id, c.public_id, e.seq, e.public_seq, e.kind, e.audience, e.author_kind, e.author_id,"
    f" e.author_name, e.body, e.version, e.data, e.key, e.cause, e.depth, e.created_at, c.customer_id, {_KEY_BESIDE}"
)
_ID, _DATA, _CUSTOMER, _KEY = 0, 12, 17, 18
_NOT_OPENED: Opened = {}
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
    rows = db.rows(sql, params)
    records = _records([row[:-1] for row in rows])
    return {
        author_key(record.key or "", record.author): (record, str(row[-1]))
        for record, row in zip(records, rows, strict=True)
    }


def insert_entries(entries: Sequence[EntryRecord], *, hashes: Mapping[int, str], customers: Mapping[int, int]) -> None:
    """Insert finished entries; `hashes` maps an entry's id to the hash of what was sent under its key, `customers` the
    conversations (rows) to whose they are: what is told of an account is sealed under their key."""
    telling = [(entry, data_to_json(entry.data)) for entry in entries if entry.kind in FACTS]
    sealed = sealing.sealed(telling, customers=customers) if telling else {}
    rows = [_row_of(entry, hashes.get(entry.id, ""), sealed.get(entry.id)) for entry in entries]
    db.insert_rows(ENTRIES, _INSERTED, rows)


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


def count_said(conversation: int, *, since: datetime) -> int:
    """How much its customer has said in this log since then."""
    where = "conversation_id = %s AND kind = %s AND author_kind = %s AND created_at >= %s"
    told = [conversation, Kind.MESSAGE.value, AuthorKind.CUSTOMER.value, db.to_moment(since)]
    return int(db.rows(f"SELECT count(*) FROM {ENTRIES} WHERE {where}", told)[0][0])


def rewrite(entry: EntryRecord, *, body: str, data: Mapping[str, Any]) -> None:
    """Change an entry's words: the one exception to append-only, always beside an entry that says so."""
    sql = f"UPDATE {ENTRIES} SET body = %s, data = %s, version = version + 1 WHERE id = %s"
    db.run_many(sql, [(body, json.dumps(data), entry.id)])
    forget_originals([entry])


def rename_files(entry: EntryRecord, data: MessageData | NoteData) -> None:
    """Other names for its files: nobody said anything else, so the version stays."""
    db.run_many(f"UPDATE {ENTRIES} SET data = %s WHERE id = %s", [(json.dumps(data_to_json(data)), entry.id)])


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


def forget_originals(entries: Sequence[EntryRecord]) -> None:
    """How these looked when they came in: it holds the words that are taken out or changed."""
    condition, params = db.among("entry_id", [entry.id for entry in entries])
    db.run_many(f"DELETE FROM conversations_original WHERE {condition}", [params])


def depths(causes: Sequence[int]) -> dict[int, int]:
    if not causes:
        return {}
    return dict(db.rows(f"SELECT id, depth FROM {ENTRIES} WHERE id IN ({db.marks(causes)})", causes))


def select_entries(where: str, params: Sequence[object], *, tail: str, is_opened: bool = True) -> list[EntryRecord]:
    """Entries by a fixed condition on `e` (entry) and `c` (conversation). What they tell of an account is opened; without
    `is_opened` these fields say nothing."""
    sql = (
        f"SELECT {ENTRY_COLUMNS} FROM {ENTRIES} e JOIN {CONVERSATIONS} c ON c.id = e.conversation_id"
        f" WHERE {where} {tail}"
    )
    rows = db.rows(sql, params)
    return _records(rows) if is_opened else [entry_from(row) for row in rows]


def entry_from(row: Sequence[Any], opened: Opened | None = None) -> EntryRecord:
    """A row of ENTRY_COLUMNS as a record; one that cannot be read as Kind.BROKEN, so that the others are shown.

    `opened`: what is sealed in the rows of a page; null: nothing was opened.
    """
    try:
        return _read(row, opened)
    except broken.UNREADABLE as error:
        return broken.stand_in(row, error)


def _records(rows: Sequence[Sequence[Any]]) -> list[EntryRecord]:
    closed = [row for row in rows if sealing.is_sealed(row[_DATA])]
    opened = sealing.opened([_part_of(row) for row in closed], wrapped=_keys_of(closed)) if closed else _NOT_OPENED
    return [entry_from(row, opened) for row in rows]


def _keys_of(rows: Sequence[Sequence[Any]]) -> dict[int, Any]:
    return {row[_CUSTOMER]: row[_KEY] for row in rows}


def _part_of(row: Sequence[Any]) -> tuple[int, int, str]:
    try:
        part = json_of(row[_DATA])[sealing.PART]
    except broken.UNREADABLE:
        part = None
    return row[_ID], row[_CUSTOMER], part if isinstance(part, str) else "-"


def _read(row: Sequence[Any], opened: Opened | None) -> EntryRecord:
    kind, created, body, key = Kind(row[5]), db.from_moment(row[16]), row[10], row[13]
    if created is None or not data_shapes.is_moment(created):
        raise ValueError("no moment")
    if type(body) is not str or len(body) > data_shapes.MAX_CHARS or type(row[9]) is not str:
        raise ValueError("no words")
    if not (key is None or type(key) is str):
        raise ValueError("no key")
    stored = row[_DATA]
    is_usual = type(stored) is str and len(stored) < SHORT_CHARS
    is_erased = False
    if sealing.is_sealed(stored):
        data, is_erased = _unsealed(kind, stored, row[_ID], opened)
    else:
        data = _short_data(kind, stored) if is_usual else _data(kind, stored)
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
        data=data,
        key=key,
        cause=row[14],
        depth=row[15],
        created_at=created,
        is_erased=is_erased,
    )


def _unsealed(kind: Kind, stored: Any, row: int, opened: Opened | None) -> tuple[Data, bool]:
    """KeyError for what was changed. Whether it is erased; what was not to be opened is not."""
    told = {name: value for name, value in json_of(stored).items() if name != sealing.PART}
    facts = None if opened is None else opened[row]
    return data_from_json(kind, {**blank(kind, told), **told, **(facts or {})}), opened is not None and facts is None


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


def _row_of(entry: EntryRecord, key_body_hash: str, sealed: object) -> tuple[object, ...]:
    """`sealed`: its data as it is stored, where some of it is sealed."""
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
        _stored(entry.data, sealed),
        entry.key,
        key_body_hash,
        entry.cause,
        entry.depth,
        db.to_moment(entry.created_at),
        None,
    )


def _stored(data: Data, sealed: object) -> str:
    if sealed is not None:
        return json.dumps(sealed)
    return _message_json(data) if isinstance(data, MessageData) else _data_json(data)


@lru_cache(maxsize=256)  # nearly all are the same: a message without files
def _message_json(data: MessageData) -> str:
    return _data_json(data)


def _data_json(data: Data) -> str:
    return json.dumps(data_to_json(data))
