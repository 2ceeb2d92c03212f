"""Makes a backup while everything runs: one moment of the database, and every file that its rows name.

Files never change and are on disk before a row names them, so they are copied after the moment, by the rows of that moment.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from kefu.conversations import soundness
from kefu.files import holdings
from kefu.kit import clock, crypto, data_key, db, vapid
from kefu.ops.backups import postgres, sqlite
from kefu.ops.backups.archive import Writer
from kefu.ops.backups.errors import NotPossible
from kefu.ops.backups.manifest import Manifest
from kefu.ops.backups.progress import Progress, size
from kefu.ops.backups.scratch import scratch, sync_folder
from kefu.people import keys
from kefu.trust import journal
from kefu.trust.sealing import store

logger = logging.getLogger(__name__)

MOST_MISSING = 1_000
ENDINGS = (".tar", ".tar.gz")
FILES, KEYS = "files/", "keys/"
SPARE_BYTES = 64 * 1024 * 1024
SUBJECT = "backup"
PATTERN = "kefu-????????T??????Z.tar*"


@dataclass(slots=True)
class _Files:
    """What was met on the way; `missing` are not there, or are not what their rows tell of."""

    count: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)


def take(target: Path, *, with_keys: bool, say: Callable[[str], None]) -> Manifest:
    """Write `target`, whole or not at all. NotPossible if it cannot be, or is there already."""
    if not target.name.endswith(ENDINGS):
        raise NotPossible(f"Name a file that ends in {' or '.join(ENDINGS)}, or a folder, not {target.name}.")
    if target.exists():
        raise NotPossible(f"{target} is there already; a backup never takes another one's place.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _leave_room(target.parent)
        with scratch(target) as folder:
            said = _written(folder / target.name, with_keys=with_keys, progress=Progress(say))
            os.rename(folder / target.name, target)
            sync_folder(target.parent)
    except OSError as error:
        raise NotPossible(f"The backup could not be written: {error.strerror or error}.") from error
    _journal(target, said)
    return said


def newest_at() -> datetime | None:
    """When the last backup of this installation was finished."""
    return journal.newest("backup_made", subject_kind=SUBJECT)


def all_in(folder: Path) -> list[Path]:
    """The backups that were given their names there by the time, the oldest first."""
    return sorted((file for file in folder.glob(PATTERN) if file.is_file()), key=lambda file: file.name)


def forget_older(target: Path, *, keep: int) -> int:
    """Remove the oldest backups beside `target` until `keep` of the same sort of name are left; how many went."""
    beside = all_in(target.parent)
    for old in beside[:-keep]:
        old.unlink(missing_ok=True)
    return len(beside[:-keep])


def named_now(folder: Path) -> Path:
    """A new name in this folder, which sorts by time."""
    return folder / f"kefu-{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz"


def _written(half: Path, *, with_keys: bool, progress: Progress) -> Manifest:
    with half.open("xb") as file, _moment(half.parent, progress) as (member, database):
        os.fchmod(file.fileno(), 0o600)
        writer = Writer(file, is_zipped=half.name.endswith(".gz"))
        with database.open("rb") as copied:
            writer.add(member, copied, size=database.stat().st_size)
        files = _add_files(writer, progress)
        held = _add_keys(writer) if with_keys else frozenset()
        said = _said(writer, files, database_bytes=database.stat().st_size, held=held)
        writer.close(said)
        file.flush()
        os.fsync(file.fileno())
    return said


def _said(writer: Writer, files: _Files, *, database_bytes: int, held: frozenset[str]) -> Manifest:
    conversations, entries = soundness.counted()
    return Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        database=connection.vendor,
        database_bytes=database_bytes,
        migrations=migrations_applied(),
        conversations=conversations,
        entries=entries,
        files=files.count,
        file_bytes=files.bytes,
        sums=writer.sums(),
        missing=tuple(files.missing[:MOST_MISSING]),
        holds_keys=vapid.FILE in held,
        data_key=keys.needed(),
        holds_data_key=data_key.FILE in held,
        journal=_of_journal(),
    ).sealed()


def _of_journal() -> str:
    """Of the moment of the copy: the heads in the folder may know more by now."""
    head, rows, sealed = store.newest_head(), store.count(), store.size()
    signed = f"signed up to {head.size} at {head.signed_at.isoformat(timespec='seconds')}" if head else "not signed yet"
    return f"{rows} rows of the journal, {sealed} sealed, {signed}"


@contextmanager
def _moment(folder: Path, progress: Progress) -> Iterator[tuple[str, Path]]:
    """The member's name and the file of the database at one moment; inside, queries see that moment."""
    if db.is_sqlite():
        copied = folder / sqlite.MEMBER
        sqlite.copy(Path(db.file()), copied, told=lambda done, total: progress.told("database, pages", done, total))
        with db.pointed_at(copied):
            yield sqlite.MEMBER, copied
        return
    with postgres.held() as snapshot:
        dumped = folder / postgres.MEMBER
        postgres.dump(dumped, snapshot=snapshot)
        yield postgres.MEMBER, dumped


def migrations_applied() -> tuple[str, ...]:
    applied = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied))


def _add_files(writer: Writer, progress: Progress) -> _Files:
    files = _Files()
    for holding in holdings.all_named():
        try:
            with holdings.opened(holding) as file:
                length = file.seek(0, os.SEEK_END)
                file.seek(0)
                digest = writer.add(f"{FILES}{holding.name}", file, size=length)
        except FileNotFoundError:
            files.missing.append(holding.name)
            continue
        if holding.sha256 and not crypto.same(digest, holding.sha256):
            files.missing.append(holding.name)
        files.count += 1
        files.bytes += length
        progress.told("files", files.count)
    return files


def _add_keys(writer: Writer) -> frozenset[str]:
    """Those that lie in the data folder. What a setting gives is the operator's to keep."""
    own = settings.DATA / vapid.FILE, *(() if settings.DATA_KEY else (data_key.file(),))
    found = [key for key in own if key.exists()]
    for key in found:
        with key.open("rb") as file:
            writer.add(f"{KEYS}{key.name}", file, size=key.stat().st_size)
    return frozenset(key.name for key in found)


def _leave_room(folder: Path) -> None:
    """The copy of the database and the archive of it lie there together for a while."""
    database = db.size_bytes()
    needed = 2 * database + holdings.total_bytes() + SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NotPossible(f"Up to {size(needed)} are needed in {folder}, and {size(free)} are free.")


def _journal(target: Path, said: Manifest) -> None:
    """A database that takes no writes now is all the more worth its backup."""
    detail = f"{said.entries} entries, {said.files} files, to {target.name}"[:200]
    act = journal.Act(clock.now(), "operator", 0, "backup_made", SUBJECT, 0, detail)
    try:
        with transaction.atomic():
            journal.write([act])
    except DatabaseError as error:
        logger.warning("the journal does not know of this backup: %s", error)
