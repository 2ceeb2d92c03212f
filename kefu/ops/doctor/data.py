"""What lies on the disk: the database as it is set and as it stands, files, room, rights, keys, backups."""

import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kefu.conversations import soundness
from kefu.files import holdings
from kefu.kit import clock, data_key, db, vapid
from kefu.ops.backups import drills, take
from kefu.ops.backups.progress import size
from kefu.ops.doctor.finding import Word, critical, ok, warn

REPLAYED = 200
NEWEST_FILES = 200
LEAST_FREE_BYTES = 256 * 1024 * 1024  # below it no files are taken
WARN_FREE_SHARE = 0.10
MOST_SKEW = timedelta(seconds=2)
BACKUP_LATE, BACKUP_VERY_LATE = timedelta(hours=26), timedelta(days=7)
WAL_WARN_BYTES = 256 * 1024 * 1024
DRILL_LATE = timedelta(days=35)
OLD_KEY = timedelta(days=2 * 365)
SQLITE_FULL = 2


def durability() -> Word:
    """As it is on the connection that the settings give, whatever they say."""
    if db.is_sqlite():
        level, journal = db.rows("PRAGMA synchronous")[0][0], db.rows("PRAGMA journal_mode")[0][0]
        is_kept, said = level >= SQLITE_FULL and journal == "wal", f"synchronous={level}, journal_mode={journal}"
    else:
        asked = {name: db.rows(f"SHOW {name}")[0][0] for name in ("fsync", "full_page_writes", "synchronous_commit")}
        is_kept = "off" not in asked.values()
        said = ", ".join(f"{name}={value}" for name, value in asked.items())
    if not is_kept:
        return critical(f"What is acknowledged may be lost in a power cut ({said}).", "Undo the change that set this.")
    return ok(f"What is acknowledged is on the disk ({said}).")


def takes_writes() -> Word:
    db.prove_durable()
    return ok("The database keeps what it is given.")


def migrated() -> Word:
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if steps:
        return critical(f"The database is {len(steps)} steps behind this release.", "Run `kefu migrate`.")
    return ok("The database is that of this release.")


def integrity() -> Word:
    if not db.is_sqlite():
        return ok("PostgreSQL checks its pages itself; `pg_amcheck` looks deeper.")
    said = db.rows("PRAGMA quick_check(1)")[0][0]
    if said != "ok":
        return critical(f"The database is damaged: {said}.", "Stop Kefu, keep the file, restore the last backup.")
    return ok("The database is whole.")


def log_is_sound() -> Word:
    found = soundness.examine(replay_most=REPLAYED, seed=clock.now().toordinal())
    if found.faults:
        return critical(
            found.faults[0], "Keep the database as it is, compare with a backup, and tell the makers of Kefu."
        )
    return ok(f"{found.entries} entries without a hole; {found.replayed} conversations replayed.")


def files_are_there() -> Word:
    missing = holdings.newest_missing(NEWEST_FILES)
    if missing:
        return critical(
            f"{len(missing)} of the newest {NEWEST_FILES} files are gone, {missing[0]} among them.",
            "Mount the right folder at KEFU_DATA/files, or bring them back from a backup.",
        )
    return ok(f"The newest {NEWEST_FILES} files are there.")


def free_disk() -> Word:
    place = Path(settings.DATA)
    usage = shutil.disk_usage(place if place.exists() else place.parent)
    left = f"{size(usage.free)} of {size(usage.total)} are free"
    if usage.free < LEAST_FREE_BYTES:
        return critical(f"The disk is full: {left}.", "Make room: no files are taken, and soon no messages.")
    if usage.free < WARN_FREE_SHARE * usage.total:
        return warn(f"The disk fills: {left}.", "Make room, or give it a larger disk.")
    return ok(f"There is room: {left}.")


def clocks() -> Word:
    """Ours against the database's; where it is embedded, against what was written last."""
    if db.is_sqlite():
        newest = db.from_moment(db.rows("SELECT max(created_at) FROM conversations_entry")[0][0])
        skew = max(newest - clock.now(), timedelta()) if newest else timedelta()
        said = f"The newest entry is {skew.total_seconds():.0f} s ahead of this clock"
    else:
        skew = abs(db.rows("SELECT clock_timestamp()")[0][0] - clock.now())
        said = f"This clock and the database's are {skew.total_seconds():.1f} s apart"
    if skew > MOST_SKEW:
        return warn(f"{said}.", "Set both by NTP: deadlines and links are wrong by as much.")
    return ok(f"{said}.")


def backup_age() -> Word:
    made_at = take.newest_at()
    if made_at is None:
        return critical("There has never been a backup.", "Enable kefu-backup.timer, or run `kefu backup FOLDER`.")
    age = clock.now() - made_at
    said = f"The last backup is {age.total_seconds() / 3600:.0f} hours old."
    if age > BACKUP_VERY_LATE:
        return critical(said, "See why kefu-backup.service fails: `journalctl -u kefu-backup`.")
    if age > BACKUP_LATE:
        return warn(said, "See why kefu-backup.service did not run: `systemctl list-timers`.")
    return ok(said)


def backup_proved() -> Word:
    """A backup is one once it was tried."""
    whole, refused = drills.newest_at(is_whole=True), drills.newest_at(is_whole=False)
    if refused and (not whole or refused > whole):
        return critical(
            "The last backup that was tried could not be brought back.",
            "Take one now and try it: `kefu backup FILE`, `kefu backup FILE --verify`; see why the other was damaged.",
        )
    if whole is None or clock.now() - whole > DRILL_LATE:
        said = f"No backup was tried since {whole:%Y-%m-%d}" if whole else "No backup was ever tried"
        return warn(f"{said}: nobody knows whether one can be brought back.", "Run `kefu backup FILE --verify`.")
    return ok(f"A backup was tried on {whole:%Y-%m-%d} and is whole.")


def write_ahead_log() -> Word:
    if not db.is_sqlite():
        return ok("PostgreSQL looks after its own log.")
    file = Path(f"{db.file()}-wal")
    length = file.stat().st_size if file.exists() else 0
    if length > WAL_WARN_BYTES:
        todo = "End what reads for long (a copy, a shell with an open transaction); see that the worker's threads run."
        return warn(f"The write-ahead log has {size(length)}: nobody could shorten it.", todo)
    return ok(f"The write-ahead log has {size(length)}.")


def rights() -> Word:
    """Others on this machine read neither what people wrote nor keys."""
    data = Path(settings.DATA)
    keys = [data / vapid.FILE, data_key.file(), *_secret_files()]
    open_keys = [file for file in keys if file.exists() and _is_open(file)]
    if open_keys:
        return critical(f"Others on this machine can read {open_keys[0]}.", f"chmod 600 {open_keys[0]}")
    private = [data, Path(settings.MEDIA_ROOT), *([Path(db.file())] if db.is_sqlite() else [])]
    bare = [file for file in private if file.exists() and _is_open(file) and not _is_behind_a_door(file)]
    if bare:
        return critical(f"Others on this machine can read {bare[0]}.", f"chmod go= {bare[0]}")
    return ok("The data folder and the keys are for their owner alone.")


def key_ages() -> Word:
    files = [file for file in (Path(settings.DATA) / vapid.FILE, data_key.file(), *_secret_files()) if file.exists()]
    old = [file for file in files if clock.now().timestamp() - file.stat().st_mtime > OLD_KEY.total_seconds()]
    if old:
        return warn(
            f"{old[0].name} is older than two years.", "Renew it on a quiet day; docs/operations.md says what ends."
        )
    return ok(f"{len(files)} keys in files, none older than two years.")


def _secret_files() -> list[Path]:
    named = sorted(name for name in os.environ if name.startswith("KEFU_") and name.endswith("_FILE"))
    return [Path(os.environ[name]) for name in named]


def _is_behind_a_door(file: Path) -> bool:
    return any(not _is_open(folder) for folder in file.parents)


def _is_open(file: Path) -> bool:
    return bool(stat.S_IMODE(file.stat().st_mode) & 0o077)
