"""The copy that an upgrade begins with: the embedded database as it was, and the way back to it."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from kefu.kit import db
from kefu.ops.backups import sqlite
from kefu.ops.backups.errors import NotPossible
from kefu.ops.backups.progress import Progress, size
from kefu.ops.backups.scratch import scratch

NAME = "before-upgrade.sqlite3"
SPARE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    file: Path
    rows: dict[str, int]  # the newest row of each table at that moment


def is_due() -> bool:
    """Whether there is an embedded database with something in it, and a step to take."""
    if not db.is_sqlite() or not Path(db.file()).exists():
        return False
    executor = MigrationExecutor(connection)
    return bool(executor.loader.applied_migrations and executor.migration_plan(executor.loader.graph.leaf_nodes()))


def keep(*, say: Callable[[str], None]) -> Kept:
    """NotPossible if there is no room for it."""
    live = Path(db.file())
    kept = live.with_name(NAME)
    needed, free = db.size_bytes() + SPARE_BYTES, shutil.disk_usage(live.parent).free
    if free < needed:
        raise NotPossible(f"A copy of the database needs {size(needed)} in {live.parent}, and {size(free)} are free.")
    progress = Progress(say)
    with scratch(kept) as folder:
        half = folder / NAME
        sqlite.copy(live, half, told=lambda done, total: progress.told("copy before the upgrade, pages", done, total))
        os.chmod(half, 0o600)
        os.sync()
        os.replace(half, kept)
    return Kept(kept, sqlite.last_rows(kept))


def put_back(kept: Kept) -> str:
    """After a failed upgrade: a sentence on where things stand now. Never over what somebody wrote meanwhile."""
    live = Path(db.file())
    connections.close_all()
    try:
        if sqlite.last_rows(live) != kept.rows or not sqlite.is_alone(live):
            return f"Kefu is running, so the database stays as it is now; as it was before, it lies in {kept.file}."
        sqlite.put_over(kept.file, live)
    except (OSError, sqlite.Error, OperationalError) as error:
        return f"The database as it was before lies in {kept.file}; it could not be put back: {error}."
    return "The database is as it was before: the release before may serve again."
