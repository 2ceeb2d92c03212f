"""Figures that stand in rows and on the disk, read when Prometheus asks: every few seconds at most, however often that is."""

import shutil
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

import kefu
from kefu.conversations import deliveries, standing
from kefu.files import scanning
from kefu.kit import clock, db, metrics
from kefu.trust import journal
from kefu.trust.sealing import standing as sealing
from kefu.watchers.indexing import progress
from kefu.watchers.notify import jobs

LIVES_S = 5.0

_Figures = dict[str, tuple[str, str, dict[str, float]]]
_lock = threading.Lock()
_kept: tuple[float, _Figures] = (0.0, {})


def read() -> _Figures:
    """While the database is away, its figures are left out, and `kefu_database_up` says why."""
    global _kept  # noqa: PLW0603
    with _lock:
        read_at, found = _kept
        if not found or time.monotonic() - read_at > LIVES_S:
            found = _read()
            _kept = (time.monotonic(), found)
        return found


def _read() -> _Figures:
    usage = shutil.disk_usage(settings.DATA)
    figures: _Figures = {
        "kefu_build_info": ("The release that runs.", "release", {kefu.__version__: 1}),
        "kefu_disk_free_bytes": ("Room left in the data folder.", "", {"": usage.free}),
        "kefu_disk_bytes": ("Room in all.", "", {"": usage.total}),
    }
    try:
        figures |= _rows()
        is_up = True
    except DatabaseError:
        is_up = False
    return figures | {"kefu_database_up": ("Whether the database could be read.", "", {"": float(is_up)})}


def _rows() -> _Figures:
    made_at = journal.newest("backup_made", subject_kind="backup")
    age_s = (clock.now() - made_at).total_seconds() if made_at else float("inf")
    given_up: dict[str, float] = {**standing.given_up()}
    sealed = sealing.standing()
    rows: dict[str, float] = {"sealed": sealed.sealed, "signed": sealed.signed, "outside": sealed.outside}
    waits_s = (clock.now() - sealed.waiting_since).total_seconds() if sealed.waiting_since else 0.0
    return {
        "kefu_conversations": ("Conversations that are not closed.", "status", {**standing.waiting()}),
        "kefu_reactions_due": ("Entries that wait for their watchers.", "", {"": standing.due()}),
        "kefu_reaction_lag_seconds": ("Age of the oldest of them.", "", {"": standing.lag().total_seconds()}),
        "kefu_reactions_given_up": ("Watchers' runs that failed too often.", "watcher", given_up),
        "kefu_search_entries_behind": ("Older entries that are not in the index yet.", "", {"": progress.behind()}),
        "kefu_push_jobs": ("Notices whose outcome is open.", "status", {**jobs.waiting_by_status()}),
        "kefu_deliveries": ("Mails whose outcome is open.", "status", {**deliveries.waiting_by_status()}),
        "kefu_files_unscanned": ("Files that no scanner has seen.", "", {"": scanning.overdue(clock.now())}),
        "kefu_backup_age_seconds": ("Since the last backup; +Inf if there was none.", "", {"": age_s}),
        "kefu_journal_rows": ("Rows of the journal, by how far they got.", "state", rows),
        "kefu_journal_waiting_seconds": ("Age of the oldest row not known outside.", "", {"": waits_s}),
        "kefu_database_bytes": ("The database without its log.", "", {"": db.size_bytes()}),
        "kefu_database_wal_bytes": ("The write-ahead log.", "", {"": _wal_bytes()}),
    }


def _wal_bytes() -> int:
    """Of the embedded database; PostgreSQL looks after its own."""
    file = Path(f"{db.file()}-wal") if db.is_sqlite() else None
    return file.stat().st_size if file is not None and file.exists() else 0


def told() -> bytes:
    """These and this process's own."""
    return metrics.told()


metrics.Figures(read)
