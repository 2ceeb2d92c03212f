"""How far people got. Marks only move forward, are lost without harm, and are written in groups by the live edge."""

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from functools import partial

from django.db import transaction

from kefu.conversations.kinds import AuthorKind
from kefu.conversations.records import ConversationRecord, Marks
from kefu.conversations.store import ENTRIES
from kefu.kit import db, wake
from kefu.people.access import Viewer

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


_Reached = tuple[int, int]  # delivered, read: in `seq`


def record(marks: Sequence[Mark]) -> list[Receipt]:
    """Store marks; the larger number wins. Tells every process, and returns, which sides got further by that."""
    reached = _reached({mark.conversation for mark in marks})
    placed = [(mark, _place(mark)) for mark in marks]
    receipts = [receipt for mark, place in placed if (receipt := _receipt(mark, place, reached)) is not None]
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
        seqs = tuple(_public_at(conversation.id, seq) for seq in seqs)  # type: ignore[assignment]
    return Marks(*seqs)


def read_by(viewer: Viewer, conversation_ids: Sequence[int]) -> dict[int, int]:
    """Conversation row -> the `seq` up to which this viewer has read."""
    wanted = list(conversation_ids)
    if not wanted:
        return {}
    sql = (
        f"SELECT conversation_id, read_seq FROM {TABLE} WHERE person_kind = %s AND person_id = %s"
        f" AND conversation_id IN ({db.marks(wanted)})"
    )
    return dict(db.rows(sql, [AuthorKind.AGENT.value, viewer.id, *wanted]))


def _reached(conversations: Collection[int]) -> dict[tuple[int, AuthorKind], _Reached]:
    condition, params = db.among("conversation_id", conversations)
    sql = (
        f"SELECT conversation_id, person_kind, max(delivered_seq), max(read_seq) FROM {TABLE}"
        f" WHERE {condition} GROUP BY conversation_id, person_kind"
    )
    return {(row[0], AuthorKind(row[1])): (row[2], row[3]) for row in db.rows(sql, params)}


def _receipt(mark: Mark, place: _Reached, reached: dict[tuple[int, AuthorKind], _Reached]) -> Receipt | None:
    """None if the other side would see no difference: a customer must not notice that a note was read."""
    side = (mark.conversation, mark.person_kind)
    before = reached.get(side, (0, 0))
    now = reached[side] = (max(before[0], place[0]), max(before[1], place[1]))
    is_customers = mark.person_kind is AuthorKind.CUSTOMER
    if not is_customers and now != before:
        before, now = _public(mark.conversation, before), _public(mark.conversation, now)
    if now == before:
        return None
    return Receipt(mark.conversation, mark.conversation_public_id, is_customers, delivered=now[0], read=now[1])


def _public(conversation: int, reached: _Reached) -> _Reached:
    return _public_at(conversation, reached[0]), _public_at(conversation, reached[1])


def _place(mark: Mark) -> _Reached:
    delivered = _seq_at(mark, mark.delivered)
    return delivered, delivered if mark.read == mark.delivered else _seq_at(mark, mark.read)


def _seq_at(mark: Mark, number: int) -> int:
    """The `seq` of the newest entry at or before a person's number: nobody can have read what is not there."""
    if number <= 0:
        return 0
    column = "public_seq" if mark.person_kind is AuthorKind.CUSTOMER else "seq"
    sql = f"SELECT seq FROM {ENTRIES} WHERE conversation_id = %s AND {column} <= %s ORDER BY {column} DESC LIMIT 1"
    found = db.rows(sql, [mark.conversation, number])
    return found[0][0] if found else 0


def _public_at(conversation: int, seq: int) -> int:
    """The public number of the newest public entry at or before `seq`."""
    if not seq:
        return 0
    sql = (
        f"SELECT public_seq FROM {ENTRIES} WHERE conversation_id = %s AND seq <= %s"
        " AND public_seq IS NOT NULL ORDER BY seq DESC LIMIT 1"
    )
    found = db.rows(sql, [conversation, seq])
    return found[0][0] if found else 0
