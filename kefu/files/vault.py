"""Identity papers as bytes: a picture made anew, without anything but its pixels, sealed before it touches the disk.

Each lies under a key of its own, wrapped under its customer's data key: where that is destroyed, the picture is lost, in
every copy. Who may send or see one, and when it goes, is for the room above.
"""

import hashlib
import hmac
import io
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from kefu.files import (
    arrivals,
    clamd,
    headers,
    hidden,
    inspection,
    reencode,
    scanning,
    sealed,
    storage,
    types,
    watermark,
)
from kefu.files.errors import Busy, Infected, PaperDamaged, PaperGone, PaperNotTaken
from kefu.files.headers import Header
from kefu.files.kinds import PAPERS, MediaType, Variant
from kefu.files.models import VaultFile
from kefu.files.sealed import Sealed
from kefu.files.vault_words import refusal_of
from kefu.kit import ids
from kefu.people import keys

ABOUT = "files.vaultfile.key"
MAX_SIDE_PX = 3_000  # the small print of an identity card can be read


@dataclass(frozen=True, slots=True)
class Kept:
    """On disk, and named by no row yet. `key` opens it: for `keep` alone."""

    id: str
    media_type: MediaType
    width: int
    height: int
    size_bytes: int
    sha256: str
    stored_as: str
    stored_bytes: int
    stored_sha256: str
    key: bytes = field(repr=False)


def accepted() -> str:
    """What a page's file chooser offers. A phone that is told so hands over its HEIC as JPEG."""
    return ",".join(each.value for each in PAPERS)


def taken_in(file: BinaryIO) -> Kept:
    """The picture anew, sealed. This room's errors for what we do not take."""
    arrivals.leave_disk()
    with sealed.temporary() as raw:
        arrivals.copy(file, raw)
        header = _checked(raw)
        _scanned(raw)
        inspection.refuse_secrets_shown(raw, header=header, wanted=inspection.ON_PAPERS)
        with _in_memory() as full, _in_memory() as thumb:
            width, height = reencode.run(raw, header=header, full=full, thumb=thumb, max_side_px=MAX_SIDE_PX)
            return _sealed(full, header.media_type, width, height)


def keep(kept: Kept, *, customer: int) -> None:
    """Name it by a row, in the caller's transaction. What is never named the sweep takes."""
    VaultFile.objects.create(
        public_id=kept.id,
        customer=customer,
        media_type=kept.media_type,
        width=kept.width,
        height=kept.height,
        bytes=kept.size_bytes,
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        stored_bytes=kept.stored_bytes,
        stored_sha256=kept.stored_sha256,
        key=keys.sealed(customer, kept.key, about=ABOUT),
    )


def drop(kept: Kept) -> None:
    """It is not wanted after all, before `keep`."""
    storage.forget(kept.stored_as)


def drawn(paper_id: str, *, marks: Sequence[str], view: str = "") -> bytes:
    """A JPEG of it with these lines all over, and hidden in it which `view` (a public id) it was made for; the picture itself
    leaves this room for nobody. PaperGone, PaperDamaged, Busy."""
    row = VaultFile.objects.filter(public_id=paper_id, deleted_at=None).first()
    if row is None:
        raise PaperGone
    return watermark.drawn(_opened(row), kind=MediaType(row.media_type), marks=marks, hidden=hidden.patterns(view))


def is_there(paper_id: str) -> bool:
    return VaultFile.objects.filter(public_id=paper_id, deleted_at=None).exists()


def forget(paper_ids: Iterable[str], *, now: datetime) -> int:
    """Gone for good from the commit on: the key at once, the bytes right after. How many there were; the rows stay."""
    rows = list(VaultFile.objects.filter(public_id__in=list(paper_ids), deleted_at=None))
    VaultFile.objects.filter(pk__in=[row.pk for row in rows]).update(deleted_at=now, key=b"")
    for row in rows:
        transaction.on_commit(partial(storage.forget, row.stored_as))
    return len(rows)


def _checked(raw: BinaryIO) -> Header:
    if not types.is_picture(raw):
        raise PaperNotTaken(refusal_of(raw))
    header = headers.checked(raw)
    if header.media_type not in PAPERS or header.frames > 1:
        raise PaperNotTaken
    return header


def _scanned(raw: BinaryIO) -> None:
    """Pixels alone are kept, so this is a second lock: where there is a scanner, nothing passes without it."""
    if not scanning.is_configured():
        return
    raw.seek(0)
    try:
        found = clamd.finding(raw, address=settings.CLAMD)
    except clamd.ScannerDown as error:
        raise Busy(retry_after_s=30) from error
    if found:
        raise Infected


@contextmanager
def _in_memory() -> Iterator[BinaryIO]:
    """A file in no folder: in memory where the system has such, so that an open picture is never on a disk."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("paper"), "w+b") as file:
            yield file
    else:
        with tempfile.TemporaryFile() as file:
            yield file


def _sealed(full: BinaryIO, media_type: MediaType, width: int, height: int) -> Kept:
    key, stored_as = secrets.token_bytes(sealed.KEY_BYTES), ids.public_id()
    size, sha256 = arrivals.measured(full)
    with storage.incoming() as incoming:
        target = incoming.files[Variant.FULL]
        with storage.sealing(target, key=key) as sealing:
            arrivals.copy(full, sealing)
        target.flush()
        stored_bytes, stored_sha256 = arrivals.measured(target)
        incoming.keep(stored_as, has_thumb=False)
    return Kept(
        id=ids.public_id(),
        media_type=media_type,
        width=width,
        height=height,
        size_bytes=size,
        sha256=sha256,
        stored_as=stored_as,
        stored_bytes=stored_bytes,
        stored_sha256=stored_sha256,
        key=key,
    )


def _opened(row: VaultFile) -> bytes:
    """The whole of it, held against what was kept: a piece that was changed, moved or cut off opens nothing."""
    try:
        key = keys.opened(row.customer, bytes(row.key), about=ABOUT)
        with storage.lying(row.stored_as) as lying, io.BufferedReader(Sealed(lying, key), sealed.CHUNK_BYTES) as file:
            picture = file.read()
    except keys.Destroyed as error:
        raise PaperGone from error
    except (keys.Damaged, sealed.Unreadable, FileNotFoundError) as error:
        raise PaperDamaged from error
    if hmac.compare_digest(hashlib.sha256(picture).hexdigest(), row.sha256):
        return picture
    raise PaperDamaged
