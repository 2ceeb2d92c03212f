"""Bytes in the data folder. What `keep` has put there survives a power cut. Used by `storage` alone.

What is still arriving lies sealed in `partial`, one file an upload: its length is how far the upload got.
"""

import fcntl
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from kefu.files import sealed, waiting_key
from kefu.files.kinds import Variant
from kefu.files.sealed import Sealed

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_PROOF_BYTES = 4_096
_ON_THEIR_WAY = frozenset({"incoming", "partial"})


class Incoming:
    """Two files being written, the thumb only for pictures; whatever is not kept when the block ends is removed."""

    def __init__(self, full: BinaryIO, thumb: BinaryIO) -> None:
        self.files = {Variant.FULL: full, Variant.THUMB: thumb}

    def keep(self, stored_as: str, *, has_thumb: bool = True) -> None:
        """Put them in their place: bytes to disk first, then the names, then the folder."""
        if not has_thumb:
            del self.files[Variant.THUMB]
        folder = _folder_of(stored_as)
        _make(folder)
        for variant, file in self.files.items():
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, folder / f"{stored_as}.{variant}")
        _sync_folder(folder)


class Partial:
    """An upload that is still arriving, held by one writer at a time, in whichever process it runs."""

    def __init__(self, file: BinaryIO) -> None:
        self._sealed = Sealed(file, waiting_key.current(), is_durable=True)
        self._reader: io.BufferedReader | None = None

    @property
    def size(self) -> int:
        return self._sealed.size

    @property
    def file(self) -> BinaryIO:
        if self._reader is None:
            self._reader = io.BufferedReader(self._sealed, sealed.CHUNK_BYTES)
        return self._reader

    def append(self, data: bytes) -> None:
        """On return it is on disk; if that fails, the file is as long as before."""
        self.release()
        self._sealed.seek(0, os.SEEK_END)
        self._sealed.write(data)

    def release(self) -> None:
        """The file stays open: its lock hangs on it."""
        if self._reader is not None:
            self._reader.detach()
            self._reader = None


class Disk:
    """The folder MEDIA_ROOT."""

    @contextmanager
    def incoming(self) -> Iterator[Incoming]:
        folder = _root() / "incoming"
        _make(folder)
        with (
            tempfile.NamedTemporaryFile(dir=folder, delete=False) as full,
            tempfile.NamedTemporaryFile(dir=folder, delete=False) as thumb,
        ):
            try:
                yield Incoming(full, thumb)  # type: ignore[arg-type]
            finally:
                for file in (full, thumb):
                    with suppress(FileNotFoundError):
                        os.unlink(file.name)

    def opened(self, stored_as: str, *, variant: Variant) -> BinaryIO:
        """FileNotFoundError if the bytes are gone."""
        return (_folder_of(stored_as) / f"{stored_as}.{variant}").open("rb")

    def unpack(self, stored_as: str, *, variant: Variant, source: Iterable[bytes]) -> None:
        """Bytes of a copy, under their old name. Not synced one by one: whoever restores does that once, at the end."""
        folder = _folder_of(stored_as)
        _make(folder)
        place = folder / f"{stored_as}.{variant}"
        with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE), "wb") as file:
            file.writelines(source)

    def take_in(self, folder: Path, *, home: Path) -> None:
        home.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        for each in folder.iterdir():
            os.replace(each, home / each.name)
        _sync_folder(home)

    def is_empty(self) -> bool:
        return not any(file.is_file() for file in _root().glob("*/*"))

    def forget(self, stored_as: str) -> None:
        for variant in Variant:
            with suppress(FileNotFoundError):
                (_folder_of(stored_as) / f"{stored_as}.{variant}").unlink()

    @contextmanager
    def partial(self, upload_id: str) -> Iterator[Partial | None]:
        """None while another writer holds it. FileNotFoundError if it is gone."""
        with (_partials() / f"{upload_id}.part").open("r+b", buffering=0) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            if not os.fstat(file.fileno()).st_nlink:
                raise FileNotFoundError  # taken in or cancelled between opening and holding
            held = Partial(file)
            try:
                yield held
            finally:
                held.release()

    def begin_partial(self, upload_id: str) -> None:
        folder = _partials()
        _make(folder)
        part = os.open(folder / f"{upload_id}.part", os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE)
        with os.fdopen(part, "wb") as file:
            file.write(sealed.new_head(waiting_key.current()))
        _sync_folder(folder)

    def partial_size(self, upload_id: str) -> int:
        """FileNotFoundError if it is gone."""
        with (_partials() / f"{upload_id}.part").open("r+b", buffering=0) as file:
            return Sealed(file, waiting_key.current()).size

    def forget_partial(self, upload_id: str) -> None:
        (_partials() / f"{upload_id}.part").unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """What is left for files on the disk."""
        _make(_root())
        return shutil.disk_usage(_root()).free

    def older_than(self, moment: datetime) -> Iterator[tuple[str, str]]:
        """(stored_as, file) of everything here last touched before; half-written files have no `stored_as`."""
        for file in _root().glob("*/*"):
            with suppress(FileNotFoundError):
                if file.is_file() and file.stat().st_mtime < moment.timestamp():
                    yield ("" if file.parent.name in _ON_THEIR_WAY else file.stem), str(file)

    def prove_writable(self) -> None:
        """Write a little and have it on disk. OSError if nothing can be kept here."""
        folder = _root() / "incoming"
        _make(folder)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_PROOF_BYTES))
            file.flush()
            os.fsync(file.fileno())

    def remove(self, place: str) -> None:
        Path(place).unlink(missing_ok=True)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _partials() -> Path:
    return _root() / "partial"


def _folder_of(stored_as: str) -> Path:
    return _root() / stored_as[:2]


def _make(folder: Path) -> None:
    """A new folder's own name is synced too, else its files could go with it."""
    if not folder.is_dir():
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
