"""How far people got. Marks only move forward, are lost without harm, and are written in groups by the live edge."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache, partial

from django.db import transaction

from kefu.conversations.kinds import AuthorKind
from kefu.conversations.records import ConversationRecord, Marks
from kefu.conversations.store import ENTRIES
from kefu.kit import db, wake
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability

TABLE = "conversations_readmark"
TOPIC = "marks"


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's own numbers (customers count what is public). Zero says nothing."""

    conversation: int
    conversation_public_id: str
    person_kind: AuthorKind
    person_id: int
    delivered: int
    read: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A side got further: how far now, in the other side's numbering. Staff's is that of whoever got furthest."""

    conversation: int
    conversation_public_id: str
    is_customers: bool
    delivered: int
    read: int


def mark_of(viewer: Viewer, conversation: ConversationRecord, *, delivered: int = 0, read: int = 0) -> Mark | None:
    """How far this viewer got. None for staff who may not answer: that an auditor looked tells a customer nothing."""
    if viewer.is_staff and Capability.REPLY not in viewer.capabilities:
        return None
    return Mark(
        conversation=conversation.id,
        conversation_public_id=conversation.public_id,
        person_kind=AuthorKind.AGENT if viewer.is_staff else AuthorKind.CUSTOMER,
        person_id=viewer.id,
        delivered=max(delivered, read),
        read=read,
    )


_Reached = tuple[int, int]  # delivered, read: in `seq`
_Place = tuple[int, int]  # a conversation and a number in it


def record(marks: Sequence[Mark]) -> list[Receipt]:
    """Store marks; the larger number wins. Tells every process, and returns, which sides got further by that."""
    placed = list(zip(marks, _places(marks), strict=True))
    receipts = _receipts(_progress(placed))
    sql = (
        f"INSERT INTO {TABLE} (conversation_id, person_kind, person_id, delivered_seq, read_seq)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (conversation_id, person_kind, person_id) DO UPDATE SET"
        f" delivered_seq = CASE WHEN excluded.delivered_seq > {TABLE}.delivered_seq"
        f" THEN excluded.delivered_seq ELSE {TABLE}.delivered_seq END,"
        f" read_seq = CASE WHEN excluded.read_seq > {TABLE}.read_seq"
        f" THEN excluded.read_seq ELSE {TABLE}.read_seq END"
    )
    with transaction.atomic():
        db.run_many(sql, sorted((m.conversation, m.person_kind.value, m.person_id, *place) for m, place in placed))
        if receipts:
            transaction.on_commit(partial(wake.wake, TOPIC, [list(astuple(receipt)) for receipt in receipts]))
    return receipts


def marks_for(viewer: Viewer, conversation: ConversationRecord) -> Marks:
    """How far both sides are, in the viewer's numbering."""
    far = _reached([conversation.id])
    customer = far.get((conversation.id, AuthorKind.CUSTOMER), (0, 0))
    seqs = (*customer, *far.get((conversation.id, AuthorKind.AGENT), (0, 0)))
    if not viewer.is_staff:
        return Marks(*_newest("public_seq", at="seq", places=[(conversation.id, seq) for seq in seqs]))
    return Marks(*seqs)


def reached_by(kind: AuthorKind, person_id: int, *, conversation: int) -> tuple[int, int]:
    """How far one person got there: delivered and read, in `seq`. For watchers."""
    sql = (
        f"SELECT delivered_seq, read_seq FROM {TABLE}"
        " WHERE conversation_id = %s AND person_kind = %s AND person_id = %s"
    )
    found = db.rows(sql, [conversation, kind.value, person_id])
    return (found[0][0], found[0][1]) if found else (0, 0)


def _reached(conversations: Collection[int]) -> dict[tuple[int, AuthorKind], _Reached]:
    condition, params = db.among("conversation_id", conversations)
    sql = (
        f"SELECT conversation_id, person_kind, max(delivered_seq), max(read_seq) FROM {TABLE}"
        f" WHERE {condition} GROUP BY conversation_id, person_kind"
    )
    return {(row[0], AuthorKind(row[1])): (row[2], row[3]) for row in db.rows(sql, params)}


def _progress(placed: Sequence[tuple[Mark, _Reached]]) -> list[tuple[Mark, _Reached, _Reached]]:
    """The marks by which a side got further: before and now, in `seq`."""
    reached = _reached({mark.conversation for mark, _ in placed})
    moved = []
    for mark, place in placed:
        side = (mark.conversation, mark.person_kind)
        before = reached.get(side, (0, 0))
        now = reached[side] = (max(before[0], place[0]), max(before[1], place[1]))
        if now != before:
            moved.append((mark, before, now))
    return moved


def _receipts(progress: Sequence[tuple[Mark, _Reached, _Reached]]) -> list[Receipt]:
    """What the other sides see of it. A customer must not notice that a note was read: staff's numbers turn public."""
    asked = [
        (mark.conversation, number)
        for mark, before, now in progress
        if mark.person_kind is not AuthorKind.CUSTOMER
        for number in {*before, *now}
    ]
    public = dict(zip(asked, _newest("public_seq", at="seq", places=asked), strict=True))
    receipts = []
    for mark, *numbers in progress:
        row, is_customers = mark.conversation, mark.person_kind is AuthorKind.CUSTOMER
        before, now = numbers if is_customers else (_pair(public, row, reached) for reached in numbers)
        if now != before:
            receipts.append(Receipt(row, mark.conversation_public_id, is_customers, delivered=now[0], read=now[1]))
    return receipts


def _pair(public: Mapping[_Place, int], conversation: int, numbers: _Reached) -> _Reached:
    return public[conversation, numbers[0]], public[conversation, numbers[1]]


def _places(marks: Sequence[Mark]) -> list[_Reached]:
    """Where people's own numbers stand, in `seq`: nobody can have read what is not there."""
    places: dict[tuple[str, _Place], int] = {}
    for column in ("public_seq", "seq"):
        asked = [
            (mark.conversation, n) for mark in marks if _column(mark) == column for n in (mark.delivered, mark.read)
        ]
        found = _newest("seq", at=column, places=asked)
        places |= {(column, place): seq for place, seq in zip(asked, found, strict=True)}
    at = [(_column(mark), mark) for mark in marks]
    return [(places[c, (m.conversation, m.delivered)], places[c, (m.conversation, m.read)]) for c, m in at]


def _column(mark: Mark) -> str:
    return "public_seq" if mark.person_kind is AuthorKind.CUSTOMER else "seq"


def _newest(column: str, *, at: str, places: Sequence[_Place]) -> list[int]:
    """For each (conversation, number): `column` of the newest entry whose `at` is not beyond the number. 0 for none."""
    wanted = list(dict.fromkeys(place for place in places if place[1] > 0))
    found: dict[_Place, int] = {}
    for part in db.parts(wanted):
        rows = db.rows(_newest_sql(column, at, len(part)), [number for place in part for number in place])
        found |= {(row[0], row[1]): row[2] or 0 for row in rows}
    return [found.get(place, 0) for place in places]


@cache
def _newest_sql(column: str, at: str, count: int) -> str:
    return (
        f"WITH wanted(conversation, number) AS (VALUES {db.many_marks(2, count)})"
        f" SELECT conversation, number, (SELECT e.{column} FROM {ENTRIES} e WHERE e.conversation_id = wanted.conversation"
        f" AND e.{at} <= wanted.number AND e.{column} IS NOT NULL ORDER BY e.{at} DESC LIMIT 1) FROM wanted"
    )
