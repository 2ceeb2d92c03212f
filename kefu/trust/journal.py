"""Writes the journal of what staff did. Call it inside the transaction of the act, so that neither exists alone."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kefu.kit import db

TABLE = "trust_journalentry"
COLUMNS = "at, actor_kind, actor_id, action, subject_kind, subject_id, detail, salt, commitment"
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Act:
    """`actor_kind` is `agent`, `operator` (the command line, id 0) or `customer` (who guesses at codes, or proves
    themselves anew) or `exchange` (id 0: what it tells us by its signature).

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
    db.insert_rows(TABLE, COLUMNS, [_row(act) for act in acts])


def newest(action: str, *, subject_kind: str) -> datetime | None:
    """When this was last done to a subject of this kind that has no row of its own."""
    sql = f"SELECT at FROM {TABLE} WHERE subject_kind = %s AND subject_id = 0 AND action = %s ORDER BY id DESC LIMIT 1"
    found = db.rows(sql, [subject_kind, action])
    return db.from_moment(found[0][0]) if found else None


def counts(actions: Sequence[str], *, since: datetime) -> dict[str, int]:
    """How often each of these was done, where it was."""
    condition, params = db.among("action", actions)
    sql = f"SELECT action, count(*) FROM {TABLE} WHERE {condition} AND at > %s GROUP BY action"
    return {str(action): int(count) for action, count in db.rows(sql, [*params, db.to_moment(since)])}


def _row(act: Act) -> tuple[object, ...]:
    told = (act.actor_kind, act.actor_id, act.action, act.subject_kind, act.subject_id, act.detail)
    return (db.to_moment(act.at), *told, secrets.token_hex(SALT_BYTES), "")
