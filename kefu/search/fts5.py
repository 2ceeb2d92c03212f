"""The index inside SQLite: one contentless FTS5 table a shard. It keeps numbers by term and nothing else.

A deletion must name the terms it takes away, and old segments keep them until they are merged: `purge` merges all of them.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import orjson
from django.db import OperationalError, connection

from kefu.kit import db
from kefu.search.contract import Asked, Engine, OutOfTime, Rows, Stopwatch

EVERY = "_all"  # a term of every row, by which its presence is asked
STEPS = 2_000  # of SQLite's machine between two looks at the clock: some 20 microseconds
OPTIONS = "content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars '_'\""


class Fts5(Engine):
    def __init__(self) -> None:
        self._here = threading.local()  # a thread has a connection of its own

    def create(self, shard: int) -> None:
        name = _table(shard)
        _run(f"CREATE VIRTUAL TABLE {name} USING fts5(terms, {OPTIONS})")
        _run(f"CREATE VIRTUAL TABLE {name}_terms USING fts5vocab({name}, instance)")

    def insert(self, shard: int, rows: Rows) -> None:
        """By one statement: Python's lock goes at each, and others wait for the database until it is had again."""
        given = orjson.dumps([[key, " ".join([EVERY, *terms])] for key, terms in rows]).decode()
        _run(f"INSERT INTO {_table(shard)}(rowid, terms) SELECT value->>0, value->>1 FROM json_each(%s)", [given])

    def present(self, shard: int, keys: Sequence[int]) -> list[int]:
        asked = [Asked([[EVERY]], 1, from_key=key, before=key + 1) for key in keys]
        return [
            found[0]
            for start in range(0, len(asked), 100)
            for found in self.find(shard, asked[start : start + 100])
            if found
        ]

    def delete(self, shard: int, keys: Sequence[int]) -> None:
        name = _table(shard)
        condition, params = db.among("doc", keys)
        terms: dict[int, list[str]] = {key: [] for key in keys}
        for term, key in db.rows(f"SELECT term, doc FROM {name}_terms WHERE {condition}", params):
            terms[key].append(term)
        rows = [(key, " ".join(held)) for key, held in terms.items() if held]
        db.run_many(f"INSERT INTO {name}({name}, rowid, terms) VALUES ('delete', %s, %s)", rows)

    def purge(self, shard: int) -> None:
        name = _table(shard)
        with self.leaving_no_trace():
            _run(f"INSERT INTO {name}({name}) VALUES ('optimize')")

    @contextmanager
    def leaving_no_trace(self) -> Iterator[None]:
        if getattr(self._here, "leaves_no_trace", False):
            yield
            return
        before = db.rows("PRAGMA secure_delete")[0][0]
        _run("PRAGMA secure_delete = ON")
        self._here.leaves_no_trace = True
        try:
            yield
        finally:
            self._here.leaves_no_trace = False
            _run(f"PRAGMA secure_delete = {int(before)}")

    def find(self, shard: int, asked: Sequence[Asked]) -> list[list[int]]:
        name = _table(shard)
        one = (
            f"SELECT %s, json_group_array(rowid) FROM (SELECT rowid FROM {name} WHERE {name} MATCH %s"
            " AND rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s)"
        )
        sql = " UNION ALL ".join([one] * len(asked))
        params = [
            value
            for at, each in enumerate(asked)
            for value in (at, _expression(each), each.from_key, each.before, each.limit)
        ]
        found = dict(db.rows(sql, params))  # a row a condition: thousands of rows cost Python more than SQLite
        return [orjson.loads(found[at]) for at in range(len(asked))]

    @contextmanager
    def limited(self, stopwatch: Stopwatch) -> Iterator[None]:
        connection.ensure_connection()
        raw = connection.connection
        raw.set_progress_handler(lambda: stopwatch.is_over, STEPS)
        try:
            yield
        except (OperationalError, sqlite3.OperationalError) as error:
            cause = error.__cause__ if isinstance(error, OperationalError) else error
            if isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise OutOfTime from error
            raise
        finally:
            raw.set_progress_handler(None, 0)


def _expression(asked: Asked) -> str:
    return " AND ".join("(" + " OR ".join(_quoted(term) for term in group) + ")" for group in asked.groups)


def _quoted(term: str) -> str:
    bare = term.rstrip("*").replace('"', "")
    return f'"{bare}" *' if term.endswith("*") else f'"{bare}"'


def _table(shard: int) -> str:
    return f"search_terms_{int(shard)}"


def _run(sql: str, params: db.Params = ()) -> None:
    db.rows(sql, params)
