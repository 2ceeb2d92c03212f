"""The proof that somebody was erased: what went, when, by whose approval, what stays and why; signed, and checked without us.

It names nobody: the person is a keyed hash, which only this installation can make of the public id they had.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from kefu.kit import clock
from kefu.people import directory, inventory
from kefu.people.inventory import Fate, Scope
from kefu.safeguards.models import Erasure
from kefu.trust import personal as journaled
from kefu.trust import signing

FORMAT = "kefu-erasure-1"
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What a report says that holds."""

    erasure: str
    person: str
    ended_at: str
    erased: Mapping[str, int]


class Broken(ValueError):
    """Not what was signed; the message says what does not hold."""


def written(row: Erasure, scope: Scope) -> str:
    told = {
        "format": FORMAT,
        "by": settings.BASE_URL,
        "key": signing.public_key(),
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
        "journal": {"rows": journaled.count(scope), "why": "sealed: who of ours did what, without what names the person"},
    }
    return json.dumps(
        {"report": told, "signature": signing.sign(signing.canonical(told))}, ensure_ascii=False, indent=1, sort_keys=True
    )


def verified(file: bytes, *, key: str) -> Verified:
    """Broken unless it is what was signed with the private part of `key` (base64)."""
    told, signature = _read(file)
    if not signing.is_signed(signing.canonical(told), signature, key):
        raise Broken("the signature is not of this key, or the report was changed")
    if told.get("format") != FORMAT:
        raise Broken("this is no report of an erasure")
    return Verified(told["erasure"], told["person"], told["ended_at"], told["erased"])


def _read(file: bytes) -> tuple[dict[str, Any], str]:
    if len(file) > MAX_BYTES:
        raise Broken("the file is too large to be a report of ours")
    try:
        held = json.loads(file)
    except (ValueError, RecursionError) as error:
        raise Broken("this is no report: it cannot be read as JSON") from error
    if not isinstance(held, dict) or set(held) != {"report", "signature"} or not isinstance(held["report"], dict):
        raise Broken("this is no report of ours")
    return held["report"], str(held["signature"])


def _stays() -> list[dict[str, str]]:
    """What a table keeps of a person, and for what reason; as the inventory says it."""
    stays = {label: table for label, table in inventory.tables().items() if table.fate in {Fate.EMPTIED, Fate.KEPT}}
    return [{"what": label, "fate": table.fate.value, "why": table.why} for label, table in sorted(stays.items())]


def _asked_by(row: Erasure) -> str:
    return _agent(row.asked_by_id) or row.by


def _agent(agent: int | None) -> str:
    card = directory.agent_card(agent) if agent else None
    return f"agent:{card.public_id}" if card else ""
