"""Django's SQLite, but a writer asks for the lock every quarter of a millisecond. Named by ENGINE in settings/database.py.

SQLite's own patience sleeps 1, 2, 5, 10 ... 100 ms between two looks, however soon the lock is free.
"""

import sqlite3
import threading
import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.utils import debug_transaction

from kefu.kit import turns
from kefu.kit.sqlite import haste

ASK_AGAIN_S = 0.00025
BRIEF_S = 0.05  # who waits longer gives the turn to pages that only read


FEW_KIB = 4_096  # of pages kept in memory, where a thread has a connection for chores
FEW_STATEMENTS = 16

_here = threading.local()


def keep_little() -> None:
    """Connections that this thread opens from now on: a chore reads each row once, and there are many such threads."""
    _here.is_little = True


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        return params | {"cached_statements": FEW_STATEMENTS} if _keeps_little() else params

    def init_connection_state(self) -> None:
        super().init_connection_state()
        if _keeps_little():
            self.connection.execute(f"PRAGMA cache_size=-{FEW_KIB}")

    def _start_transaction_under_autocommit(self) -> None:
        """BEGIN IMMEDIATE. OperationalError ("database is locked") after the `timeout` of OPTIONS."""
        with self.wrap_database_errors, debug_transaction(self, "BEGIN IMMEDIATE"):
            _begin(self.connection, patience_s=self.get_connection_params().get("timeout", 5.0))
        haste.begin()

    def commit(self) -> None:
        super().commit()
        haste.end()

    def rollback(self) -> None:
        haste.end()
        super().rollback()

    def close(self) -> None:
        haste.end()
        super().close()


def _keeps_little() -> bool:
    return getattr(_here, "is_little", False)


def _begin(connection: Any, *, patience_s: float) -> None:
    asked_at = time.monotonic()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while not _has_begun(connection, is_last=time.monotonic() > asked_at + patience_s):
            if time.monotonic() > asked_at + BRIEF_S:
                turns.give_away()
            time.sleep(ASK_AGAIN_S)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")


def _has_begun(connection: Any, *, is_last: bool) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
