"""A folder for what is half done: gone at the end, and, after a kill -9, at the next begin."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".kefu-half-done-"


@contextmanager
def scratch(beside: Path) -> Iterator[Path]:
    """In the same folder as `beside`, so that what is finished moves there in one step. Readable by its owner alone."""
    _clear(beside.parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside.parent))
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def sync_folder(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _clear(folder: Path) -> None:
    """What a run left behind that nobody holds any more."""
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            held = os.open(left, os.O_RDONLY)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(held)
