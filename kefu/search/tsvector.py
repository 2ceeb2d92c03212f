"""The index inside PostgreSQL: one table a shard, its terms as a tsvector without positions under a GIN index."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import OperationalError, connection, connections, transaction

from kefu.kit import db, replica
from kefu.search.contract import Asked, Engine, OutOfTime, Rows, Stopwatch

CANCELLED = "57014"  # PostgreSQL's code for a statement that took too long


class TsVector(Engine):
    def create(self, shard: int) -> None:
        name = _table(shard)
        _run(f"CREATE TABLE {name} (key bigint PRIMARY KEY, terms tsvector NOT NULL)")
        _run(f"CREATE INDEX {name}_terms ON {name} USING gin (terms)")

    def insert(self, shard: int, rows: Rows) -> None:
        db.run_many(
            f"INSERT INTO {_table(shard)} (key, terms) VALUES (%s, array_to_tsvector(%s::text[]))",
            [(key, sorted(set(terms))) for key, terms in rows],
        )

    def present(self, shard: int, keys: Sequence[int]) -> list[int]:
        condition, params = db.among("key", keys)
        return [row[0] for row in db.rows(f"SELECT key FROM {_table(shard)} WHERE {condition}", params)]

    def delete(self, shard: int, keys: Sequence[int]) -> None:
        condition, params = db.among("key", keys)
        _run(f"DELETE FROM {_table(shard)} WHERE {condition}", params)

    def purge(self, shard: int) -> None:
        """Nothing: no statement reads a deleted row, and autovacuum clears its page."""

    def leaving_no_trace(self) -> AbstractContextManager[None]:
        return nullcontext()

    def find(self, shard: int, asked: Sequence[Asked]) -> list[list[int]]:
        one = (
            f"(SELECT %s::int, array_agg(key ORDER BY key DESC) FROM (SELECT key FROM {_table(shard)}"
            " WHERE terms @@ %s::tsquery AND key >= %s AND key < %s ORDER BY key DESC LIMIT %s) AS found)"
        )
        params = [
            value
            for at, each in enumerate(asked)
            for value in (at, _expression(each), each.from_key, each.before, each.limit)
        ]
        found = dict(db.rows(" UNION ALL ".join([one] * len(asked)), params))
        return [found[at] or [] for at in range(len(asked))]

    @contextmanager
    def limited(self, stopwatch: Stopwatch) -> Iterator[None]:
        """A savepoint, so that the transaction around it survives a statement that was stopped."""
        alias = replica.alias()
        try:
            with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {stopwatch.left_ms}")
                yield
                cursor.execute("SET LOCAL statement_timeout = 0")
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") == CANCELLED:
                raise OutOfTime from error
            raise


def _expression(asked: Asked) -> str:
    return " & ".join("(" + " | ".join(_quoted(term) for term in group) + ")" for group in asked.groups)


def _quoted(term: str) -> str:
    bare = term.rstrip("*").replace("'", "").replace("\\", "")
    return f"'{bare}':*" if term.endswith("*") else f"'{bare}'"


def _table(shard: int) -> str:
    return f"search_terms_{int(shard)}"


def _run(sql: str, params: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
