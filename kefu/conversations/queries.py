"""Reads the log for a viewer. Nothing is read here without one, but for the loops that serve them all (`*_everywhere`)."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace

from kefu.conversations import columns, store
from kefu.conversations.data import EditedData, RedactedData
from kefu.conversations.kinds import CHANGES_TARGET, Box, Status
from kefu.conversations.records import ConversationRecord, EntryRecord, InboxPage, InboxRow
from kefu.kit import db, ids
from kefu.kit.errors import Invalid, NotAllowed, NotFound
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability

logger = logging.getLogger(__name__)

MAX_PAGE = 200

_HEAD = f"SELECT {columns.HEAD_COLUMNS} FROM {columns.CONVERSATIONS}"
_BOXES: dict[Box, str] = {
    Box.MINE: "assignee_id = %s AND status = 'open'",
    Box.UNASSIGNED: "assignee_id IS NULL AND status = 'open'",
    Box.OPEN: "status = 'open'",
    Box.CLOSED: "status = 'closed'",
}


def conversation_for(viewer: Viewer, public_id: str) -> ConversationRecord:
    """NotFound if there is none, or if it is not the viewer's to see."""
    if not ids.is_public_id(public_id):
        raise NotFound
    return _visible(viewer, "public_id = %s", public_id)


def conversation_by_row(viewer: Viewer, row: int) -> ConversationRecord:
    """The same, by the row other rooms hold."""
    return _visible(viewer, "id = %s", row)


def conversations_of(viewer: Viewer, *, limit: int = 50) -> list[ConversationRecord]:
    """A customer's own conversations, newest first."""
    if not viewer.is_customer:
        return []
    found = db.rows(f"{_HEAD} WHERE customer_id = %s ORDER BY id DESC LIMIT %s", [viewer.id, limit])
    return [columns.head_from(row) for row in found]


def conversations_with(viewer: Viewer, *, customer: int, limit: int = 20) -> list[ConversationRecord]:
    """For staff: a customer's conversations, newest first."""
    _require_staff(viewer)
    found = db.rows(f"{_HEAD} WHERE customer_id = %s ORDER BY id DESC LIMIT %s", [customer, limit])
    return [columns.head_from(row) for row in found]


def entries_for(
    viewer: Viewer, conversation: ConversationRecord, *, after: int = 0, limit: int = 100
) -> list[EntryRecord]:
    """What follows number `after`, in the viewer's numbering and audience."""
    column = "e.seq" if viewer.is_staff else "e.public_seq"
    found = store.select_entries(
        f"e.conversation_id = %s AND {column} > %s",
        [conversation.id, after],
        tail=f"ORDER BY {column} LIMIT {_bounded(limit)}",
    )
    return _with_changes(found)


def latest_entries_for(
    viewer: Viewer, conversation: ConversationRecord, *, before: int | None = None, limit: int = 100
) -> list[EntryRecord]:
    """The newest entries (before number `before`), in ascending order: what a page shows first."""
    column = "e.seq" if viewer.is_staff else "e.public_seq"
    where, params = f"e.conversation_id = %s AND {column} > 0", [conversation.id]
    if before is not None:
        where, params = f"{where} AND {column} < %s", [*params, before]
    found = store.select_entries(where, params, tail=f"ORDER BY {column} DESC LIMIT {_bounded(limit)}")
    return _with_changes(found[::-1])


def entry_for(viewer: Viewer, conversation: ConversationRecord, *, number: int) -> EntryRecord:
    """One entry by the viewer's numbering. NotFound if there is none."""
    found = entries_for(viewer, conversation, after=number - 1, limit=1)
    if not found or numbered(viewer, found[0]) != number:
        raise NotFound
    return found[0]


def numbered(viewer: Viewer, entry: EntryRecord) -> int:
    """The entry's number in the viewer's own counting; 0 if the viewer's counting leaves it out."""
    return entry.seq if viewer.is_staff else entry.public_seq or 0


def inbox_for(viewer: Viewer, box: Box, *, cursor: str = "", limit: int = 50) -> InboxPage:
    """A page of a desk list, newest first, by keyset. Invalid if the cursor is not one of ours."""
    _require_staff(viewer)
    where, params = _boxed(viewer, box)
    if cursor:
        at, public_id = _keyset(cursor)
        row = f"(SELECT id FROM {columns.CONVERSATIONS} WHERE public_id = %s)"
        where = f"{where} AND (last_entry_at, id) < (%s, {row})"
        params = [*params, at, public_id]
    limit = _bounded(limit)
    sql = f"{_HEAD} WHERE {where} ORDER BY last_entry_at DESC, id DESC LIMIT {limit + 1}"
    heads = [columns.head_from(row) for row in db.rows(sql, params)]
    following = _cursor_of(heads[limit - 1]) if len(heads) > limit else ""
    return InboxPage(rows=_rows(heads[:limit]), next_cursor=following)


def inbox_rows_for(viewer: Viewer, public_ids: Sequence[str]) -> list[InboxRow]:
    """These conversations as desk lines; what is gone or not visible is left out."""
    _require_staff(viewer)
    wanted = [public_id for public_id in public_ids if ids.is_public_id(public_id)][:MAX_PAGE]
    if not wanted:
        return []
    found = db.rows(f"{_HEAD} WHERE public_id IN ({db.marks(wanted)})", wanted)
    return _rows([columns.head_from(row) for row in found])


def is_in_box(viewer: Viewer, box: Box, conversation: ConversationRecord) -> bool:
    if box is Box.CLOSED:
        return conversation.status is Status.CLOSED
    if conversation.status is not Status.OPEN:
        return False
    if box is Box.MINE:
        return conversation.assignee == viewer.id
    return box is Box.OPEN or conversation.assignee is None


def counts_for(viewer: Viewer) -> dict[Box, int]:
    """How many conversations stand in each open list; closed ones are not counted."""
    _require_staff(viewer)
    sql = (
        "SELECT count(*), count(CASE WHEN assignee_id IS NULL THEN 1 END), count(CASE WHEN assignee_id = %s THEN 1 END)"
        f" FROM {columns.CONVERSATIONS} WHERE status = 'open'"
    )
    everyone, unassigned, mine = db.rows(sql, [viewer.id])[0]
    return {Box.MINE: mine, Box.UNASSIGNED: unassigned, Box.OPEN: everyone}


def newest_everywhere(rows: Collection[int]) -> dict[int, tuple[int, int]]:
    """Row -> (last_seq, last_public_seq): what the live edge re-checks for all its subscriptions."""
    wanted = list(rows)
    sql = f"SELECT id, last_seq, last_public_seq FROM {columns.CONVERSATIONS} WHERE id IN ({db.marks(wanted)})"
    return {row[0]: (row[1], row[2]) for row in db.rows(sql, wanted)} if wanted else {}


def assignees_everywhere(rows: Collection[int]) -> dict[int, int | None]:
    """Row -> the agent it is with, for watchers."""
    wanted = list(rows)
    sql = f"SELECT id, assignee_id FROM {columns.CONVERSATIONS} WHERE id IN ({db.marks(wanted)})"
    return dict(db.rows(sql, wanted)) if wanted else {}


def customers_everywhere(rows: Collection[int]) -> dict[int, int]:
    """Row -> its customer, for watchers."""
    wanted = list(rows)
    sql = f"SELECT id, customer_id FROM {columns.CONVERSATIONS} WHERE id IN ({db.marks(wanted)})"
    return dict(db.rows(sql, wanted)) if wanted else {}


def _visible(viewer: Viewer, where: str, value: object) -> ConversationRecord:
    found = db.rows(f"{_HEAD} WHERE {where}", [value])
    if not found:
        raise NotFound
    conversation = columns.head_from(found[0])
    if viewer.is_customer and conversation.customer == viewer.id:
        return conversation
    if viewer.is_staff and Capability.READ_CONVERSATIONS in viewer.capabilities:
        return conversation
    raise NotFound


def _require_staff(viewer: Viewer) -> None:
    if Capability.READ_CONVERSATIONS not in viewer.capabilities:
        raise NotAllowed


def _boxed(viewer: Viewer, box: Box) -> tuple[str, list[object]]:
    return _BOXES[box], [viewer.id] if box is Box.MINE else []


def _keyset(cursor: str) -> tuple[object, str]:
    """Where a page ended. It names a conversation by its public id: no address of ours counts rows."""
    at, _, public_id = cursor.rpartition("~")
    if not ids.is_public_id(public_id):
        raise Invalid
    try:
        return db.to_moment(db.from_moment(at)), public_id
    except (ValueError, OverflowError) as error:
        raise Invalid from error


def _cursor_of(conversation: ConversationRecord) -> str:
    return f"{conversation.last_entry_at.replace(tzinfo=None).isoformat()}~{conversation.public_id}"


def _rows(heads: Sequence[ConversationRecord]) -> list[InboxRow]:
    """Each head with its newest message, in one query."""
    wanted = [(head.id, head.last_message_seq) for head in heads if head.last_message_seq]
    newest: dict[int, EntryRecord] = {}
    if wanted:
        places = " OR ".join(["(e.conversation_id = %s AND e.seq = %s)"] * len(wanted))
        params = [value for place in wanted for value in place]
        newest = {entry.conversation: entry for entry in store.select_entries(places, params, tail="")}
    return [InboxRow(conversation=head, last_message=newest.get(head.id)) for head in heads]


def _with_changes(entries: list[EntryRecord]) -> list[EntryRecord]:
    """Entries that changed another carry its present words and version, as live ones do."""
    places = [
        (entry.conversation, entry.data.target)
        for entry in entries
        if entry.kind in CHANGES_TARGET and isinstance(entry.data, EditedData | RedactedData)
    ]
    if not places:
        return entries
    where = " OR ".join(["(e.conversation_id = %s AND e.seq = %s)"] * len(places))
    targets = store.select_entries(where, [value for place in places for value in place], tail="")
    by_place = {(target.conversation, target.seq): target for target in targets}
    return [_with_change(entry, by_place) for entry in entries]


def _with_change(entry: EntryRecord, targets: dict[tuple[int, int], EntryRecord]) -> EntryRecord:
    if not isinstance(entry.data, EditedData | RedactedData):
        return entry
    target = targets.get((entry.conversation, entry.data.target))
    return replace(entry, body=target.body, version=target.version) if target else entry


def _bounded(limit: int) -> int:
    return max(1, min(int(limit), MAX_PAGE))
