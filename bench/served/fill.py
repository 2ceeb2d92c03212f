"""Fills an empty, migrated database with the city of `rows`: some thousand conversations as they are, or many times over.

A copy is shifted in time and interleaved with the others by one INSERT ... SELECT a table; indexes are made afterwards.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Protocol

import psycopg

from bench.errors import BenchError
from bench.served.rows import COLUMNS, CUSTOMERS, YEARS, Cast, City

PATTERN = 10_000  # conversations that are told one by one; more of them are copies
MOST_COPIES = 32 * 32
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
OWN_ROWS = frozenset({"id", "customer_id", "conversation_id"})
MOMENTS = frozenset({"created_at", "waiting_since", "last_entry_at", "reacted_at", "at", "proved_at", "snoozed_until"})


class Database(Protocol):
    def run(self, sql: str) -> None: ...
    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None: ...
    def shifted(self, column: str) -> str:
        """SQL: the moment, a copy's part of a step earlier."""
        ...

    def put_off_indexes(self, tables: Iterable[str]) -> list[str]:
        """Drop what can be made anew; returns the statements that do."""
        ...

    def finish(self, tables: Iterable[str]) -> None: ...


def fill(database: Database, cast: Cast, conversations: int, *, seed: int = 7) -> int:
    """Returns how many entries there are then. BenchError for a number that is no multiple of the pattern."""
    base, copies = min(conversations, PATTERN), max(1, conversations // PATTERN)
    if base * copies != conversations or copies > MOST_COPIES:
        raise BenchError(f"{conversations} conversations: up to {PATTERN}, or a multiple of it.")
    city = City(cast, base, seed=seed)
    for table, columns in COLUMNS.items():
        database.run(f"CREATE TEMP TABLE pattern_{table} AS SELECT {_listed(columns)} FROM {table} WHERE 1 = 0")
    for part in city.parts():
        for table, rows in part.items():
            database.put(f"pattern_{table}", COLUMNS[table].split(), rows)
    _number_copies(database, copies, step_s=YEARS.total_seconds() / conversations)
    later = database.put_off_indexes(COLUMNS)
    for table, columns in COLUMNS.items():
        database.run(_copying(database, table, columns.split(), copies))
    for statement in later:
        database.run(statement)
    database.finish(COLUMNS)
    return city.entries * copies


def _number_copies(database: Database, copies: int, *, step_s: float) -> None:
    database.run("CREATE TEMP TABLE copies (k integer PRIMARY KEY, letters text, earlier_s double precision)")
    letters = [a + b for a in ALPHABET for b in ALPHABET]
    database.put("copies", ("k", "letters", "earlier_s"), [(k, letters[k], k * step_s) for k in range(copies)])


def _copying(database: Database, table: str, columns: Sequence[str], copies: int) -> str:
    told = ", ".join(f"{_copied(database, table, column, copies)} AS {column}" for column in columns)
    source = f"SELECT {told} FROM pattern_{table} p CROSS JOIN copies c"
    return f"INSERT INTO {table} ({_listed(' '.join(columns))}) {source}"


def _copied(database: Database, table: str, column: str, copies: int) -> str:
    if column in OWN_ROWS:
        return f"(p.{column} - 1) * {copies} + c.k + 1"
    if column == "person_id":
        return f"CASE WHEN p.person_kind = 'customer' THEN (p.person_id - 1) * {copies} + c.k + 1 ELSE p.person_id END"
    if column == "author_id":
        return f"CASE WHEN p.author_kind = 'customer' THEN (p.author_id - 1) * {copies} + c.k + 1 ELSE p.author_id END"
    if column == "public_id":
        return "c.letters || substr(p.public_id, 3)"
    if column in MOMENTS and table != CUSTOMERS:
        return database.shifted(column)
    return f"p.{column}"


def _listed(columns: str) -> str:
    return ", ".join(columns.split())


class SqliteFile:
    """On a connection of its own that trades safety for speed: nothing in the file is worth keeping yet."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        for pragma in (
            "journal_mode=OFF",
            "foreign_keys=OFF",
            "synchronous=OFF",
            "cache_size=-400000",
            "temp_store=MEMORY",
        ):
            base.execute(f"PRAGMA {pragma}")

    def run(self, sql: str) -> None:
        self._base.execute(sql)

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        marks = ",".join("?" * len(columns))
        self._base.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})", rows)

    def shifted(self, column: str) -> str:
        return f"strftime('%Y-%m-%d %H:%M:%f', p.{column}, '-' || c.earlier_s || ' seconds')"

    def put_off_indexes(self, tables: Iterable[str]) -> list[str]:
        found = [row for table in tables for row in self._base.execute(_SQLITE_INDEXES, [table])]
        for name, _made in found:
            self._base.execute(f'DROP INDEX "{name}"')
        return [made for _name, made in found]

    def finish(self, tables: Iterable[str]) -> None:
        del tables
        self._base.commit()
        self._base.execute("PRAGMA journal_mode=WAL")


_SQLITE_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"


class Postgres:
    def __init__(self, base: "psycopg.Connection[tuple[object, ...]]") -> None:
        self._base = base
        for setting in ("timezone = 'UTC'", "maintenance_work_mem = '512MB'", "synchronous_commit = off"):
            base.execute(f"SET {setting}")
        base.execute("SET session_replication_role = replica")  # no look-up of every row a key points to

    def run(self, sql: str) -> None:
        self._base.execute(sql)

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        with self._base.cursor() as cursor, cursor.copy(f"COPY {table} ({','.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def shifted(self, column: str) -> str:
        return f"p.{column} - make_interval(secs => c.earlier_s)"

    def put_off_indexes(self, tables: Iterable[str]) -> list[str]:
        found = [row for table in tables for row in self._base.execute(_POSTGRES_INDEXES, [table]).fetchall()]
        for name, _made in found:
            self._base.execute(f'DROP INDEX "{name}"')
        return [str(made) for _name, made in found]

    def finish(self, tables: Iterable[str]) -> None:
        """Numbers go on after ours, and the planner knows what is there, as after a night of autovacuum."""
        for table in tables:
            if "id" in COLUMNS[table].split():
                following = f"(SELECT max(id) FROM {table})"
                self._base.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {following})")
        self._base.commit()
        self._base.autocommit = True
        for table in tables:
            self._base.execute(f"VACUUM ANALYZE {table}")


_POSTGRES_INDEXES = (
    "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.schemaname = 'public' AND i.tablename = %s"
    " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)"
)


@contextmanager
def opened(vendor: str, where: str) -> Iterator[Database]:
    """`where`: a file, or an address."""
    if vendor == "sqlite":
        with closing(sqlite3.connect(where, timeout=30)) as base:
            yield SqliteFile(base)
    else:
        with psycopg.connect(where) as connection:
            yield Postgres(connection)
