"""What was said, found by its words: the newest first, for a viewer. The index proposes; each row is read and asked again.

A search has so much time and no more. What it could not look through in it, it says.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from kefu.conversations import findable, queries, store
from kefu.conversations.kinds import Status
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.conversations.store import ENTRIES
from kefu.kit import db, ids
from kefu.kit.errors import Invalid, NotAllowed
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.search import analyse, index
from kefu.search.analyse import Kind
from kefu.search.index import Piece, Query

PAGE = 30
BUDGET = timedelta(milliseconds=150)
PATIENT = timedelta(seconds=1)  # for whoever asks to look longer
SNIPPET_CHARS = 200
MOST_CHARS = 200  # of a question
_AT_ONCE, _MOST_AT_ONCE = 60, 480  # hits asked of the index: more each time few of them fitted
_SAMPLES = 2_000  # rows whose moments are read to know where a span of days lies
_SKEW = timedelta(minutes=10)  # two machines' clocks, between the order of rows and that of moments


class Said(StrEnum):
    ANYBODY = ""
    CUSTOMER = "customer"
    US = "us"
    NOTE = "note"


class State(StrEnum):
    ANY = ""
    OPEN = "open"
    CLOSED = "closed"


_NEEDS = {Said.CUSTOMER: findable.BY_CUSTOMER, Said.US: findable.BY_US, Said.NOTE: findable.NOTE}


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. `since` and `until` bound the moment it was said; what is snoozed counts as open."""

    text: str
    said: Said = Said.ANYBODY
    state: State = State.ANY
    is_mine: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundEntry:
    entry: EntryRecord
    conversation: ConversationRecord
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """`next_cursor` is empty where nothing older is known; without `is_complete` there may be more than was found."""

    entries: Sequence[FoundEntry]
    next_cursor: str
    is_complete: bool
    spent_ms: float


@dataclass(slots=True)
class _Walk:
    """From the newest towards the oldest, within the time. `before` is where it stands."""

    viewer: Viewer
    sought: Sought
    before: int
    oldest: int
    ends_at: float
    is_complete: bool = True
    at_once: int = _AT_ONCE
    first: int = field(init=False)

    def __post_init__(self) -> None:
        self.first = self.before

    def entries(self) -> Iterator[FoundEntry]:
        while True:
            keys = self._proposed()
            for found in _read(self.viewer, keys, self.sought):
                self.before = found.entry.id
                yield found
            if len(keys) < self.at_once or not self.is_complete or keys[-1] <= self.oldest:
                return
            self.before = keys[-1]
            self.at_once = min(_MOST_AT_ONCE, self.at_once * 2)

    def _proposed(self) -> list[int]:
        left_ms = int((self.ends_at - time.monotonic()) * 1000)
        if left_ms <= 0:
            self.is_complete = False
            return []
        need = _NEEDS.get(self.sought.said)
        query = Query(
            self.sought.text,
            findable.SHELF,
            needs=(need,) if need else (),
            limit=self.at_once,
            newest_first=True,
            before=self.before,
            budget_ms=left_ms,
        )
        found = index.search(query)
        self.is_complete = found.is_complete
        return [hit.key for hit in found.hits]


def found(
    viewer: Viewer, sought: Sought, *, before: str = "", limit: int = PAGE, budget: timedelta = BUDGET
) -> FoundPage:
    """NotAllowed for whoever may not read conversations; Invalid if the cursor is not one of ours."""
    if not (viewer.is_staff and Capability.READ_CONVERSATIONS in viewer.capabilities):
        raise NotAllowed
    began = time.monotonic()
    sought = replace(sought, text=sought.text[:MOST_CHARS])
    if not sought.text.strip():
        return FoundPage([], "", is_complete=True, spent_ms=0.0)
    oldest, end = _span(sought, before)
    walk = _Walk(viewer, sought, end, oldest, began + budget.total_seconds())
    entries = []
    for each in walk.entries():
        entries.append(each)
        if len(entries) > limit:
            break
    has_more = len(entries) > limit
    cursor = _cursor(entries[limit - 1].entry) if has_more else _stopped_at(walk)
    return FoundPage(entries[:limit], cursor, walk.is_complete or has_more, spent_ms=(time.monotonic() - began) * 1000)


def _read(viewer: Viewer, keys: Sequence[int], sought: Sought) -> list[FoundEntry]:
    """Those the viewer may read that still say it, in order."""
    if not keys:
        return []
    condition, params = db.among("e.id", keys)
    entries = store.select_entries(condition, params, tail="ORDER BY e.id DESC")
    heads = queries.heads_for(viewer, sorted({entry.conversation for entry in entries}))
    return [
        FoundEntry(entry, head, _pieces(entry, sought.text))
        for entry in entries
        if (head := heads.get(entry.conversation)) and _fits(viewer, entry, head, sought)
    ]


def _fits(viewer: Viewer, entry: EntryRecord, head: ConversationRecord, sought: Sought) -> bool:
    if not queries.numbered(viewer, entry) or not _says(entry, sought.text):
        return False
    if sought.is_mine and head.assignee != viewer.id:
        return False
    if sought.state is not State.ANY and (head.status is Status.CLOSED) != (sought.state is State.CLOSED):
        return False
    is_late_enough = sought.since is None or entry.created_at >= sought.since
    return is_late_enough and (sought.until is None or entry.created_at < sought.until)


def _says(entry: EntryRecord, text: str) -> bool:
    """What was changed a moment ago may be in the index as it was: then every word is asked of the row."""
    words = findable.words_of(entry)
    if not words or entry.version == 1:
        return bool(words)
    held = analyse.texts(words)
    asked = [term for term in analyse.terms(text) if not term.is_stop]
    inner = {part for term in asked if not term.word.isalnum() for part in analyse.texts(term.word)}
    has_pairs = any(term.kind is Kind.PAIR for term in asked)
    return all(
        any(each.startswith(term.text) if term.kind is Kind.CODE else each == term.text for each in held)
        for term in asked
        if (not has_pairs or term.kind is not Kind.SINGLE) and (term.text not in inner or not term.word.isalnum())
    )


def _pieces(entry: EntryRecord, text: str) -> list[Piece]:
    """Marked is what was asked for, and codes that begin so; not what means the same, which is not looked for here."""
    words = findable.words_of(entry)
    begun = [term.text for term in analyse.terms(text) if len(term.text) >= analyse.LEAST_PREFIX_CHARS]
    codes = [term.text for term in analyse.terms(words) if term.text.startswith(tuple(begun))] if begun else []
    asked = {*analyse.texts(text), *codes}
    pieces = index.snippet(words, " ".join([text, *codes]), chars=SNIPPET_CHARS)
    return [replace(each, is_hit=each.is_hit and not asked.isdisjoint(analyse.texts(each.text))) for each in pieces]


def _span(sought: Sought, cursor: str) -> tuple[int, int]:
    """Rows outside (first, end) need not be looked at; those inside are held against the moments one by one."""
    first, end = 0, _row_of(cursor) if cursor else 2**62
    for row, said_at in _samples() if sought.since or sought.until else []:
        if sought.since and said_at < sought.since - _SKEW:
            first = max(first, row)
        if sought.until and said_at >= sought.until + _SKEW:
            end = min(end, row)
    return first, end


def _samples() -> list[tuple[int, datetime]]:
    """Some rows all along the log, with their moments: rows stand in the order of time, but for two machines' clocks."""
    newest = findable.newest()
    condition, params = db.among("id", range(1, newest + 1, max(1, newest // _SAMPLES)))
    found = [
        (row[0], db.from_moment(row[1]))
        for row in db.rows(f"SELECT id, created_at FROM {ENTRIES} WHERE {condition}", params)
    ]
    return [(row, said_at) for row, said_at in found if said_at is not None]


def _cursor(entry: EntryRecord) -> str:
    """Names an entry as its conversation does: no address counts rows."""
    return f"{entry.conversation_public_id}~{entry.seq}"


def _stopped_at(walk: _Walk) -> str:
    """From where a longer search goes on, if this one got anywhere before its time was over."""
    if walk.is_complete or walk.before == walk.first:
        return ""
    entries = store.select_entries("e.id = %s", [walk.before], tail="")
    may_see = queries.heads_for(walk.viewer, [entry.conversation for entry in entries])
    return _cursor(entries[0]) if entries and may_see else ""


def _row_of(cursor: str) -> int:
    public_id, _, seq = cursor.partition("~")
    if not (ids.is_public_id(public_id) and seq.isascii() and seq.isdecimal() and len(seq) < 10):
        raise Invalid
    found = store.select_entries("c.public_id = %s AND e.seq = %s", [public_id, int(seq)], tail="")
    if not found:
        raise Invalid
    return found[0].id
