"""The way of a picture: received and re-encoded, named in a message, bound to its conversation, shown by links.

Writers: `receive`, `bind`, `withdraw`. Who may see one: its owner, staff who read conversations, and the customer of
its conversation unless it belongs to a note.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from kefu.files import headers, links, names, reencode, storage
from kefu.files.errors import FileNotReady, FileTooLarge, TooManyFiles
from kefu.files.kinds import FileRef, MediaType, State, Variant
from kefu.files.links import Holder, Link
from kefu.files.models import Upload
from kefu.kit import clock, ids
from kefu.kit.errors import Invalid, NotFound
from kefu.people.access import Viewer, ViewerKind
from kefu.people.capabilities import Capability

MAX_WAITING = 30
MAX_CUSTOMER_BYTES_A_DAY = 400 * 1024 * 1024
MAX_A_MESSAGE = 10
_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture's bytes, ready to be sent; the receiver closes `file`."""

    file: BinaryIO
    name: str
    media_type: str
    left_s: int


def receive(viewer: Viewer, file: BinaryIO, *, name: str) -> FileRef:
    """Take a picture in: by content, by header, anew. On return it is on disk and its row committed."""
    _leave_room(viewer)
    with tempfile.TemporaryFile() as raw, storage.incoming() as incoming:
        _copy(file, raw)
        header = headers.checked(raw)
        full, thumb = incoming.files[Variant.FULL], incoming.files[Variant.THUMB]
        width, height = reencode.run(raw, header=header, full=full, thumb=thumb)
        row = Upload(
            owner_kind=viewer.kind,
            owner_id=viewer.id,
            name=names.cleaned(name, media_type=header.media_type),
            media_type=header.media_type,
            width=width,
            height=height,
            stored_as=ids.public_id(),
        )
        row.bytes, row.sha256 = _measured(full)
        incoming.keep(row.stored_as)
    row.save(force_insert=True)
    return _ref(row)


def refs(viewer: Viewer, upload_ids: Sequence[str]) -> tuple[FileRef, ...]:
    """What a message may carry: the viewer's own uploads, in the order given. FileNotReady for any other id."""
    wanted = list(dict.fromkeys(upload_ids))
    if len(wanted) > MAX_A_MESSAGE:
        raise Invalid(code="too_many")
    if not wanted:
        return ()
    if not all(ids.is_public_id(upload_id) for upload_id in wanted):
        raise FileNotReady
    found = {row.public_id: _ref(row) for row in _ready(wanted).filter(_owned(viewer))}
    if len(found) != len(wanted):
        raise FileNotReady
    return tuple(found[upload_id] for upload_id in wanted)


def are_free(upload_ids: Sequence[str], *, conversation_id: int | None, staff_only: bool) -> bool:
    """Whether `bind` would take them: not yet tied to anything but this very place."""
    if not upload_ids:
        return True
    here = Q(conversation=None)
    if conversation_id is not None:
        here |= Q(conversation_id=conversation_id, staff_only=staff_only)
    return _ready(upload_ids).filter(here).count() == len(set(upload_ids))


def bind(upload_ids: Sequence[str], *, conversation_id: int, staff_only: bool) -> bool:
    """Tie uploads to the message being written, in its transaction. False if one meanwhile belongs elsewhere."""
    if not upload_ids:
        return True
    place = {"conversation_id": conversation_id, "staff_only": staff_only}
    _ready(upload_ids).filter(conversation=None).update(**place)
    return _ready(upload_ids).filter(**place).count() == len(set(upload_ids))


def withdraw(upload_ids: Iterable[str]) -> None:
    """Take pictures away for good: no link shows them from the commit on, and their bytes go right after it."""
    rows = list(_ready(upload_ids))
    Upload.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.WITHDRAWN)
    for row in rows:
        transaction.on_commit(partial(storage.forget, row.stored_as))


def link(upload_id: str, *, viewer: Viewer, variant: Variant = Variant.FULL) -> str:
    """An address that shows the picture to this viewer's session for five minutes. NotFound if it is not theirs."""
    may_read = viewer.is_customer or Capability.READ_CONVERSATIONS in viewer.capabilities
    if not may_read or not ids.is_public_id(upload_id):
        raise NotFound
    if not _visible_to(viewer).filter(public_id=upload_id).exists():
        raise NotFound
    return links.made(upload_id, viewer=viewer, variant=variant)


def opened(link: Link) -> Opened:
    """The bytes behind a genuine link, if its holder is still signed in and may still see them. NotFound otherwise."""
    row = _visible_to(links.holder_of(link)).filter(public_id=link.upload_id).first()
    if row is None:
        raise NotFound
    variant = Variant(link.variant)  # signed by us
    try:
        file = storage.opened(row.stored_as, variant=variant)
    except FileNotFoundError as error:
        raise NotFound from error
    media_type = row.media_type if variant is Variant.FULL else MediaType.WEBP.value
    return Opened(file=file, name=row.name, media_type=media_type, left_s=links.left_s(link))


def _visible_to(person: Viewer | Holder) -> QuerySet[Upload]:
    if person.kind is ViewerKind.CUSTOMER:
        visible = _owned(person) | Q(conversation__customer_id=person.id, staff_only=False)
    elif person.kind is ViewerKind.AGENT:
        visible = _owned(person) | Q(conversation__isnull=False)
    else:
        return Upload.objects.none()
    return Upload.objects.filter(visible, state=State.READY)


def _ready(upload_ids: Iterable[str]) -> QuerySet[Upload]:
    return Upload.objects.filter(public_id__in=list(upload_ids), state=State.READY)


def _owned(person: Viewer | Holder) -> Q:
    return Q(owner_kind=person.kind, owner_id=person.id)


def _leave_room(viewer: Viewer) -> None:
    """Nobody fills the disk: few uploads may wait unsent, and a customer's day has a size."""
    own = Upload.objects.filter(_owned(viewer))
    if own.filter(conversation=None).count() >= MAX_WAITING:
        raise TooManyFiles(retry_after_s=60)
    if viewer.is_customer:
        today = own.filter(created_at__gt=clock.now() - timedelta(days=1)).aggregate(total=Sum("bytes"))
        if (today["total"] or 0) >= MAX_CUSTOMER_BYTES_A_DAY:
            raise TooManyFiles(retry_after_s=3600)


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    size = 0
    while chunk := source.read(_CHUNK_BYTES):
        size += len(chunk)
        if size > settings.UPLOAD_MAX_BYTES:
            raise FileTooLarge
        target.write(chunk)


def _measured(file: BinaryIO) -> tuple[int, str]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def _ref(row: Upload) -> FileRef:
    return FileRef(
        id=row.public_id,
        name=row.name,
        media_type=row.media_type,
        width=row.width,
        height=row.height,
        bytes=row.bytes,
    )
