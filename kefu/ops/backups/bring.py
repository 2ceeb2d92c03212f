"""Brings a backup back into an empty place, or only tries whether it could. What is not proved whole is never put there.

Everything is unpacked beside its place, looked at there, and moved in as the last step.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from kefu.conversations import soundness
from kefu.files import holdings
from kefu.kit import clock, data_key, db, vapid
from kefu.ops.backups import archive, postgres, sqlite
from kefu.ops.backups.errors import NotPossible, NotWhole
from kefu.ops.backups.manifest import Manifest
from kefu.ops.backups.progress import Progress
from kefu.ops.backups.replay import NONE, Replayed, replay
from kefu.ops.backups.scratch import scratch, sync_folder
from kefu.ops.backups.take import FILES, KEYS, SUBJECT
from kefu.people import keys
from kefu.trust import admissions, journal
from kefu.trust.sealing import sealer
from kefu.trust.sealing.errors import Bent

REPLAYED = 2_000
LEAST_FREE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in the backup, and how much of its log was replayed (0: its database is not one we can open here).

    `faults` of the log are told only where they were not to stop a restore.
    """

    said: Manifest
    replayed: int
    faults: tuple[str, ...] = ()
    opened: bool = False  # something sealed was in it, and opened
    erasures: Replayed = NONE


@dataclass(slots=True)
class _Unpacked:
    """Where the parts lie, and the `home` of the files. `names` of files, without their folder."""

    folder: Path
    home: Path
    progress: Progress
    names: set[str] = field(default_factory=set)

    @property
    def database(self) -> Path:
        return self.folder / "database"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def take(self, name: str, source: Iterator[bytes]) -> None:
        """A member of the archive. NotWhole for a name that no backup has."""
        if name in {sqlite.MEMBER, postgres.MEMBER}:
            self._write(self.database, source)
        elif name in {f"{KEYS}{vapid.FILE}", f"{KEYS}{data_key.FILE}"}:
            self.keys.mkdir(mode=0o700, exist_ok=True)
            self._write(self.keys / name.removeprefix(KEYS), source)
        elif name.startswith(FILES):
            self._take_file(name.removeprefix(FILES), source)
        else:
            raise NotWhole(f"This backup holds {name!r}, which no backup of Kefu has.")

    def _take_file(self, name: str, source: Iterator[bytes]) -> None:
        try:
            holdings.unpack(name, self._bounded(source))
        except (ValueError, FileExistsError) as error:
            raise NotWhole(f"This backup holds {name!r}, which is no name of a file of ours, or twice.") from error
        self.names.add(name)
        self.progress.told("files", len(self.names))

    def _write(self, target: Path, source: Iterator[bytes]) -> None:
        with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            for chunk in self._bounded(source):
                file.write(chunk)

    def _bounded(self, source: Iterator[bytes]) -> Iterator[bytes]:
        """Never the last of the disk, however much a damaged file pretends to hold."""
        for chunk in source:
            if shutil.disk_usage(self.folder).free < LEAST_FREE_BYTES:
                raise NotPossible(f"The disk of {self.folder.parent} is too small for this backup.")
            yield chunk


def restore(
    file: Path, *, say: Callable[[str], None], despite_faults: bool = False, erasures: Path | None = None
) -> Proof:
    """Put everything where the settings say it belongs. NotPossible if something is there, NotWhole if it is not sound.

    `despite_faults`: those of the log itself stop nothing, for the day on which there is no better backup. `erasures`: the
    folder that knows who was erased since, if it is not the journal's.
    """
    _require_empty()
    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _unpacked(file, beside=Path(settings.MEDIA_ROOT), say=say) as (said, parts):
        with ExitStack() as pointed:
            if db.is_sqlite():
                _require_kind(said, "sqlite")
                sqlite.require_whole(parts.database)
                pointed.enter_context(db.pointed_at(parts.database))
            else:
                _require_kind(said, "postgresql")
                postgres.fill(parts.database)
            pointed.enter_context(data_key.taken_from(parts.keys / data_key.FILE))
            proof = _proved(said, parts, despite_faults=despite_faults)
            _require_key()
            _end_ways_in(file)
            _begin_line(file, despite_faults=despite_faults)
            replayed = replay(erasures)
        _move_in(parts)
    return replace(proof, erasures=replayed)


def verify(file: Path, *, say: Callable[[str], None], beside: Path | None = None) -> Proof:
    """Everything `restore` would find wrong, found beside the file (or another place) and forgotten again. NotWhole."""
    with _unpacked(file, beside=beside or file, say=say) as (said, parts):
        if said.database == "postgresql":
            postgres.require_readable(parts.database)
            return Proof(said, replayed=0)
        sqlite.require_whole(parts.database)
        if not db.is_sqlite():
            return Proof(said, replayed=0)
        with db.pointed_at(parts.database), data_key.taken_from(parts.keys / data_key.FILE):
            return _proved(said, parts, despite_faults=False)


@contextmanager
def _unpacked(file: Path, *, beside: Path, say: Callable[[str], None]) -> Iterator[tuple[Manifest, _Unpacked]]:
    if not file.is_file():
        raise NotPossible(f"There is no file {file}.")
    try:
        with scratch(beside.absolute()) as folder, _files_in(folder / "files") as home:
            parts = _Unpacked(folder, home, Progress(say))
            said = archive.read(file, parts.take)
            if len(parts.names) != said.files or not parts.database.exists():
                raise NotWhole("This backup lacks a part that its manifest names.")
            yield said, parts
    except OSError as error:
        raise NotPossible(f"The backup could not be unpacked: {error.strerror or error}.") from error


@contextmanager
def _files_in(folder: Path) -> Iterator[Path]:
    """Inside, files are kept there; gives where they are kept otherwise."""
    before = settings.MEDIA_ROOT
    folder.mkdir(mode=0o700)
    settings.MEDIA_ROOT = folder
    try:
        yield Path(before)
    finally:
        settings.MEDIA_ROOT = before


def _require_empty() -> None:
    """NotPossible if there is a database or a file already: a restore never takes anything's place."""
    if db.is_sqlite():
        found = [f"{db.file()}{ending}" for ending in ("", "-wal") if Path(f"{db.file()}{ending}").exists()]
        if found:
            raise NotPossible(f"{found[0]} is there already: a backup is restored into an empty place only.")
    elif not postgres.is_empty():
        raise NotPossible("The database is not empty: a backup is restored into an empty one only.")
    if not holdings.is_empty():
        raise NotPossible(f"There are files in {holdings.place()}: a backup is restored into an empty place only.")


def _require_key() -> None:
    """NotPossible, and what is to be done, if what is sealed in it could never be opened here."""
    try:
        keys.ready()
    except ImproperlyConfigured as error:
        raise NotPossible(f"Nothing was restored. {error}") from error


def _require_kind(said: Manifest, kind: str) -> None:
    if said.database != kind:
        raise NotPossible(f"This is a backup of {said.database}, and KEFU_DATABASE_URL names {kind}.")


def _proved(said: Manifest, parts: _Unpacked, *, despite_faults: bool) -> Proof:
    """Known to this release, brought up to it, its log whole, its files there."""
    known = MigrationLoader(connection).disk_migrations
    strange = set(said.migrations) - {f"{app}.{name}" for app, name in known}
    if strange:
        raise NotWhole(f"This backup is of a newer release ({said.release}, {min(strange)}): restore it with that one.")
    call_command("migrate", verbosity=0, interactive=False, no_backup=True)
    opened = _opened()
    found = soundness.examine(replay_most=REPLAYED)
    if (found.conversations, found.entries) != (said.conversations, said.entries):
        raise NotWhole("This backup does not hold as many entries as its manifest says.")
    if found.faults and not despite_faults:
        raise NotWhole(f"The log in this backup is not whole. {found.faults[0]}")
    lacking = {each.name for each in holdings.all_named()} - parts.names - set(said.missing)
    if lacking:
        raise NotWhole(
            f"In this backup, {len(lacking)} files are missing that its rows name, {min(lacking)} among them."
        )
    return Proof(said, replayed=found.replayed, faults=found.faults, opened=opened)


def _opened() -> bool:
    """A sealed field of it was opened; none, if the key is not here. NotWhole if the key is here and it does not open."""
    if not keys.needed():
        return False
    try:
        keys.ready()
        return keys.proved()
    except ImproperlyConfigured:
        return False
    except keys.Unreadable as error:
        raise NotWhole("A sealed field in this backup cannot be opened with the key that it names.") from error


def _end_ways_in(file: Path) -> None:
    """Whoever was let out since the backup was made must not be in again by an old session."""
    with transaction.atomic():
        admissions.end_browsers()
        act = journal.Act(clock.now(), "operator", 0, "restored", SUBJECT, 0, file.name[:200])
        journal.write([act])


def _begin_line(file: Path, *, despite_faults: bool) -> None:
    """The heads outside may know more rows than the backup: from here on they count as lost, and not as cut."""
    try:
        sealer.begin_line(clock.now(), because=f"restored from {file.name}")
    except Bent as error:
        if not despite_faults:
            raise NotWhole(f"The journal in this backup is not whole: {error}.") from error


def _move_in(parts: _Unpacked) -> None:
    """The database last: where there is none, the next try may begin anew."""
    os.sync()
    holdings.take_in(parts.files, home=parts.home)
    _move_keys(parts)
    if db.is_sqlite():
        _move_database(parts.database, Path(db.file()))


def _move_keys(parts: _Unpacked) -> None:
    """Never over one that is there: what it was kept for may not be in this backup."""
    with suppress(FileNotFoundError):
        os.replace(parts.keys / vapid.FILE, settings.DATA / vapid.FILE)
    own = data_key.file()
    if (parts.keys / data_key.FILE).exists() and not settings.DATA_KEY and not own.exists():
        own.parent.mkdir(mode=0o700, exist_ok=True)
        os.replace(parts.keys / data_key.FILE, own)


def _move_database(source: Path, target: Path) -> None:
    """In one step, also from another disk."""
    if source.stat().st_dev != target.parent.stat().st_dev:
        half = target.with_name(f"{target.name}.half")
        shutil.copyfile(source, half)
        os.chmod(half, 0o600)
        os.sync()
        source = half
    os.replace(source, target)
    sync_folder(target.parent)
