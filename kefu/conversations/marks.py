"""How far people got. Marks only move forward, are lost without harm, and are written in groups by the live edge."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from kefu.conversations.kinds import AuthorKind, ConversationRecord, Marks
from kefu.conversations.store import ENTRIES
from kefu.kit import db
from kefu.people.access import Viewer

TABLE = "conversations_readmark"


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
    """A mark in both numberings, for those who are to be told."""

    mark: Mark
    delivered_seq: int
    read_seq: int
    delivered_public: int
    read_public: int


def record(marks: Sequence[Mark]) -> list[Receipt]:
    """Store marks; the larger number wins. Returns what to tell the other side."""
    receipts = [_receipt(mark) for mark in marks]
    sql = (
        f"INSERT INTO {TABLE} (conversation_id, person_kind, person_id, delivered_seq, read_seq)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (conversation_id, person_kind, person_id) DO UPDATE SET"
        f" delivered_seq = CASE WHEN excluded.delivered_seq > {TABLE}.delivered_seq"
        f" THEN excluded.delivered_seq ELSE {TABLE}.delivered_seq END,"
        f" read_seq = CASE WHEN excluded.read_seq > {TABLE}.read_seq"
        f" THEN excluded.read_seq ELSE {TABLE}.read_seq END"
    )
    with transaction.atomic():
        db.run_many(sql, [_row(receipt) for receipt in receipts])
    return receipts


def marks_for(viewer: Viewer, conversation: ConversationRecord) -> Marks:
    """How far both sides are, in the viewer's numbering."""
    sql = (
        f"SELECT person_kind, max(delivered_seq), max(read_seq) FROM {TABLE}"
        " WHERE conversation_id = %s GROUP BY person_kind"
    )
    far = {row[0]: (row[1], row[2]) for row in db.rows(sql, [conversation.id])}
    customer, staff = far.get(AuthorKind.CUSTOMER, (0, 0)), far.get(AuthorKind.AGENT, (0, 0))
    seqs = (*customer, *staff)
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


def _receipt(mark: Mark) -> Receipt:
    delivered, read = _place(mark, mark.delivered), _place(mark, mark.read)
    return Receipt(mark, delivered[0], read[0], delivered[1], read[1])


def _row(receipt: Receipt) -> tuple[object, ...]:
    mark = receipt.mark
    return (mark.conversation, mark.person_kind.value, mark.person_id, receipt.delivered_seq, receipt.read_seq)


def _place(mark: Mark, number: int) -> tuple[int, int]:
    """(seq, public_seq) of the newest entry at or before a person's number: nobody can have read what is not there."""
    if number <= 0:
        return 0, 0
    column = "public_seq" if mark.person_kind is AuthorKind.CUSTOMER else "seq"
    sql = f"SELECT seq FROM {ENTRIES} WHERE conversation_id = %s AND {column} <= %s ORDER BY {column} DESC LIMIT 1"
    found = db.rows(sql, [mark.conversation, number])
    seq = found[0][0] if found else 0
    return seq, _public_at(mark.conversation, seq)


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
