"""Bytes on disk under names the server chose. What `keep` has put there survives a power cut; then a row may name it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from kefu.files.kinds import Variant

_FOLDER_MODE = 0o700
_PROOF_BYTES = 4_096


class Incoming:
    """Two files being written; whatever is not kept when the block ends is removed."""

    def __init__(self, full: BinaryIO, thumb: BinaryIO) -> None:
        self.files = {Variant.FULL: full, Variant.THUMB: thumb}

    def keep(self, stored_as: str) -> None:
        """Put both in their place: bytes to disk first, then the names, then the folder."""
        folder = _folder_of(stored_as)
        _make(folder)
        for variant, file in self.files.items():
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, folder / f"{stored_as}.{variant}")
        _sync_folder(folder)


@contextmanager
def incoming() -> Iterator[Incoming]:
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


def opened(stored_as: str, *, variant: Variant) -> BinaryIO:
    """FileNotFoundError if the bytes are gone."""
    return (_folder_of(stored_as) / f"{stored_as}.{variant}").open("rb")


def forget(stored_as: str) -> None:
    for variant in Variant:
        with suppress(FileNotFoundError):
            (_folder_of(stored_as) / f"{stored_as}.{variant}").unlink()


def older_than(moment: datetime) -> Iterator[tuple[str, Path]]:
    """(stored_as, file) of everything here last touched before; half-written files have no `stored_as`."""
    for file in _root().glob("*/*"):
        with suppress(FileNotFoundError):
            if file.is_file() and file.stat().st_mtime < moment.timestamp():
                yield ("" if file.parent.name == "incoming" else file.stem), file


def prove_writable() -> None:
    """Write a little and have it on disk. OSError if nothing can be kept here."""
    folder = _root() / "incoming"
    _make(folder)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(_PROOF_BYTES))
        file.flush()
        os.fsync(file.fileno())


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


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
