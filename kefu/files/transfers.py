"""Uploads that survive a cut: begun with a name and a size, sent in pieces, continued where they stood.

After draft-ietf-httpbis-resumable-upload: pieces are appended at the offset the server tells, and only there. Whose upload it
is not, for them it does not exist.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from kefu.files import arrivals, inspection, sealed, storage, uploads
from kefu.files.errors import BeginAgain, Busy, FileTooLarge, Infected, NotAsPromised, TooManyFiles, WrongOffset
from kefu.files.kinds import Progress, State
from kefu.files.models import Transfer, Upload
from kefu.kit import clock, ids
from kefu.kit.errors import Invalid, NotFound, TooLarge
from kefu.people.access import Viewer

LIFE = timedelta(hours=24)
MAX_PIECE_BYTES = 4 * 1024 * 1024
MAX_AT_ONCE = 20
MAX_BYTES_AT_ONCE = 200 * 1024 * 1024


def begin(viewer: Viewer, *, name: str, size: int, sha256: str = "") -> Progress:
    """A new upload of the viewer's. Invalid, FileTooLarge, TooManyFiles, Busy."""
    if size < 1:
        raise Invalid
    if size > settings.UPLOAD_MAX_BYTES:
        raise FileTooLarge
    arrivals.leave_disk()
    uploads.leave_room(viewer)
    _leave_room(viewer, size)
    row = Transfer(
        owner_kind=viewer.kind, owner_id=viewer.id, name=inspection.named(name)[:400], bytes=size, sha256=sha256.lower()
    )
    storage.begin_partial(row.public_id)
    row.save(force_insert=True)
    return Progress(id=row.public_id, offset=0, bytes=size)


def progress(viewer: Viewer, upload_id: str) -> Progress:
    """How far it got. NotFound for any upload but the viewer's own; Infected for one that was removed; BeginAgain."""
    row = _own(viewer, upload_id)
    if row is None:
        return _whole(viewer, upload_id)
    try:
        return Progress(id=row.public_id, offset=storage.partial_size(upload_id), bytes=row.bytes)
    except FileNotFoundError:
        return _whole(viewer, upload_id)
    except sealed.Unreadable as error:
        _forget(row)
        raise BeginAgain from error


def append(viewer: Viewer, upload_id: str, *, offset: int, data: bytes) -> Progress:
    """Store a piece; the last one (which may be empty) takes the file in. WrongOffset tells where to go on.

    What cannot be taken raises this room's errors, and the upload is gone, as after BeginAgain; after Busy it is still there.
    """
    row = _own(viewer, upload_id)
    if row is None:
        return _whole(viewer, upload_id)
    try:
        with storage.partial(upload_id) as held:
            if held is None:
                raise Busy(retry_after_s=1)
            return _appended(viewer, row, held, offset=offset, data=data)
    except FileNotFoundError:
        return _whole(viewer, upload_id)
    except sealed.Unreadable as error:
        _forget(row)
        raise BeginAgain from error


def cancel(viewer: Viewer, upload_id: str) -> None:
    """Forget it, begun or whole, unless it stands in a message. NotFound for another's."""
    row = _own(viewer, upload_id)
    if row is None:
        uploads.forget(viewer, upload_id)
    else:
        _forget(row)


def _appended(viewer: Viewer, row: Transfer, held: storage.Partial, *, offset: int, data: bytes) -> Progress:
    if offset != held.size:
        raise WrongOffset(held.size)
    if offset + len(data) > row.bytes or len(data) > MAX_PIECE_BYTES:
        raise Invalid
    if data:
        held.append(data)
    if held.size < row.bytes:
        return Progress(id=row.public_id, offset=held.size, bytes=row.bytes)
    return _complete(viewer, row, held)


def _complete(viewer: Viewer, row: Transfer, held: storage.Partial) -> Progress:
    try:
        if row.sha256 and arrivals.measured(held.file)[1] != row.sha256:
            raise NotAsPromised
        upload = arrivals.taken_in(viewer, held.file, name=row.name)
    except (Invalid, TooLarge):
        _forget(row)
        raise
    upload.public_id = row.public_id
    with transaction.atomic():
        is_first = Transfer.objects.filter(pk=row.pk).delete()[0] == 1
        if is_first:
            upload.save(force_insert=True)
    if not is_first:  # cancelled, or taken in by somebody who held it meanwhile
        storage.forget(upload.stored_as)
        return _whole(viewer, row.public_id)
    storage.forget_partial(upload.public_id)
    return _told(row, uploads.looked_at(upload))


def _whole(viewer: Viewer, upload_id: str) -> Progress:
    """An upload that became a file before its sender heard of it."""
    upload = Upload.objects.filter(public_id=upload_id, owner_kind=viewer.kind, owner_id=viewer.id).first()
    if upload is None or upload.state == State.WITHDRAWN:
        raise NotFound
    if upload.state == State.INFECTED:
        raise Infected
    return _told(upload, upload)


def _told(begun: Transfer | Upload, upload: Upload) -> Progress:
    condition = uploads.condition_of(upload)
    return Progress(upload.public_id, begun.bytes, begun.bytes, file=uploads.ref(upload), condition=condition)


def _own(viewer: Viewer, upload_id: str) -> Transfer | None:
    if not ids.is_public_id(upload_id):
        raise NotFound
    since = clock.now() - LIFE
    own = Transfer.objects.filter(owner_kind=viewer.kind, owner_id=viewer.id, created_at__gt=since)
    return own.filter(public_id=upload_id).first()


def _forget(row: Transfer) -> None:
    Transfer.objects.filter(public_id=row.public_id).delete()
    storage.forget_partial(row.public_id)


def _leave_room(viewer: Viewer, size: int) -> None:
    own = Transfer.objects.filter(owner_kind=viewer.kind, owner_id=viewer.id)
    pending = own.aggregate(total=Sum("bytes"))["total"] or 0
    if own.count() >= MAX_AT_ONCE or pending + size > MAX_BYTES_AT_ONCE:
        raise TooManyFiles(retry_after_s=60)
