"""Reads the log for a viewer. Nothing is read here without one: the loops that serve them all ask `everywhere`."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from kefu.conversations import borrowed, checking, columns, inbox, scope, store
from kefu.conversations.data import EditedData, RedactedData
from kefu.conversations.kinds import CHANGES_TARGET, MESSAGES, Box, Holder, Kind, Priority, Status, Visibility
from kefu.conversations.records import Beside, ConversationRecord, EntryRecord, Filter, InboxPage, InboxRow
from kefu.kit import db, ids, replica
from kefu.kit.errors import NotAllowed, NotFound
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.people.teams import teams_of

logger = logging.getLogger(__name__)

MAX_PAGE = 200

_HEAD = f"SELECT {columns.HEAD_COLUMNS} FROM {columns.CONVERSATIONS}"
_LINE = f"SELECT 0 AS part, {columns.HEAD_COLUMNS} FROM {columns.CONVERSATIONS}"
_BESIDE = " UNION ALL ".join(
    f"SELECT * FROM (SELECT {part} AS part, {columns.HEAD_COLUMNS} FROM {columns.CONVERSATIONS} WHERE {where}) l{number}"
    for number, (part, where) in enumerate(
        (
            (0, "customer_id = %s{scope} ORDER BY id DESC LIMIT 6"),
            (1, "customer_id = %s AND step = 'ended'{scope} ORDER BY id DESC LIMIT 6"),
            (2, "merged_into_id = %s{scope}"),
            (2, "split_from_id = %s{scope}"),
        )
    )
)
_NEWEST_FIRST = "ORDER BY c.last_entry_at DESC, c.id DESC"


def conversation_for(viewer: Viewer, public_id: str) -> ConversationRecord:
    """NotFound if there is none, or if it is not the viewer's to see."""
    if not ids.is_public_id(public_id):
        raise NotFound
    return _visible(viewer, "public_id = %s", public_id)


def readable_for(viewer: Viewer, public_id: str) -> ConversationRecord:
    """The same, or a public one, which every customer's session may read. Only for doors that show: a guest writes nothing."""
    if not ids.is_public_id(public_id):
        raise NotFound
    conversation = _head_where(viewer, "public_id = %s", public_id)
    if is_guest(viewer, conversation) and conversation.visibility is Visibility.PUBLIC:
        return _as_customers_see(conversation)
    return _for(viewer, conversation)


def is_guest(viewer: Viewer, conversation: ConversationRecord) -> bool:
    """A customer who reads somebody else's conversation: possible in public ones."""
    return viewer.is_customer and conversation.customer != viewer.id


def conversation_by_row(viewer: Viewer, row: int) -> ConversationRecord:
    """The same, by the row other rooms hold."""
    return _visible(viewer, "id = %s", row)


def conversations_of(viewer: Viewer, *, limit: int = 50) -> list[ConversationRecord]:
    """A customer's own conversations, newest first."""
    if not viewer.is_customer:
        return []
    found = db.rows(f"{_HEAD} WHERE customer_id = %s ORDER BY id DESC LIMIT %s", [viewer.id, limit])
    return [_as_customers_see(columns.head_from(row)) for row in found]


def newest_row_of(viewer: Viewer) -> int:
    """The row of a customer's newest conversation; 0 without any."""
    found = db.rows(f"SELECT max(id) FROM {columns.CONVERSATIONS} WHERE customer_id = %s", [viewer.id])
    return (found[0][0] or 0) if viewer.is_customer else 0


def newest_public_for(viewer: Viewer, conversations: Sequence[ConversationRecord]) -> list[EntryRecord]:
    """The newest entry of each of a customer's own conversations, in one query."""
    places = [(one.id, one.last_public_seq) for one in conversations if one.customer == viewer.id]
    if not viewer.is_customer or not places:
        return []
    where = " OR ".join(["(e.conversation_id = %s AND e.public_seq = %s)"] * len(places))
    return _with_changes(store.select_entries(where, [value for place in places for value in place], tail=""))


def heads_for(viewer: Viewer, rows: Sequence[int]) -> dict[int, ConversationRecord]:
    """Of these conversations (rows), those that are the viewer's to see."""
    where, params = _scoped(viewer, *db.among("id", rows))
    found = [columns.head_from(row) for row in db.rows(f"{_HEAD} WHERE {where}", params)] if rows else []
    return {head.id: _for(viewer, head) for head in found if _is_for(viewer, head)}


def public_ids_for(viewer: Viewer, rows: Sequence[int]) -> dict[int, str]:
    """Of these conversations (rows), those that are the viewer's to see, by what outsiders may call them."""
    if not rows:
        return {}
    condition, params = _scoped(viewer, *db.among("id", rows))
    if viewer.is_customer:
        condition, params = f"{condition} AND customer_id = %s", [*params, viewer.id]
    elif Capability.READ_CONVERSATIONS not in viewer.capabilities:
        return {}
    return dict(db.rows(f"SELECT id, public_id FROM {columns.CONVERSATIONS} WHERE {condition}", params))


def conversations_with(viewer: Viewer, *, customer: int, limit: int = 20) -> list[ConversationRecord]:
    """For staff: a customer's conversations, newest first."""
    _require_staff(viewer)
    where, params = _scoped(viewer, "customer_id = %s", [customer])
    found = db.rows(f"{_HEAD} WHERE {where} ORDER BY id DESC LIMIT %s", [*params, limit])
    return [columns.head_from(row) for row in found]


def conversations_found(viewer: Viewer, *, customers: Sequence[int], prefix: str, limit: int = 20) -> list[InboxRow]:
    """For staff: the newest conversations of these customers, and those whose public id begins with `prefix`."""
    _require_staff(viewer)
    where, params = db.among("customer_id", customers)
    if prefix:
        where, params = f"({where} OR public_id BETWEEN %s AND %s)", [*params, prefix, prefix.ljust(26, "z")]
    where, params = _scoped(viewer, where, params)
    heads = f"{_LINE} WHERE {where} ORDER BY last_entry_at DESC, id DESC LIMIT {_bounded(limit)}"
    return replica.may_read(lambda: _rows(heads, params, tail=_NEWEST_FIRST))


def newest_of_customers(viewer: Viewer, customers: Sequence[int]) -> dict[int, str]:
    """For staff: the newest conversation (public id) of each of these customers who has one."""
    _require_staff(viewer)
    condition, params = _scoped(viewer, *db.among("customer_id", customers))
    newest = f"SELECT max(id) FROM {columns.CONVERSATIONS} WHERE {condition} GROUP BY customer_id"
    return dict(db.rows(f"SELECT customer_id, public_id FROM {columns.CONVERSATIONS} WHERE id IN ({newest})", params))


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


def latest_changes_for(
    viewer: Viewer, conversation: ConversationRecord, *, before: int | None = None, limit: int = 100
) -> list[EntryRecord]:
    """For staff: the newest entries that are more than words, in ascending order."""
    _require_staff(viewer)
    said = [kind.value for kind in MESSAGES]
    where = f"e.conversation_id = %s AND e.seq < %s AND e.kind NOT IN ({db.marks(said)})"
    params = [conversation.id, conversation.last_seq + 1 if before is None else before, *said]
    found = store.select_entries(where, params, tail=f"ORDER BY e.seq DESC LIMIT {_bounded(limit)}")
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


def newest(viewer: Viewer, conversation: ConversationRecord) -> int:
    """The newest number there is, in the viewer's own counting."""
    return conversation.last_seq if viewer.is_staff else conversation.last_public_seq


def newest_of_kind(viewer: Viewer, conversation: ConversationRecord, *, kind: Kind) -> EntryRecord | None:
    """The newest entry of a rare kind, for a viewer who was given the conversation."""
    found = store.newest_of(conversation.id, kind)
    return found if found is not None and numbered(viewer, found) else None


def ticks_for(entries: Sequence[EntryRecord]) -> dict[int, frozenset[int]]:
    """Of these entries, which a viewer was given: the checklists by row, with the items that are done."""
    return {entry.id: checking.ticked(entry) for entry in entries if entry.kind is Kind.CHECKLIST}


def tied_to(viewer: Viewer, rows: Sequence[int]) -> list[ConversationRecord]:
    """What was merged into these conversations (rows), and what was split off from them, as far as the viewer sees it."""
    marks = db.marks(rows)
    where, params = _scoped(viewer, f"merged_into_id IN ({marks}) OR split_from_id IN ({marks})", [*rows, *rows])
    return [columns.head_from(row) for row in db.rows(f"{_HEAD} WHERE {where} ORDER BY id", params)]


def beside(viewer: Viewer, conversation: ConversationRecord) -> Beside:
    """For staff: what a conversation's page shows around it, in one statement."""
    _require_staff(viewer)
    found: tuple[list[ConversationRecord], ...] = ([], [], [])
    seen = scope.of(viewer)
    own = [[each, *seen.params] for each in [conversation.customer] * 2 + [conversation.id] * 2]
    sql = _BESIDE.format(scope=f" AND {seen.sql}" if seen.sql else "")
    for row in db.rows(sql, [value for each in own for value in each]):
        found[row[0]].append(columns.head_from(row[1:]))
    others, endings = ([one for one in each if one.id != conversation.id] for each in found[:2])
    tied = {one.id: one for one in found[2]}  # once, however it is tied
    return Beside(_newest_first(others), _newest_first(endings), tied=[tied[row] for row in sorted(tied)])


def _newest_first(found: Sequence[ConversationRecord]) -> list[ConversationRecord]:
    return sorted(found, key=lambda one: -one.id)


def appeals_for(viewer: Viewer, *, limit: int = 100) -> list[ConversationRecord]:
    """What waits for a decision, longest first. NotAllowed for those who decide none."""
    if Capability.DECIDE_APPEALS not in viewer.capabilities:
        raise NotAllowed
    where, params = _scoped(viewer, "appeal = 'open'", [])
    found = db.rows(f"{_HEAD} WHERE {where} ORDER BY last_entry_at LIMIT %s", [*params, limit])
    return [columns.head_from(row) for row in found]


def inbox_for(viewer: Viewer, wanted: Filter, *, cursor: str = "", limit: int = 50) -> InboxPage:
    """A page of a desk list, by keyset. Invalid if the cursor is not one of ours. Where there is a copy of the database,
    what is closed may be read from it; the queue never is."""
    _require_staff(viewer)
    if wanted.box is Box.CLOSED:
        return replica.may_read(_inbox_page, viewer, wanted, cursor=cursor, limit=_bounded(limit))
    return _inbox_page(viewer, wanted, cursor=cursor, limit=_bounded(limit))


def _inbox_page(viewer: Viewer, wanted: Filter, *, cursor: str, limit: int) -> InboxPage:
    after = inbox.Place.read(cursor) if cursor else None
    asked = inbox.question(wanted, viewer_id=viewer.id, scope=scope.of(viewer), after=after, limit=limit + 1)
    found = [inbox.row_from(row) for row in db.rows(asked.sql, asked.params)]
    ends = found[limit - 1].conversation if len(found) > limit else None
    return InboxPage(rows=found[:limit], next_cursor=str(inbox.place_of(ends, order=wanted.order)) if ends else "")


def inbox_rows_for(viewer: Viewer, public_ids: Sequence[str]) -> list[InboxRow]:
    """These conversations as desk lines; what is gone or not visible is left out."""
    _require_staff(viewer)
    wanted = [public_id for public_id in public_ids if ids.is_public_id(public_id)][:MAX_PAGE]
    if not wanted:
        return []
    where, params = _scoped(viewer, f"public_id IN ({db.marks(wanted)})", wanted)
    return _rows(f"{_LINE} WHERE {where}", params, tail=_NEWEST_FIRST)


def is_in(viewer: Viewer, wanted: Filter, conversation: ConversationRecord) -> bool:
    """It stands in the list `inbox_for` gives for this filter."""
    chosen = (
        (wanted.team, conversation.team),
        (wanted.category, conversation.category),
        (wanted.priority, conversation.priority),
        (wanted.locale, conversation.locale),
        (wanted.origin, conversation.origin),
        (wanted.assignee, conversation.assignee),
        (wanted.account, conversation.account),
    )
    fits = all(asked is None or asked == there for asked, there in chosen)
    has_tag = wanted.tag is None or wanted.tag in conversation.tags
    return fits and has_tag and is_in_box(viewer, wanted.box, conversation)


def is_in_box(viewer: Viewer, box: Box, conversation: ConversationRecord) -> bool:
    match box:
        case Box.CLOSED:
            return conversation.status is Status.CLOSED
        case Box.SNOOZED:
            return conversation.status is Status.SNOOZED
        case _ if conversation.status is not Status.OPEN:
            return False
        case Box.MINE:
            return conversation.assignee == viewer.id
        case Box.UNASSIGNED:
            return conversation.assignee is None and conversation.holder is not Holder.BOT
        case Box.TEAM:
            is_theirs = conversation.team is not None and conversation.team in teams_of(viewer.id)
            return is_theirs and conversation.holder is not Holder.BOT
        case Box.BOT:
            return conversation.holder is Holder.BOT
        case Box.OPEN:
            return True


def counts_for(viewer: Viewer) -> dict[Box, int]:
    """How many stand in each list, up to one more than `inbox.COUNTED_TO`; closed ones are not counted."""
    return counts_with_appeals(viewer)[0]


def counts_with_appeals(viewer: Viewer) -> tuple[dict[Box, int], int]:
    """The same, and how many appeals wait for the viewer's decision: none for those who decide none. One statement."""
    _require_staff(viewer)
    decides = Capability.DECIDE_APPEALS in viewer.capabilities
    asked = inbox.counters(viewer.id, scope=scope.of(viewer), appeals=decides)
    found = db.rows(asked.sql, asked.params)[0]
    return dict(zip(inbox.COUNTED, found, strict=not decides)), found[-1] if decides else 0


def _visible(viewer: Viewer, where: str, value: object) -> ConversationRecord:
    return _for(viewer, _head_where(viewer, where, value))


def _head_where(viewer: Viewer, where: str, value: object) -> ConversationRecord:
    where, params = _scoped(viewer, where, [value])
    found = db.rows(f"{_HEAD} WHERE {where}", params)
    if not found:
        raise NotFound
    return columns.head_from(found[0])


def _for(viewer: Viewer, conversation: ConversationRecord) -> ConversationRecord:
    if not _is_for(viewer, conversation):
        raise NotFound
    return _as_customers_see(conversation) if viewer.is_customer else conversation


def _is_for(viewer: Viewer, conversation: ConversationRecord) -> bool:
    if viewer.is_customer:
        return conversation.customer == viewer.id
    return viewer.is_staff and Capability.READ_CONVERSATIONS in viewer.capabilities


def _as_customers_see(conversation: ConversationRecord) -> ConversationRecord:
    """How we sort is ours: to its customer, what is snoozed is open."""
    status = Status.OPEN if conversation.status is Status.SNOOZED else conversation.status
    return replace(
        conversation,
        status=status,
        team=None,
        priority=Priority.NORMAL,
        category="",
        snoozed_until=None,
        tags=(),
        fields={},
    )


def _scoped(viewer: Viewer, where: str, params: Sequence[object]) -> tuple[str, list[object]]:
    """The condition, of what this viewer sees at all. Every statement for staff in this room goes through here or `inbox`."""
    seen = scope.of(viewer)
    return (f"({where}) AND {seen.sql}" if seen.sql else where), [*params, *seen.params]


def _require_staff(viewer: Viewer) -> None:
    if Capability.READ_CONVERSATIONS not in viewer.capabilities:
        raise NotAllowed


def _rows(heads: str, params: Sequence[object], *, tail: str) -> list[InboxRow]:
    return borrowed.with_words([inbox.row_from(row) for row in db.rows(inbox.rows_sql(heads, tail=tail), params)])


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
