"""What the loops that serve everybody ask of all conversations, without a viewer: rows and numbers, never anybody's words."""

from collections.abc import Collection, Mapping
from datetime import datetime

from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.joins import MAX_JOINED
from kefu.conversations.kinds import Holder, Kind, Status
from kefu.conversations.store import ENTRIES
from kefu.kit import db
from kefu.people.directory import CUSTOMERS

MOST = 200


def snoozed_due(now: datetime, *, limit: int) -> list[tuple[int, datetime]]:
    """Row and moment of what was put off until before now, oldest first: for the watcher that brings it back."""
    sql = (
        f"SELECT id, snoozed_until FROM {CONVERSATIONS} WHERE snoozed_until <= %s"
        f" ORDER BY snoozed_until LIMIT {min(limit, MOST)}"
    )
    found = [(row[0], db.from_moment(row[1])) for row in db.rows(sql, [db.to_moment(now)])]
    return [(row, until) for row, until in found if until is not None]


def newest(rows: Collection[int]) -> dict[int, tuple[int, int]]:
    """Row -> (last_seq, last_public_seq): what the live edge re-checks for all its subscriptions."""
    wanted = list(rows)
    sql = f"SELECT id, last_seq, last_public_seq FROM {CONVERSATIONS} WHERE id IN ({db.marks(wanted)})"
    return {row[0]: (row[1], row[2]) for row in db.rows(sql, wanted)} if wanted else {}


def changed(since: datetime, *, limit: int) -> list[tuple[int, str, int]]:
    """Row, public id and newest number of what was written to since then, newest first: what the live edge re-checks for
    the lists of the desks."""
    each = [
        f"SELECT * FROM (SELECT id, public_id, last_seq, last_entry_at FROM {CONVERSATIONS}"
        f" WHERE status = '{status.value}' AND last_entry_at >= %s ORDER BY last_entry_at DESC LIMIT {min(limit, MOST)}) s"
        for status in Status
    ]
    sql = f"{' UNION ALL '.join(each)} ORDER BY 4 DESC LIMIT {min(limit, MOST)}"
    return [(row[0], row[1], row[2]) for row in db.rows(sql, [db.to_moment(since)] * len(Status))]


def assignees(rows: Collection[int]) -> dict[int, int | None]:
    """Row -> the agent it is with, for watchers."""
    return db.of_rows(CONVERSATIONS, "assignee_id", rows) if rows else {}


def with_agent_outside(agent: int, *, regions: Collection[str], limit: int) -> list[int]:
    """Rows of what is open or snoozed and with this agent, of customers of other regions than these (empty: unknown)."""
    named = sorted(regions)
    inside = f"AND p.region NOT IN ({db.marks(named)})" if named else ""
    sql = (
        f"SELECT c.id FROM {CONVERSATIONS} c JOIN {CUSTOMERS} p ON p.id = c.customer_id WHERE c.assignee_id = %s"
        f" AND c.status IN ('{Status.OPEN.value}', '{Status.SNOOZED.value}') {inside} ORDER BY c.id LIMIT {min(limit, MOST)}"
    )
    return [row[0] for row in db.rows(sql, [agent, *named])]


def categories(rows: Collection[int]) -> dict[int, str]:
    """Row -> what it is about."""
    return db.of_rows(CONVERSATIONS, "category", rows) if rows else {}


def priorities(rows: Collection[int]) -> dict[int, int]:
    """Row -> how urgent it is, for watchers."""
    return db.of_rows(CONVERSATIONS, "priority", rows) if rows else {}


def with_bot(rows: Collection[int]) -> set[int]:
    """Of these conversations, those that the assistant holds."""
    held = db.of_rows(CONVERSATIONS, "holder", rows) if rows else {}
    return {row for row, holder in held.items() if holder == Holder.BOT.value}


def unanswered_by_bot(before: datetime, *, limit: int) -> list[int]:
    """Rows with the assistant whose customers have waited since before then, longest first."""
    sql = (
        f"SELECT id FROM {CONVERSATIONS}{db.indexed_by('with_bot')} WHERE status = 'open' AND holder = 'bot'"
        f" AND waiting_since <= %s ORDER BY waiting_since LIMIT {min(limit, MOST)}"
    )
    return [row[0] for row in db.rows(sql, [db.to_moment(before)])]


def done_with_bot(before: datetime, *, limit: int) -> list[int]:
    """Rows with the assistant in which nobody said anything since before then and nobody waits, oldest first."""
    sql = (
        f"SELECT id FROM {CONVERSATIONS}{db.indexed_by('with_bot')} WHERE status = 'open' AND holder = 'bot'"
        f" AND waiting_since IS NULL AND last_entry_at <= %s ORDER BY last_entry_at LIMIT {min(limit, MOST)}"
    )
    return [row[0] for row in db.rows(sql, [db.to_moment(before)])]


def with_account(rows: Collection[int]) -> set[int]:
    """Of these conversations, those that came in by an address of ours."""
    held = db.of_rows(CONVERSATIONS, "account_id", rows) if rows else {}
    return {row for row, account in held.items() if account is not None}


def goes_on_in(row: int) -> int:
    """Where what is said to this conversation's customer about it is said now: the end of its chain of merges, or itself."""
    for _ in range(MAX_JOINED):
        into = db.of_rows(CONVERSATIONS, "merged_into_id", [row]).get(row)
        if into is None:
            break
        row = into
    return row


def openings(customers: Collection[int], since: datetime, *, most: int = MOST * 50) -> list[tuple[int, int, datetime]]:
    """(customer, row, opened at) of what these customers have opened since then, oldest first; so many at most."""
    condition, params = db.among("customer_id", customers)
    sql = (
        f"SELECT customer_id, id, created_at FROM {CONVERSATIONS} WHERE {condition} AND created_at >= %s"
        f" ORDER BY id LIMIT {int(most)}"
    )
    found = [(row[0], row[1], db.from_moment(row[2])) for row in db.rows(sql, [*params, db.to_moment(since)])]
    return [(customer, row, at) for customer, row, at in found if at is not None]


def writers(customers: Collection[int]) -> set[int]:
    """Of these customers, the ones with a conversation."""
    condition, params = db.among("customer_id", customers)
    return {row[0] for row in db.rows(f"SELECT customer_id FROM {CONVERSATIONS} WHERE {condition}", params)}


def ended(rows: Collection[int]) -> dict[int, datetime]:
    """Row -> when it was closed, of those whose case is over: what was merged goes on elsewhere, and an appeal that waits may
    open it again."""
    going = {row: row for row in rows}
    for _ in range(MAX_JOINED):
        further = db.of_rows(CONVERSATIONS, "merged_into_id", set(going.values())) if going else {}
        moved = {row: further[at] for row, at in going.items() if further.get(at) is not None}
        if not moved:
            break
        going |= moved
    closed = _closed_at(set(going.values()))
    return {row: closed[at] for row, at in going.items() if at in closed}


def read_in(rows: Collection[int]) -> dict[int, set[int]]:
    """Row -> the conversations (rows) whose people read its log too: what it was merged into, what was split off from it, and
    where these go on."""
    steps: dict[int, set[int]] = {}
    level = set(rows)
    for _ in range(MAX_JOINED):
        if not level:
            break
        seen = {*steps, *level}
        for row, further in _read_next(level):
            steps.setdefault(row, set()).add(further)
        level = {each for row in level for each in steps.get(row, ())} - seen
    return {row: _reached(row, steps) for row in rows}


def _reached(row: int, steps: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    level = {row}
    while level := {each for one in level for each in steps.get(one, ())} - found:
        found.update(level)
    return found - {row}


def _read_next(rows: Collection[int]) -> list[tuple[int, int]]:
    merged, params = db.among("id", rows)
    split, others = db.among("split_from_id", rows)
    sql = (
        f"SELECT id, merged_into_id FROM {CONVERSATIONS} WHERE {merged} AND merged_into_id IS NOT NULL"
        f" UNION ALL SELECT split_from_id, id FROM {CONVERSATIONS} WHERE {split}"
    )
    return [(row[0], row[1]) for row in db.rows(sql, [*params, *others])]


def open_among(rows: Collection[int]) -> set[int]:
    """Of these conversations, those that are not closed."""
    condition, params = db.among("id", rows)
    sql = f"SELECT id FROM {CONVERSATIONS} WHERE {condition} AND status <> %s"
    return {row[0] for row in db.rows(sql, [*params, Status.CLOSED.value])} if rows else set()


def _closed_at(rows: Collection[int]) -> dict[int, datetime]:
    if not rows:
        return {}
    condition, params = db.among("c.id", rows)
    ends = [Kind.CLOSED.value, Kind.ENDED.value]
    sql = (
        f"SELECT c.id, COALESCE(MAX(e.created_at), c.last_entry_at) FROM {CONVERSATIONS} c LEFT JOIN {ENTRIES} e"
        f" ON e.conversation_id = c.id AND e.kind IN (%s, %s) WHERE {condition} AND c.status = 'closed'"
        " AND c.appeal <> 'open' GROUP BY c.id, c.last_entry_at"
    )
    found = [(row[0], db.from_moment(row[1])) for row in db.rows(sql, [*ends, *params])]
    return {row: at for row, at in found if at is not None}


def rows_of(public_ids: Collection[str]) -> dict[str, int]:
    """Public id -> row, of those there are."""
    if not public_ids:
        return {}
    condition, params = db.among("public_id", public_ids)
    return {row[0]: row[1] for row in db.rows(f"SELECT public_id, id FROM {CONVERSATIONS} WHERE {condition}", params)}


def public_ids(rows: Collection[int]) -> dict[int, str]:
    """Row -> public id, of those there are."""
    if not rows:
        return {}
    condition, params = db.among("id", rows)
    return {row[0]: row[1] for row in db.rows(f"SELECT id, public_id FROM {CONVERSATIONS} WHERE {condition}", params)}


def customers(rows: Collection[int]) -> dict[int, int]:
    """Row -> its customer, for watchers."""
    return db.of_rows(CONVERSATIONS, "customer_id", rows) if rows else {}
