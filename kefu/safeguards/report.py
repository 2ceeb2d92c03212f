"""The proof that somebody was erased: what went, when, by whose approval, what stays and why; signed, and checked without us.

It names nobody: the person is a keyed hash, which only this installation can make of the public id they had.
"""

from django.conf import settings

from kefu.kit import clock
from kefu.people import directory, inventory
from kefu.people.inventory import Fate, Scope
from kefu.safeguards.models import Erasure
from kefu.trust import erasure_reports
from kefu.trust import personal as journaled


def written(row: Erasure, scope: Scope) -> str:
    told = {
        "by": settings.BASE_URL,
        "erasure": row.public_id,
        "person": row.digest,
        "asked_by": _asked_by(row),
        "asked_at": row.asked_at.isoformat(),
        "approved_by": _agent(row.decided_by_id),
        "approved_at": row.decided_at.isoformat() if row.decided_at else "",
        "began_at": row.began_at.isoformat() if row.began_at else "",
        "ended_at": (row.ended_at or clock.now()).isoformat(),
        "conversations": len(scope.conversations),
        "erased": {label: row.counts[label] for label in sorted(row.counts) if row.counts[label]},
        "left_when_looked_again": 0,
        "data_key": "destroyed",
        "stays": _stays(),
        "journal": {
            "rows": journaled.count(scope),
            "why": "sealed: who of ours did what, without what names the person",
        },
    }
    return erasure_reports.written(told)


def _stays() -> list[dict[str, str]]:
    """What a table keeps of a person, and for what reason; as the inventory says it."""
    stays = {label: table for label, table in inventory.tables().items() if table.fate in {Fate.EMPTIED, Fate.KEPT}}
    return [{"what": label, "fate": table.fate.value, "why": table.why} for label, table in sorted(stays.items())]


def _asked_by(row: Erasure) -> str:
    return _agent(row.asked_by_id) or row.by


def _agent(agent: int | None) -> str:
    card = directory.agent_card(agent) if agent else None
    return f"agent:{card.public_id}" if card else ""
