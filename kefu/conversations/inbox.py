"""A desk list as SQL: which conversations, in which order, from where on. Asked by `queries` alone, for staff.

Two orders are keyset lists on an index each. "Waiting longest" is three of them in one statement: who waits and is
urgent, then who waits, longest first, then all others, newest first. What stands in SQL as text is ours; what people
choose is a parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kefu.conversations import columns, store, tagging
from kefu.conversations.columns import CONVERSATIONS, HEAD_COLUMNS, HEAD_WIDTH
from kefu.conversations.kinds import Box, Order, Priority, Status
from kefu.conversations.records import ConversationRecord, Filter, InboxRow
from kefu.conversations.store import ENTRIES, ENTRY_COLUMNS
from kefu.kit import db, ids
from kefu.kit.errors import Invalid
from kefu.people import directory
from kefu.people.closed import Scope
from kefu.people.directory import CUSTOMERS, KEYS_OF
from kefu.people.teams import MEMBERS as TEAM_MEMBERS

COUNTED = (Box.MINE, Box.TEAM, Box.UNASSIGNED, Box.OPEN, Box.BOT, Box.SNOOZED)
COUNTED_TO = 999  # beyond, a counter only says that there are more: counting all would grow with all that is open

_URGENT, _WAITING, _REST = 0, 1, 2
_WAIT = frozenset({_URGENT, _WAITING})
_LETTERS = {_URGENT: "u", _WAITING: "w", _REST: "n"}
_ORDERS = {
    _URGENT: "waiting_since, id",
    _WAITING: "waiting_since, id",
    _REST: "last_entry_at DESC, id DESC",
}
_ALL_ORDERS = (
    "c.part, CASE WHEN c.part < 2 THEN c.waiting_since END, CASE WHEN c.part < 2 THEN c.id END,"
    " c.last_entry_at DESC, c.id DESC"
)
_COLUMNS = {"assignee": "assignee_id", "team": "team_id", "account": "account_id"}
_WITH_BOT, _NOT_WITH_BOT = "status = 'open' AND holder = 'bot'", "holder <> 'bot'"
_STATUS = {Box.SNOOZED: Status.SNOOZED, Box.CLOSED: Status.CLOSED}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: in which part (of the urgent, of those who wait, of the rest), after this conversation."""

    part: int
    at: datetime
    public_id: str

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """Invalid if the cursor is not one of ours. It names a conversation by its public id: no address counts rows."""
        letter, _, rest = cursor.partition("~")
        at, _, public_id = rest.rpartition("~")
        part = next((part for part, each in _LETTERS.items() if each == letter), None)
        if part is None or not ids.is_public_id(public_id):
            raise Invalid
        try:
            return cls(part=part, at=datetime.fromisoformat(at).replace(tzinfo=UTC), public_id=public_id)
        except (ValueError, OverflowError) as error:
            raise Invalid from error

    def __str__(self) -> str:
        return f"{_LETTERS[self.part]}~{self.at.replace(tzinfo=None).isoformat()}~{self.public_id}"


@dataclass(frozen=True, slots=True)
class Question:
    """A statement and what to fill in. Its rows are those of `rows_sql`."""

    sql: str
    params: Sequence[object]


@dataclass(frozen=True, slots=True)
class _List:
    """Part of a list, in order: `index` is told to the database that keeps no figures to choose by; empty for none."""

    part: int
    index: str
    where: Sequence[str]
    params: Sequence[object]

    def sql(self, *, order: str, limit: int) -> str:
        source = f"{CONVERSATIONS}{db.indexed_by(self.index)}"
        return (
            f"SELECT {self.part} AS part, {HEAD_COLUMNS} FROM {source}"
            f" WHERE {' AND '.join(self.where)} ORDER BY {order} LIMIT {int(limit)}"
        )


def question(wanted: Filter, *, viewer_id: int, scope: Scope, after: Place | None, limit: int) -> Question:
    """The first `limit` lines of the list behind `after`, in one statement."""
    parts = _parts_of(wanted, after)
    lists = [
        each
        for part in parts
        for each in _lists(wanted, viewer_id, scope, part=part, after=after if after and after.part == part else None)
    ]
    heads = " UNION ALL ".join(
        f"SELECT * FROM ({each.sql(order=_ORDERS[each.part], limit=limit)}) l{number}"
        for number, each in enumerate(lists)
    )
    sql = rows_sql(heads, tail=f"ORDER BY {_ALL_ORDERS} LIMIT {int(limit)}")
    return Question(sql, [value for each in lists for value in each.params])


def rows_sql(heads: str, *, tail: str) -> str:
    """Heads (`part` and HEAD_COLUMNS) with their customers' names and newest messages, in one statement."""
    return (
        f"SELECT c.*, n.sealed_name, k.wrapped, {ENTRY_COLUMNS} FROM ({heads}) c"
        f" LEFT JOIN {CUSTOMERS} n ON n.id = c.customer_id {KEYS_OF.format('c.customer_id')}"
        f" LEFT JOIN {ENTRIES} e ON e.conversation_id = c.id AND e.seq = c.last_message_seq {tail}"
    )


def row_from(row: Sequence[Any]) -> InboxRow:
    """A row of `rows_sql`."""
    head = columns.head_from(row[1 : 1 + HEAD_WIDTH])
    (sealed, wrapped), entry = row[1 + HEAD_WIDTH : 3 + HEAD_WIDTH], row[3 + HEAD_WIDTH :]
    last = store.entry_from(entry) if entry[0] is not None else None
    return InboxRow(head, last, customer_name=directory.opened_name(head.customer, sealed, wrapped))


def place_of(conversation: ConversationRecord, *, order: Order) -> Place:
    """Where a page that ends with this conversation ended."""
    since = conversation.waiting_since if order is Order.WAITING else None
    if since is None:
        return Place(_REST, conversation.last_entry_at, conversation.public_id)
    part = _URGENT if conversation.priority is Priority.URGENT else _WAITING
    return Place(part, since, conversation.public_id)


def counters(viewer_id: int, *, scope: Scope, appeals: bool = False) -> Question:
    """How many stand in each of COUNTED, each counted to one more than COUNTED_TO and no further.

    With `appeals` last, how many of them the viewer may decide on: whoever ended a conversation does not.
    """
    of_team = f"team_id IN (SELECT team_id FROM {TEAM_MEMBERS} WHERE agent_id = %s)"
    wheres = {
        Box.MINE: "status = 'open' AND assignee_id = %s",
        Box.TEAM: f"status = 'open' AND {of_team} AND {_NOT_WITH_BOT}",
        Box.UNASSIGNED: f"status = 'open' AND assignee_id IS NULL AND {_NOT_WITH_BOT}",
        Box.OPEN: "status = 'open'",
        Box.BOT: _WITH_BOT,
        Box.SNOOZED: "status = 'snoozed'",
    }
    asked = [(box.value, wheres[box]) for box in COUNTED]
    if appeals:
        asked.append(("appeals", "appeal = 'open' AND (ended_by IS NULL OR ended_by <> %s)"))
    beyond = f" AND {scope.sql}" if scope.sql else ""
    counts = [
        f"(SELECT count(*) FROM (SELECT 1 FROM {CONVERSATIONS} WHERE {where}{beyond} LIMIT {COUNTED_TO + 1}) {name})"
        for name, where in asked
    ]
    params = [[viewer_id] * where.count("%s") + scope.params for _name, where in asked]
    return Question(f"SELECT {', '.join(counts)}", [value for each in params for value in each])


def _parts_of(wanted: Filter, after: Place | None) -> Sequence[int]:
    if wanted.order is not Order.WAITING or wanted.box is Box.CLOSED:
        return (_REST,)
    return [part for part in (_URGENT, _WAITING, _REST) if after is None or part >= after.part]


def _lists(wanted: Filter, viewer_id: int, scope: Scope, *, part: int, after: Place | None) -> list[_List]:
    where, params = _narrowed(wanted, viewer_id)
    if scope.sql:
        where, params = [*where, scope.sql], [*params, *scope.params]
    if wanted.order is Order.WAITING and wanted.box is not Box.CLOSED:
        where.append(f"waiting_since IS {'NOT ' if part in _WAIT else ''}NULL")
    if part in _WAIT:
        where.append(f"priority {'=' if part == _URGENT else '<'} {Priority.URGENT.value}")
    if after is not None:
        column, sign = ("waiting_since", ">") if part in _WAIT else ("last_entry_at", "<")
        row = f"(SELECT id FROM {CONVERSATIONS} WHERE public_id = %s)"
        where.append(f"({column}, id) {sign} (%s, {row})")
        params += [db.to_moment(after.at), after.public_id]
    index = _index(wanted, part)
    if wanted.tag is None:
        return [_List(part, index, where, params)]
    return [
        _List(part, "", [*where, tagging.IS_RARE, tagging.HAS_RARE], [*params, wanted.tag, wanted.tag]),
        _List(part, index, [*where, tagging.IS_COMMON, tagging.HAS_COMMON], [*params, wanted.tag, wanted.tag]),
    ]


def _index(wanted: Filter, part: int) -> str:
    """The index that stands in order and is narrow: an agent's own conversations are few enough to be sorted."""
    has_assignee = wanted.box is Box.MINE or wanted.assignee is not None
    if wanted.box is not Box.CLOSED and has_assignee:
        return "conversation_by_assignee"
    if wanted.account is not None:
        return "mailbox_by_waiting" if part in _WAIT else "mailbox_by_newest"
    if part in _WAIT:
        return "urgent_by_waiting" if part == _URGENT else "conversation_by_waiting"
    if wanted.box is Box.BOT:
        return "with_bot"
    if wanted.box is not Box.CLOSED:
        return "snoozed_by_newest" if wanted.box is Box.SNOOZED else "open_by_newest"
    chosen = _chosen(wanted)
    usual = wanted.priority is Priority.NORMAL
    narrowest = ("assignee", "category", "team", *(() if usual else ("priority",)), "locale", "origin", "priority")
    return f"closed_by_{next((name for name in narrowest if chosen[name] is not None), 'newest')}"


def _narrowed(wanted: Filter, viewer_id: int) -> tuple[list[str], list[object]]:
    """The status stands there as text, or no index that is kept for one status alone would be used."""
    where, params = [f"status = '{_STATUS.get(wanted.box, Status.OPEN).value}'"], list[object]()
    if wanted.box is Box.UNASSIGNED:
        where += ["assignee_id IS NULL", _NOT_WITH_BOT]
    if wanted.box is Box.MINE:
        where.append("assignee_id = %s")
        params.append(viewer_id)
    if wanted.box is Box.TEAM:
        where.append(f"team_id IN (SELECT team_id FROM {TEAM_MEMBERS} WHERE agent_id = %s)")
        where.append(_NOT_WITH_BOT)
        params.append(viewer_id)
    if wanted.box is Box.BOT:
        where.append("holder = 'bot'")
    for name, value in _chosen(wanted).items():
        if value is not None:
            where.append(f"{_COLUMNS.get(name, name)} = %s")
            params.append(value)
    return where, params


def _chosen(wanted: Filter) -> dict[str, object]:
    return {
        "assignee": wanted.assignee,
        "team": wanted.team,
        "category": wanted.category,
        "priority": wanted.priority,
        "locale": wanted.locale,
        "origin": wanted.origin,
        "account": wanted.account,
    }
