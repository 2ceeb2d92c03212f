"""What the house holds of a person, room by room: every table says what becomes of it when somebody is erased.

Each room declares itself as a `Holding` (its file `personal.py`); `settings/wiring.py` lists them, and a test walks all tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from django.utils.module_loading import import_string

from kefu.settings.wiring import HOLDINGS

Counts = Mapping[str, int]


class Fate(StrEnum):
    """What erasing a person does to a table. Told in the signed report: never rename a value."""

    GONE = "gone"  # their rows are deleted
    EMPTIED = "emptied"  # their rows stay, without what was said or known of them
    KEPT = "kept"  # their rows stay as they are, and why stands beside it
    NOBODYS = "nobodys"  # no row of it leads to a customer


@dataclass(frozen=True, slots=True)
class Table:
    """`why`: what stays of it and for what reason; of NOBODYS, what it holds instead."""

    fate: Fate
    why: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows: those of a person (row and public id), or, without one, of single conversations."""

    conversations: tuple[int, ...]
    conversation_ids: tuple[str, ...]
    person: int = 0
    person_id: str = ""


class Holding(Protocol):
    """A room's part of it. `tables`: each by its label ("people.Customer")."""

    tables: Mapping[str, Table]

    def erase(self, scope: Scope) -> Counts:
        """Take it out for good; how many rows of each table lost something. Again, it finds nothing. In short transactions."""

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        """What is held of a person, ready for JSON, each under the name of its list: what they may have a copy of."""


@cache
def holdings() -> tuple[Holding, ...]:
    """In the order in which they are erased: whatever leads to a thing goes after it."""
    return tuple(import_string(path)() for path in HOLDINGS)


def tables() -> dict[str, Table]:
    return {label: table for holding in holdings() for label, table in holding.tables.items()}


def nobodys(what: str) -> Table:
    return Table(Fate.NOBODYS, what)


GONE = Table(Fate.GONE)
