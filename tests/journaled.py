"""Watches every request of staff in every test: what changes something and leaves no row in the journal, in the same
transaction, fails the test. On SQLite, which tells all of its statements.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.acts import FREE

JOURNAL = "trust_journalentry"
REFUSED = 400  # from here on nothing was changed: the tests of refusals compare every row
_WRITES = re.compile(r'\b(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE)
_READS = re.compile(r"\s*(?:SELECT|PRAGMA|EXPLAIN)\b", re.IGNORECASE)

_listening: list["Transactions"] = []


@dataclass(slots=True, eq=False)
class Transactions:
    """The tables that each transaction wrote; inside a test's own transaction, each outermost savepoint counts as one."""

    done: list[set[str]] = field(default_factory=list)
    open: list[set[str]] = field(default_factory=list)

    def heard(self, statement: str) -> None:
        word = statement.lstrip()[:12].upper()
        if word.startswith(("SAVEPOINT", "BEGIN")):
            self.open.append(set())
        elif word.startswith("ROLLBACK TO"):
            self.open[-1].clear()
        elif word.startswith("ROLLBACK"):
            self.open.clear()
        elif word.startswith(("RELEASE", "COMMIT")):
            self._ends(self.open.pop() if self.open else set())
        elif not _READS.match(statement):
            found = _WRITES.search(statement)
            if found:
                self._wrote(found.group(1).lower())

    def unjournaled(self) -> list[list[str]]:
        """The tables of each transaction that changed what must be journaled, and did not write the journal."""
        bare = [written - set(FREE) for written in self.done if JOURNAL not in written]
        return [sorted(tables) for tables in bare if tables]

    def _wrote(self, table: str) -> None:
        if self.open:
            self.open[-1].add(table)
        else:
            self.done.append({table})

    def _ends(self, written: set[str]) -> None:
        if self.open:
            self.open[-1] |= written
        elif written:
            self.done.append(written)


@contextmanager
def watched() -> Iterator[Transactions]:
    """What is written inside, on this thread's connection. One may listen inside another."""
    found = Transactions()
    bare = connection.connection
    _listening.append(found)
    bare.set_trace_callback(_heard)
    try:
        yield found
    finally:
        _listening.remove(found)
        if not _listening:
            bare.set_trace_callback(None)


def _heard(statement: str) -> None:
    for each in _listening:
        each.heard(statement)


def install(monkeypatch: pytest.MonkeyPatch, faults: list[str]) -> None:
    """From now on, whatever a test's client does as staff is held to it."""
    plain = Client.request

    def request(self: Client, **asked: Any) -> Any:
        if connection.vendor != "sqlite" or not _is_open():  # a test without a database
            return plain(self, **asked)
        with watched() as transactions:
            answer = plain(self, **asked)
        if answer.status_code < REFUSED and _is_by_staff(answer.wsgi_request):
            route = f"{asked['REQUEST_METHOD']} {asked['PATH_INFO']}"
            faults.extend(f"{route} changed {', '.join(each)} without a row" for each in transactions.unjournaled())
        return answer

    monkeypatch.setattr(Client, "request", request)


def _is_open() -> bool:
    try:
        return connection.connection is not None and connection.connection.total_changes >= 0
    except sqlite3.ProgrammingError:  # closed with the answer before
        return False


def _is_by_staff(request: Any) -> bool:
    viewer = getattr(request, "auth", None) or getattr(request, "viewer", None)
    return bool(getattr(viewer, "is_staff", False) or getattr(viewer, "is_entering", False))
