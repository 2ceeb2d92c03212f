"""Moves SQLite's write-ahead log into the database file, beside the writers instead of within one writer's commit.

Started once an installation, by the worker's threads. Without it SQLite does the same by itself, later and in a commit.
"""

import logging
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

logger = logging.getLogger(__name__)

EVERY_S = 1.0
RESTART_PAGES = 8_000  # 32 MiB; under steady load the log would otherwise only grow
RESTART_PATIENCE_S = 0.02  # how long a restart may hold the writers while a reader still needs the old log


def start(file: str, stop: threading.Event) -> threading.Thread:
    """Keep the log of this database short until `stop` is set."""
    thread = threading.Thread(target=_run, args=(file, stop), name="checkpoint", daemon=True)
    thread.start()
    return thread


def run_once(connection: sqlite3.Connection) -> int:
    """Copy what can be copied without stopping anybody; returns the pages in the log. A long log is begun anew."""
    pages = _checkpoint(connection, "PASSIVE")
    if pages < RESTART_PAGES:
        return pages
    return _checkpoint(connection, "RESTART")


def _run(file: str, stop: threading.Event) -> None:
    while not stop.wait(EVERY_S):
        try:
            with closing(_open(file)) as connection:
                while not stop.wait(EVERY_S):
                    run_once(connection)
        except sqlite3.Error as error:
            logger.warning("the write-ahead log waits: %s", error)


def _open(file: str) -> sqlite3.Connection:
    uri = f"{Path(file).absolute().as_uri()}?mode=rw"  # never make one: an empty database in place of a lost one
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=RESTART_PATIENCE_S)
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _checkpoint(connection: sqlite3.Connection, mode: str) -> int:
    """Pages in the log afterwards; a busy database says so by its second try, a second later."""
    pages: int = connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()[1]
    return pages
