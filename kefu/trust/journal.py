"""Writes the journal of what staff did. Call it inside the transaction of the act, so that neither exists alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kefu.kit import db

TABLE = "trust_journalentry"
COLUMNS = "at, actor_kind, actor_id, action, subject_kind, subject_id, detail"


@dataclass(frozen=True, slots=True)
class Act:
    """`actor_kind` is `agent`, `operator` (the command line, id 0) or `customer` (who guesses at codes).

    `detail` never holds what a customer wrote.
    """

    at: datetime
    actor_kind: str
    actor_id: int
    action: str
    subject_kind: str
    subject_id: int
    detail: str = ""


def write(acts: Sequence[Act]) -> None:
    """Append the acts. Must run inside the transaction that does them."""
    if not acts:
        return
    rows = [
        (db.to_moment(a.at), a.actor_kind, a.actor_id, a.action, a.subject_kind, a.subject_id, a.detail) for a in acts
    ]
    db.insert_rows(TABLE, COLUMNS, rows)


def newest(action: str, *, subject_kind: str) -> datetime | None:
    """When this was last done to a subject of this kind that has no row of its own."""
    sql = f"SELECT at FROM {TABLE} WHERE subject_kind = %s AND subject_id = 0 AND action = %s ORDER BY id DESC LIMIT 1"
    found = db.rows(sql, [subject_kind, action])
    return db.from_moment(found[0][0]) if found else None
