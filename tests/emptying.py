"""After a test that commits, only the tables that have rows are emptied.

Django's own flush truncates all of them, each a file that PostgreSQL writes to disk anew: 5 s a test with 170 tables,
which is more than the tests themselves take; then it writes down permissions again, which Kefu does not use.
"""

from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

AT_ONCE = 100  # tables asked in one statement: SQLite joins 500 questions at most


def install() -> None:
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[attr-defined]  # the stubs leave it out


def _teardown(self: Any) -> None:
    for alias in self._databases_names(include_mirrors=False):
        empty(connections[alias])


def empty(connection: BaseDatabaseWrapper) -> None:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [connection.ops.quote_name(table) for table in tables]
    # at once: what points at each other is looked at when all of it is gone
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for at in range(0, len(quoted), AT_ONCE):
            asked = [
                f"SELECT {n} WHERE EXISTS (SELECT 1 FROM {table})" for n, table in enumerate(quoted[at:][:AT_ONCE], at)
            ]
            cursor.execute(" UNION ALL ".join(asked))
            for (n,) in cursor.fetchall():
                cursor.execute(f"DELETE FROM {quoted[n]}")
