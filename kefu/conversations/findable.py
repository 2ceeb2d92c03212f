"""Which words of an entry can be found, and by whom: its document in the search room's shelf. For the reactions alone.

`finding` asks for it, with a viewer. Rows are read and their words taken apart before the transaction that writes the
index: that one only locks them and looks whether they are still what was read. What was changed or taken out meanwhile
is not put in: the entry that says so comes by itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kefu.conversations import store
from kefu.conversations.data import EditedData, FieldSetData, MessageData, NoteData, RedactedData
from kefu.conversations.data_papers import PapersData
from kefu.conversations.kinds import CHANGES_TARGET, HOLDS_WORDS, AuthorKind, Kind
from kefu.conversations.records import EntryRecord
from kefu.conversations.store import ENTRIES
from kefu.kit import db
from kefu.search import analyse, index
from kefu.search.contract import Rows
from kefu.search.index import Document

SHELF = "entries"
WATCHED = HOLDS_WORDS | CHANGES_TARGET | {Kind.FIELD_SET, Kind.PAPERS}
_CHANGES = CHANGES_TARGET | {Kind.PAPERS}  # the last may have taken names of files out

# The shelf itself is the right: whoever may read conversations reads all of them, notes too, and nobody else is let in
# (`finding`). A token that every row held would cost a rare word three times its time and keep nobody out.
BY_CUSTOMER, BY_US, NOTE = "by-customer", "by-us", "note"


@dataclass(frozen=True, slots=True)
class Looked:
    """What entries said when they were read: their terms, and the version each was of (0: it says nothing any more)."""

    rows: Rows
    versions: dict[int, int]
    silent: tuple[int, ...]


def look(entries: Collection[int]) -> Looked:
    """At these entries (rows), and at those that they changed. Outside any transaction."""
    found = _read("id", entries)
    changed = [entry for entry in found if entry.kind in _CHANGES]
    found = [entry for entry in found if entry.kind not in _CHANGES] + _targets(changed)
    speaking = {entry.id: entry for entry in found if words_of(entry)}
    silent = tuple(entry.id for entry in found if not words_of(entry) and entry.version > 1)
    rows = index.terms_of([document_of(entry) for entry in speaking.values()])
    return Looked(rows, {entry.id: entry.version for entry in found}, silent)


def keep(looked: Looked, *, up_to: int | None = None) -> int:
    """Have what was looked at found, as far as this row, in the caller's transaction; how many say something."""
    versions = _versions(looked.versions) if looked.rows else {}
    rows = [
        row
        for row in looked.rows
        if versions.get(row[0]) == looked.versions[row[0]] and (up_to is None or row[0] <= up_to)
    ]
    if rows:
        index.put_terms(SHELF, rows)
    if looked.silent:
        index.remove(SHELF, looked.silent)
    return len(rows)


def words_of(entry: EntryRecord) -> str:
    """What a person said in it, and what the files are called that came with it. Never what an account is known by."""
    if isinstance(entry.data, FieldSetData):
        return _code_in(entry.data)
    if entry.kind not in HOLDS_WORDS:
        return ""
    names = [file.name for file in entry.data.files] if isinstance(entry.data, MessageData | NoteData) else []
    return "\n".join(filter(None, [entry.body, *names]))


def document_of(entry: EntryRecord) -> Document:
    words = words_of(entry)
    codes = (words,) if entry.kind is Kind.FIELD_SET else ()
    return Document(SHELF, entry.id, "", words, codes=codes, scopes=(_said_by(entry),))


def newest() -> int:
    """The newest entry's row; 0 without any."""
    return int(db.rows(f"SELECT max(id) FROM {ENTRIES}")[0][0] or 0)


def has_past() -> bool:
    """Some entries were reacted to, perhaps by a release that kept no index."""
    return bool(db.rows(f"SELECT 1 FROM {ENTRIES} WHERE reacted_at IS NOT NULL LIMIT 1"))


def following(row: int, *, limit: int) -> list[int]:
    """The next entries (rows) behind this one."""
    sql = f"SELECT id FROM {ENTRIES} WHERE id > %s ORDER BY id LIMIT {int(limit)}"
    return [found[0] for found in db.rows(sql, [row])]


def _code_in(data: FieldSetData) -> str:
    """A TxID or an order's number that was noted in a field; other fields are what lists are narrowed by."""
    return data.value if isinstance(data.value, str) and analyse.is_code(data.value) else ""


def _said_by(entry: EntryRecord) -> str:
    if entry.kind is Kind.NOTE:
        return NOTE
    return BY_CUSTOMER if entry.author.kind is AuthorKind.CUSTOMER else BY_US


def _targets(changes: Sequence[EntryRecord]) -> list[EntryRecord]:
    by_conversation: dict[int, set[int]] = {}
    for change in changes:
        if isinstance(change.data, EditedData | RedactedData | PapersData) and change.data.target is not None:
            by_conversation.setdefault(change.conversation, set()).add(change.data.target)
    return [entry for row, seqs in by_conversation.items() for entry in _read("seq", seqs, conversation=row)]


def _read(column: str, values: Collection[int], *, conversation: int | None = None) -> list[EntryRecord]:
    condition, params = db.among(f"e.{column}", values)
    if conversation is not None:
        condition, params = f"e.conversation_id = %s AND {condition}", [conversation, *params]
    return store.select_entries(condition, params, tail="ORDER BY e.id")


def _versions(entries: Collection[int]) -> dict[int, int]:
    """Row -> version, locked until the transaction ends."""
    if db.is_sqlite():
        return db.of_rows(ENTRIES, "version", entries)
    condition, params = db.among("id", entries)
    return dict(db.rows(f"SELECT id, version FROM {ENTRIES} WHERE {condition} ORDER BY id FOR UPDATE", params))
