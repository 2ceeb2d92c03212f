"""A desk list as SQL: which conversations, in which order, from where on. Asked by `queries` alone, for staff.

Two orders are keyset lists on an index each. "Waiting longest" is two of them, one after the other: who waits,
longest first, then all others, newest first. What stands in SQL as text is ours; what people choose is a parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kefu.conversations import tagging
from kefu.conversations.columns import CONVERSATIONS, HEAD_COLUMNS
from kefu.conversations.kinds import Box, Order, Status
from kefu.conversations.records import ConversationRecord, Filter
from kefu.kit import db, ids
from kefu.kit.errors import Invalid

_STATUS = {Box.SNOOZED: Status.SNOOZED, Box.CLOSED: Status.CLOSED}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: in the part of those who wait, or of the rest; after this moment and conversation."""

    waits: bool
    at: datetime
    public_id: str

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """Invalid if the cursor is not one of ours. It names a conversation by its public id: no address counts rows."""
        part, _, rest = cursor.partition("~")
        at, _, public_id = rest.rpartition("~")
        if part not in {"w", "n"} or not ids.is_public_id(public_id):
            raise Invalid
        try:
            return cls(waits=part == "w", at=datetime.fromisoformat(at).replace(tzinfo=UTC), public_id=public_id)
        except (ValueError, OverflowError) as error:
            raise Invalid from error

    def __str__(self) -> str:
        return f"{'w' if self.waits else 'n'}~{self.at.replace(tzinfo=None).isoformat()}~{self.public_id}"


@dataclass(frozen=True, slots=True)
class Question:
    """One keyset list: its statement and what to fill in."""

    sql: str
    params: Sequence[object]


def questions(
    wanted: Filter, *, viewer_id: int, teams: Sequence[int], after: Place | None, limit: int
) -> list[Question]:
    """The lists to read one after the other until `limit` lines are found."""
    has_waiting_part = wanted.order is Order.WAITING and wanted.box is not Box.CLOSED
    if not has_waiting_part:
        return [_question(wanted, viewer_id, teams, part=None, after=after, limit=limit)]
    parts = (True, False) if after is None or after.waits else (False,)
    return [
        _question(
            wanted, viewer_id, teams, part=part, after=after if after and after.waits == part else None, limit=limit
        )
        for part in parts
    ]


def place_of(conversation: ConversationRecord, *, order: Order) -> Place:
    """Where a page that ends with this conversation ended."""
    since = conversation.waiting_since if order is Order.WAITING else None
    return Place(waits=since is not None, at=since or conversation.last_entry_at, public_id=conversation.public_id)


def _question(
    wanted: Filter, viewer_id: int, teams: Sequence[int], *, part: bool | None, after: Place | None, limit: int
) -> Question:
    order = "waiting_since, id" if part else "last_entry_at DESC, id DESC"
    where, params = _narrowed(wanted, viewer_id)
    if part is not None:
        where.append(f"waiting_since IS {'NOT ' if part else ''}NULL")
    if after is not None:
        column, sign = ("waiting_since", ">") if part else ("last_entry_at", "<")
        row = f"(SELECT id FROM {CONVERSATIONS} WHERE public_id = %s)"
        where.append(f"({column}, id) {sign} (%s, {row})")
        params += [db.to_moment(after.at), after.public_id]
    if wanted.box is not Box.TEAM:
        return Question(_statement(where, order, limit), params)
    return _of_teams(where, params, teams, order=order, limit=limit)


def _of_teams(where: list[str], params: list[object], teams: Sequence[int], *, order: str, limit: int) -> Question:
    """Each team's own list from the index, then the first of them all: nothing is sorted but what is shown."""
    each = " UNION ALL ".join(f"SELECT * FROM ({_statement([*where, 'team_id = %s'], order, limit)}) t" for _ in teams)
    if not teams:
        return Question(_statement(["1 = 0"], order, limit), [])
    sql = f"SELECT * FROM ({each}) mine ORDER BY {order} LIMIT {int(limit)}"
    return Question(sql, [value for team in teams for value in (*params, team)])


def _statement(where: Sequence[str], order: str, limit: int) -> str:
    return f"SELECT {HEAD_COLUMNS} FROM {CONVERSATIONS} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT {int(limit)}"


def _narrowed(wanted: Filter, viewer_id: int) -> tuple[list[str], list[object]]:
    """The status stands there as text, or no index that is kept for one status alone would be used."""
    where, params = [f"status = '{_STATUS.get(wanted.box, Status.OPEN).value}'"], list[object]()
    if wanted.box is Box.UNASSIGNED:
        where.append("assignee_id IS NULL")
    if wanted.box is Box.MINE:
        where.append("assignee_id = %s")
        params.append(viewer_id)
    chosen = {
        "assignee_id": wanted.assignee,
        "team_id": wanted.team,
        "category": wanted.category,
        "priority": wanted.priority,
        "locale": wanted.locale,
        "origin": wanted.origin,
    }
    for column, value in chosen.items():
        if value is not None:
            where.append(f"{column} = %s")
            params.append(value)
    if wanted.tag is not None:
        where.append(
            f"id IN (SELECT conversation_id FROM {tagging.TAGGINGS}"
            f" WHERE tag_id = (SELECT id FROM {tagging.TAGS} WHERE slug = %s))"
        )
        params.append(wanted.tag)
    return where, params
