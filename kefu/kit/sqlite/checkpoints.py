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
SOON_S = 0.1  # while the log is long: the moment in which nobody reads the old part of it is short
RESTART_PAGES = 2_000  # 8 MiB: a long reader, in whose time the log only grows, finds a short one
RESTART_PATIENCE_S = 0.02  # how long a restart may hold the writers while a reader still needs the old log


def start(file: str, stop: threading.Event) -> threading.Thread:
    """Keep the log of this database short until `stop` is set."""
    thread = threading.Thread(target=_run, args=(file, stop), name="checkpoint", daemon=True)
    thread.start()
    return thread


def run_once(connection: sqlite3.Connection) -> int:
    """Copy what can be copied without stopping anybody; returns the pages in the log, 0 for one that is begun anew.

    That holds the writers, so it is tried only when all of the log was copied: otherwise somebody still reads it.
    """
    _, pages, copied = _checkpoint(connection, "PASSIVE")
    if pages < RESTART_PAGES or copied < pages:
        return pages
    is_busy, left, _ = _checkpoint(connection, "RESTART")
    return left if is_busy else 0


def _run(file: str, stop: threading.Event) -> None:
    while not stop.wait(EVERY_S):
        try:
            with closing(_open(file)) as connection:
                pages = 0
                while not stop.wait(EVERY_S if pages < RESTART_PAGES else SOON_S):
                    pages = run_once(connection)
        except sqlite3.Error as error:
            logger.warning("the write-ahead log waits: %s", error)


def _open(file: str) -> sqlite3.Connection:
    uri = f"{Path(file).absolute().as_uri()}?mode=rw"  # never make one: an empty database in place of a lost one
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=RESTART_PATIENCE_S)
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _checkpoint(connection: sqlite3.Connection, mode: str) -> tuple[int, int, int]:
    """1 if somebody was in the way; pages in the log; how many of them were copied."""
    is_busy, pages, copied = connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
    return is_busy, pages, copied
