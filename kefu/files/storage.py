"""Bytes under names the server chose, in the data folder (`disk`) or in object storage (`bucket`): KEFU_FILES_URL says which.

What `keep` has put there stays there; then a row may name it. OSError where the place does not answer, or takes nothing.
"""

import io
import logging
import shutil
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from kefu.files import sealed
from kefu.files.disk import Disk
from kefu.files.errors import Busy
from kefu.files.kinds import Variant
from kefu.files.sealed import Sealed
from kefu.kit import crypto
from kefu.settings.wiring import S3_STORE

logger = logging.getLogger(__name__)


class Incoming(Protocol):
    """Two files being written, the thumb only for pictures; whatever is not kept when the block ends is removed."""

    @property
    def files(self) -> dict[Variant, BinaryIO]: ...
    def keep(self, stored_as: str, *, has_thumb: bool = True) -> None: ...


class Partial(Protocol):
    """An upload that is still arriving, held by one writer at a time, in whichever process it runs."""

    @property
    def size(self) -> int: ...
    @property
    def file(self) -> BinaryIO:
        """All that arrived so far."""

    def append(self, data: bytes) -> None:
        """On return it will not be lost; if that fails, what arrived is as long as before."""


class Store(Protocol):
    """A place for bytes."""

    def incoming(self) -> AbstractContextManager[Incoming]: ...
    def opened(self, stored_as: str, *, variant: Variant) -> BinaryIO: ...
    def take_in(self, folder: Path, *, home: Path) -> None: ...
    def is_empty(self) -> bool: ...
    def forget(self, stored_as: str) -> None: ...
    def partial(self, upload_id: str) -> AbstractContextManager[Partial | None]: ...
    def begin_partial(self, upload_id: str) -> None: ...
    def partial_size(self, upload_id: str) -> int: ...
    def forget_partial(self, upload_id: str) -> None: ...
    def free_bytes(self) -> int: ...
    def older_than(self, moment: datetime) -> Iterator[tuple[str, str]]: ...
    def remove(self, place: str) -> None: ...
    def prove_writable(self) -> None: ...


@cache
def store() -> Store:
    """The one of the settings."""
    if not settings.FILES_URL:
        return Disk()
    made: Store = import_string(S3_STORE)(settings.FILES_URL)
    return made


def incoming() -> AbstractContextManager[Incoming]:
    return store().incoming()


def opened(stored_as: str, *, variant: Variant) -> BinaryIO:
    """As it came, sealed or not. FileNotFoundError if the bytes are gone, or were sealed under another secret."""
    file = store().opened(stored_as, variant=variant)
    if not sealed.is_sealed(file):
        return file
    try:
        return io.BufferedReader(Sealed(file, _quarantine_key()), sealed.CHUNK_BYTES)
    except sealed.Unreadable as error:
        file.close()
        logger.error("a file that waits for the scanner was sealed under another KEFU_SECRET_KEY")
        raise FileNotFoundError from error


def lying(stored_as: str) -> BinaryIO:
    """What lies there, sealed as it is. FileNotFoundError."""
    return store().opened(stored_as, variant=Variant.FULL)


@contextmanager
def sealing(file: BinaryIO, *, key: bytes = b"") -> Iterator[BinaryIO]:
    """Writes to `file`, which lies sealed until `release`: the key is made from the installation's secret, for a restart must
    not lose what was acknowledged. With another `key` it lies so for good."""
    target = io.BufferedWriter(Sealed(file, key or _quarantine_key()), sealed.CHUNK_BYTES)
    try:
        yield target
    finally:
        target.detach()  # else it writes and closes `file` whenever it is collected, behind its owner's back


def release(stored_as: str) -> None:
    """Put it as it came in the place where it lies sealed: at every moment one of the two is there. FileNotFoundError."""
    with store().opened(stored_as, variant=Variant.FULL) as lying:
        if not sealed.is_sealed(lying):
            return
    with opened(stored_as, variant=Variant.FULL) as file, incoming() as plain:
        shutil.copyfileobj(file, plain.files[Variant.FULL], sealed.CHUNK_BYTES)
        plain.keep(stored_as, has_thumb=False)


def unpack(stored_as: str, *, variant: Variant, source: Iterable[bytes]) -> None:
    """Bytes of a copy into the folder that MEDIA_ROOT names, wherever files belong: first they are looked at."""
    Disk().unpack(stored_as, variant=variant, source=source)


def take_in(folder: Path, *, home: Path) -> None:
    """What was unpacked in `folder`, brought to where files belong: `home`, or the object storage."""
    store().take_in(folder, home=home)


def is_empty() -> bool:
    return store().is_empty()


def forget(stored_as: str) -> None:
    """Its row names it no more, so a place that does not answer fails nobody: the sweep comes back for it."""
    try:
        store().forget(stored_as)
    except (OSError, Busy) as error:
        logger.warning("a file is left to the sweep: %s", type(error).__name__)


def erase(stored_as: str) -> None:
    """Like `forget`, for whoever must know that it is gone: OSError where it is not. Also what lies unpacked beside its place."""
    store().forget(stored_as)
    if settings.FILES_URL:
        Disk().forget(stored_as)


def partial(upload_id: str) -> AbstractContextManager[Partial | None]:
    """None while another writer holds it. FileNotFoundError if it is gone."""
    return store().partial(upload_id)


def begin_partial(upload_id: str) -> None:
    store().begin_partial(upload_id)


def partial_size(upload_id: str) -> int:
    """FileNotFoundError if it is gone."""
    return store().partial_size(upload_id)


def forget_partial(upload_id: str) -> None:
    store().forget_partial(upload_id)


def free_bytes() -> int:
    """What is left on this machine's disk for a file on its way."""
    return store().free_bytes()


def older_than(moment: datetime) -> Iterator[tuple[str, str]]:
    """(stored_as, place) of things last touched before, all of them sooner or later; half-written ones have no `stored_as`."""
    return store().older_than(moment)


def remove(place: str) -> None:
    """A thing that `older_than` named."""
    store().remove(place)


def prove_writable() -> None:
    """Write a little and have it kept. OSError if nothing can be kept here."""
    store().prove_writable()


def _quarantine_key() -> bytes:
    return crypto.key_for("files.quarantine")
