"""Seals what an entry tells of an account, and opens it again under keys that were read beside it. Used by `store` alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from kefu.conversations.data_facts import facts_of
from kefu.conversations.records import EntryRecord
from kefu.people import keys, sealed_values

PART = "sealed"  # of an entry's data: base64; empty where its customer's key was destroyed before it was written
_MARK = f'"{PART}"'

Facts = Mapping[str, Any]
Opened = Mapping[int, Facts | None]  # by the entry's row; null: erased


def is_sealed(stored: Any) -> bool:
    """Of a data column as plain SQL gave it."""
    return _MARK in stored if isinstance(stored, str) else isinstance(stored, dict) and PART in stored


def sealed(entries: Sequence[tuple[EntryRecord, Mapping[str, Any]]], *, customers: Mapping[int, int]) -> dict[int, Any]:
    """Entry's row -> its data (given as JSON) with what is of an account sealed; those without such are left out.

    `customers`: conversation's row -> whose it is. Inside the transaction that writes them.
    """
    found = [(entry, told, facts) for entry, told in entries if (facts := facts_of(entry.kind, told))]
    if not found:
        return {}
    ring = keys.ring({customers[entry.conversation] for entry, _, _ in found}, or_make=True)
    return {
        entry.id: {
            **{name: value for name, value in told.items() if name not in facts},
            PART: sealed_values.sealed(ring, customers[entry.conversation], facts, about=_about(entry.id)),
        }
        for entry, told, facts in found
    }


def opened(parts: Sequence[tuple[int, int, str]], *, wrapped: Mapping[int, object]) -> Opened:
    """Of these (entry's row, customer, sealed part). What was changed is left out: its entry is damaged.

    `wrapped`: customer -> their key as it lies in the database, read with the entries.
    """
    rings = {customer: keys.ring_of(customer, key) for customer, key in wrapped.items()}
    found: dict[int, Facts | None] = {}
    for row, customer, part in parts:
        try:
            facts = sealed_values.opened(rings[customer], customer, part, about=_about(row))
        except keys.Destroyed:
            found[row] = None
        except keys.Damaged:
            continue
        else:
            found[row] = facts if isinstance(facts, dict) else {}
    return found


def _about(row: int) -> str:
    """Bound to its place: what is moved to another entry does not open there."""
    return f"conversations.entry.data:{row}"
