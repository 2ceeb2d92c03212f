"""The few things SQL that two databases do differently, so that nobody else asks which one it is."""

import hashlib
import json
import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kefu.kit import clock, replica

logger = logging.getLogger(__name__)

Params = Sequence[Any]

_held: set[tuple[int, int]] = set()
_holding = threading.Lock()

NO_TEXT = "Could not decode to UTF-8"
MOST_ROWS = 64  # a power of two; times 18 columns it stays far below SQLite's bound on parameters


@cache  # asked a dozen times for every message, and Django's answer goes through two proxies
def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def file() -> str:
    """Where the embedded database lies."""
    return str(connection.settings_dict["NAME"])


def size_bytes() -> int:
    """What the database takes on its disk, its write-ahead log left out."""
    if is_sqlite():
        pages, page_bytes = rows("PRAGMA page_count")[0][0], rows("PRAGMA page_size")[0][0]
        return int(pages * page_bytes)
    return int(rows("SELECT pg_database_size(current_database())")[0][0])


@contextmanager
def pointed_at(place: Path) -> Iterator[None]:
    """Inside, the embedded database is that file. For commands that have the process to themselves."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    before = wrapper.settings_dict["NAME"]
    wrapper.close()
    wrapper.settings_dict["NAME"] = str(place)
    try:
        yield
    finally:
        wrapper.close()
        wrapper.settings_dict["NAME"] = before


def indexed_by(name: str) -> str:
    """After a table's name: read it by this index, or by row id alone. PostgreSQL has figures and chooses for itself."""
    if not is_sqlite():
        return ""
    return f" INDEXED BY {name}" if name else " NOT INDEXED"


def for_update() -> str:
    """The row-lock clause; rows that only refer to the locked ones (marks, unread) need not wait for it.

    SQLite needs none: a BEGIN IMMEDIATE transaction already is the only writer.
    """
    return "" if is_sqlite() else " FOR NO KEY UPDATE"


def marks(values: Sequence[object]) -> str:
    return ",".join(["%s"] * len(values))


def rows(sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
    """What a statement finds. One column that is no UTF-8, which SQLite keeps, hides none of the others."""
    try:
        return _rows(sql, params)
    except OperationalError as error:
        if NO_TEXT not in str(error):
            raise
    logger.warning("text that is no UTF-8 was read with marks in its place")
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        return _rows(sql, params)
    finally:
        wrapper.connection.text_factory = str


def _rows(sql: str, params: Params) -> list[tuple[Any, ...]]:
    bare = _bare()
    if bare is not None:
        with bare.wrap_database_errors:
            found: list[tuple[Any, ...]] = bare.connection.execute(_with_question_marks(sql), params).fetchall()
            return found
    with connections[replica.alias()].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def run_many(sql: str, params: Iterable[Params]) -> None:
    bare = _bare()
    if bare is not None:
        with bare.wrap_database_errors:
            bare.connection.executemany(_with_question_marks(sql), list(params))
        return
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(params))


def insert_rows(table: str, columns: str, rows: Sequence[Params], *, or_else: str = "") -> None:
    """Insert rows of `columns` ("a, b, c"); `or_else` follows ON CONFLICT.

    SQLite hands Python's lock over at each statement, and a busy loop keeps it for milliseconds: so few statements.
    """
    if not is_sqlite():
        run_many(_insert_sql(table, columns, 1, or_else), rows)
        return
    for part in parts(rows):
        _run(_insert_sql(table, columns, len(part), or_else), part)


def update_rows(table: str, columns: str, rows: Sequence[Params]) -> None:
    """Set `columns` of the rows whose id stands first in each of `rows`. Few statements, as `insert_rows`."""
    if not is_sqlite():
        changes = ",".join(f"{column} = %s" for column in columns.split(","))
        run_many(f"UPDATE {table} SET {changes} WHERE id = %s", [(*row[1:], row[0]) for row in rows])
        return
    for part in parts(rows):
        _run(_update_sql(table, columns, len(part)), part)


def parts(rows: Sequence[Params]) -> Iterator[Sequence[Params]]:
    """Runs of 64 rows, then 32, 16, ...: so that only seven statements of a sort are ever prepared."""
    start, size = 0, MOST_ROWS
    while start < len(rows):
        while size > len(rows) - start:
            size //= 2
        yield rows[start : start + size]
        start += size


def many_marks(columns: int, count: int) -> str:
    return ",".join([f"({','.join(['%s'] * columns)})"] * count)


def among(column: str, values: Iterable[object]) -> tuple[str, list[object]]:
    """A condition and its parameter: the column holds one of `values`, however many, by the same statement."""
    if is_sqlite():
        return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(values))]
    return f"{column} = ANY(%s)", [list(values)]


def of_rows(table: str, column: str, ids: Collection[int]) -> dict[int, Any]:
    """Row id -> what stands in this column, a number or nothing.

    From SQLite as one row: Python's lock is handed over at each, and this is asked while the database is held.
    """
    condition, params = among("id", ids)
    if not is_sqlite():
        return dict(rows(f"SELECT id, {column} FROM {table} WHERE {condition}", params))
    found = rows(f"SELECT json_group_array(json_array(id, {column})) FROM {table} WHERE {condition}", params)
    return dict(json.loads(found[0][0]))


def reserve_ids(table: str, *, count: int) -> list[int]:
    """`count` row ids nobody else will get, ascending. Inside a writing transaction only."""
    if is_sqlite():
        found = rows("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        first = (found[0][0] if found else 0) + 1
        return list(range(first, first + count))
    sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    return sorted(row[0] for row in rows(sql, [table, count]))


def lock_names(space: int, numbers: Iterable[int]) -> None:
    """Hold (space, number) until the transaction ends, in ascending order. Free on SQLite, where writers queue anyway."""
    if is_sqlite():
        return
    for number in sorted(set(numbers)):
        rows("SELECT pg_advisory_xact_lock(%s, %s)", [space, number % 2**31])


@contextmanager
def held(space: int, name: str) -> Iterator[bool]:
    """Hold (space, name) among all processes until the block ends; false if somebody else does. Inside no transaction.

    For work that must not run twice and is too slow for a row's lock. A process that dies lets go.
    """
    number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), signed=True)
    if is_sqlite():
        with _held_here(space, number) as is_ours:
            yield is_ours
        return
    if not rows("SELECT pg_try_advisory_lock(%s, %s)", [space, number])[0][0]:
        yield False
        return
    try:
        yield True
    finally:
        rows("SELECT pg_advisory_unlock(%s, %s)", [space, number])


def prove_durable() -> None:
    """Commit something that leaves no row behind; on return it is on disk. DatabaseError if nothing can be kept here."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        if is_sqlite():
            # a number in the file's head that is ours to use, and used for nothing else
            cursor.execute(f"PRAGMA user_version = {int(clock.now().timestamp()) % 2**31}")
            return
        cursor.execute("SELECT pg_logical_emit_message(true, 'kefu', ''), current_setting('transaction_read_only')")
        if cursor.fetchone()[1] == "on":
            raise OperationalError("the database only reads")


def shorten_log() -> None:
    """Have nothing left in SQLite's write-ahead log of what was overwritten, as far as nobody reads there just now."""
    if is_sqlite() and not connection.in_atomic_block:
        rows("PRAGMA wal_checkpoint(TRUNCATE)")


def rewrite() -> None:
    """Write the embedded database anew, without what was deleted. It takes the place of the database twice, and all wait."""
    if is_sqlite():
        rows("VACUUM")
        shorten_log()


@contextmanager
def on_disk_later() -> Iterator[None]:
    """What SQLite commits inside is on disk with the next commit that waits for its disk. Outside any transaction.

    A cut of the power may take it, and then takes nothing that was committed before.
    """
    if not is_sqlite() or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL")


@contextmanager
def patient_for(milliseconds: int) -> Iterator[None]:
    """No statement inside takes longer: OperationalError. Only reads, outside any transaction; SQLite, which has no such bound,
    is asked for pages that are short by themselves.
    """
    if is_sqlite():
        yield
        return
    with transaction.atomic():
        rows(f"SELECT set_config('statement_timeout', '{int(milliseconds)}', true)")
        yield


def to_moment(value: datetime | None) -> object:
    """An aware moment as this database's plain SQL takes it: what Django's adapter makes of it, in a third of the time."""
    if value is None or not is_sqlite():
        return value
    return _as_text(value)


def from_moment(value: object) -> datetime | None:
    """What plain SQL gave back, as an aware moment in UTC."""
    if isinstance(value, str):
        return _from_text(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else None


@lru_cache(maxsize=256)  # a batch is of one moment, which stands in three columns of each of its messages
def _as_text(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


@lru_cache(maxsize=1_024)  # and the next batch finds that moment in each of its conversations
def _from_text(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


@contextmanager
def _held_here(space: int, number: int) -> Iterator[bool]:
    """One process alone serves pages from the embedded database, so what it holds is held."""
    with _holding:
        is_ours = (space, number) not in _held
        _held.add((space, number))
    try:
        yield is_ours
    finally:
        if is_ours:
            with _holding:
                _held.discard((space, number))


def _bare() -> BaseDatabaseWrapper | None:
    """SQLite's connection without Django's cursor, which costs as much as a statement. Whoever counts queries gets it."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.vendor != "sqlite" or wrapper.queries_logged:
        return None
    if wrapper.connection is None:
        wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    return wrapper


@lru_cache(maxsize=512)
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")


def _run(sql: str, rows: Sequence[Params]) -> None:
    run_many(sql, [[value for row in rows for value in row]])


@cache
def _insert_sql(table: str, columns: str, count: int, or_else: str = "") -> str:
    conflict = f" ON CONFLICT {or_else}" if or_else else ""
    return f"INSERT INTO {table} ({columns}) VALUES {many_marks(columns.count(',') + 1, count)}{conflict}"


@cache
def _update_sql(table: str, columns: str, count: int) -> str:
    new = f"new(id, {columns}) AS (VALUES {many_marks(columns.count(',') + 2, count)})"
    changes = ",".join(f"{name} = new.{name}" for name in columns.replace(" ", "").split(","))
    return f"WITH {new} UPDATE {table} SET {changes} FROM new WHERE {table}.id = new.id"
