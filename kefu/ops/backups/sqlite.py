"""The embedded database, copied while it is written, and looked at before it is trusted."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from kefu.ops.backups.errors import NotPossible, NotWhole

MEMBER = "database.sqlite3"
PAGES = 2_048  # between two words of progress

Told = Callable[[int, int], None]
Error = sqlite3.Error


def copy(source: Path, target: Path, *, told: Told) -> None:
    """One moment of `source`, by SQLite's backup API; nobody waits for it. `told`: pages done, pages in all.

    The transaction around it holds the moment still: without, every commit of others would begin the copy anew.
    """
    try:
        with closing(_opened(source, mode="ro")) as live, closing(sqlite3.connect(target)) as made:
            made.execute("PRAGMA synchronous=OFF")
            live.execute("BEGIN")
            live.execute("SELECT count(*) FROM sqlite_master").fetchone()
            live.backup(made, pages=PAGES, sleep=0.0, progress=lambda _, left, pages: told(pages - left, pages))
    except sqlite3.Error as error:
        raise NotPossible(f"The database could not be copied: {error}.") from error


def put_over(source: Path, target: Path) -> None:
    """Make `target` what `source` is, in one transaction of its own."""
    with closing(_opened(source, mode="ro")) as kept, closing(_opened(target, mode="rw")) as live:
        kept.backup(live)


def is_alone(file: Path) -> bool:
    """Whether nobody else has the database open: SQLite leaves the write-ahead log only then."""
    with closing(_opened(file, mode="rw")) as connection:
        try:
            return bool(connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete")
        except sqlite3.OperationalError:
            return False
        finally:
            connection.execute("PRAGMA journal_mode=WAL")


def last_rows(file: Path) -> dict[str, int]:
    """The newest row of each table, the migrations' own left out: the same twice means that nothing was added between."""
    with closing(_opened(file, mode="ro")) as connection:
        found = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return {table: row for table, row in found.items() if not table.startswith(("django_", "auth_"))}


def require_whole(file: Path) -> None:
    """NotWhole unless SQLite itself finds nothing wrong with it, and every row that refers finds its other."""
    try:
        with closing(_opened(file, mode="ro")) as connection:
            said = connection.execute("PRAGMA integrity_check(3)").fetchall()
            strays = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
    except sqlite3.DatabaseError as error:
        raise NotWhole(f"The database in this backup cannot be read: {error}.") from error
    if said != [("ok",)]:
        raise NotWhole(f"The database in this backup is damaged: {said[0][0]}.")
    if strays:
        raise NotWhole(f"In this backup, a row of {strays[0][0]} refers to one of {strays[0][2]} that is not there.")


def _opened(file: Path, *, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=5)
