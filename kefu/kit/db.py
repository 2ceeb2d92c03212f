"""The few things SQL that two databases do differently, so that nobody else asks which one it is."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

Params = Sequence[Any]
ForUpdate = str


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def for_update(*, skip_locked: bool = False) -> ForUpdate:
    """The row-lock clause. SQLite needs none: a BEGIN IMMEDIATE transaction already is the only writer."""
    if is_sqlite():
        return ""
    return " FOR UPDATE SKIP LOCKED" if skip_locked else " FOR UPDATE"


def marks(values: Sequence[object]) -> str:
    return ",".join(["%s"] * len(values))


def rows(sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def run_many(sql: str, params: Iterable[Params]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(params))


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


def to_moment(value: datetime | None) -> object:
    """An aware moment as this database's plain SQL takes it."""
    return connection.ops.adapt_datetimefield_value(value) if value is not None else None


def from_moment(value: object) -> datetime | None:
    """What plain SQL gave back, as an aware moment in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC) if isinstance(value, datetime) else None
