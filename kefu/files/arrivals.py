"""What becomes of a whole file: a picture is made anew, anything else is kept as it came, in quarantine. Writes no row."""

import hashlib
from typing import BinaryIO

from django.conf import settings

from kefu.files import archives, headers, inspection, names, reencode, scanning, storage, types
from kefu.files.errors import Busy, FileTooLarge
from kefu.files.kinds import MediaType, State, Variant
from kefu.files.models import Upload
from kefu.kit import clock, ids
from kefu.people.access import Viewer

MIN_FREE_BYTES = 256 * 1024 * 1024
CHUNK_BYTES = 256 * 1024


def taken_in(viewer: Viewer, raw: BinaryIO, *, name: str) -> Upload:
    """The row, not yet stored, of a file whose bytes are on disk for good. This room's errors for what we do not take."""
    if types.is_picture(raw):
        return _picture(viewer, raw, name=name)
    media_type = types.identified(raw, name=name)
    inspection.refuse_secrets(raw, media_type=media_type)
    row = _row(viewer, media_type, name=name)
    row.state, row.scan_at = State.QUARANTINED, clock.now()
    row.holds_archives = media_type is MediaType.ZIP and archives.holds_archives(raw)
    with storage.incoming() as incoming:
        full = incoming.files[Variant.FULL]
        row.bytes, row.sha256 = measured(raw)
        if scanning.is_shown_unscanned():
            copy(raw, full)
        else:
            with storage.sealing(full) as target:
                copy(raw, target)
        incoming.keep(row.stored_as, has_thumb=False)
    return row


def _picture(viewer: Viewer, raw: BinaryIO, *, name: str) -> Upload:
    header = headers.checked(raw)
    inspection.refuse_secrets_shown(raw, header=header)
    row = _row(viewer, header.media_type, name=name)
    with storage.incoming() as incoming:
        full, thumb = incoming.files[Variant.FULL], incoming.files[Variant.THUMB]
        row.width, row.height = reencode.run(raw, header=header, full=full, thumb=thumb)
        row.bytes, row.sha256 = measured(full)
        incoming.keep(row.stored_as)
    return row


def _row(viewer: Viewer, media_type: MediaType, *, name: str) -> Upload:
    return Upload(
        owner_kind=viewer.kind,
        owner_id=viewer.id,
        name=names.cleaned(inspection.named(name), media_type=media_type),
        media_type=media_type,
        width=0,
        height=0,
        stored_as=ids.public_id(),
    )


def leave_disk() -> None:
    """Files never take the last of the disk, on which the log lies too."""
    if storage.free_bytes() < MIN_FREE_BYTES:
        raise Busy(retry_after_s=60)


def copy(source: BinaryIO, target: BinaryIO) -> None:
    """All of it, from its beginning where it can go back there. FileTooLarge."""
    if source.seekable():
        source.seek(0)
    size = 0
    while chunk := source.read(CHUNK_BYTES):
        size += len(chunk)
        if size > settings.UPLOAD_MAX_BYTES:
            raise FileTooLarge
        target.write(chunk)


def measured(file: BinaryIO) -> tuple[int, str]:
    """Bytes and SHA-256."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()
