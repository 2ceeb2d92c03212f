"""Files that everybody may see because an article shows them: published, opened without a viewer, taken back.

Who may publish is for the room above to ask.
"""

from functools import partial
from typing import BinaryIO

from django.db import transaction

from kefu.files import arrivals, headers, reencode, storage
from kefu.files.errors import FileNotReady
from kefu.files.kinds import PICTURES, Condition, FileRef, State, Variant
from kefu.files.models import Upload
from kefu.files.uploads import Opened, condition_of, ref
from kefu.kit import ids
from kefu.kit.errors import NotFound
from kefu.people.access import Viewer

MAX_SIDE_PX = 1_600
CACHED_S = 86_400


def publish(viewer: Viewer, upload_id: str) -> FileRef:
    """Show an own upload that waits to everybody; a picture is made no larger than an article needs. FileNotReady."""
    row = _own(viewer, upload_id)
    if row.media_type in PICTURES and max(row.width, row.height) > MAX_SIDE_PX:
        _shrink(row)
    row.is_public = True
    row.save()
    return ref(row)


def waiting(viewer: Viewer, upload_id: str) -> Opened:
    """The bytes of an own upload that waits, to look into before it is published. FileNotReady."""
    row = _own(viewer, upload_id)
    return Opened(_file(row, Variant.FULL), row.name, row.media_type, left_s=0, is_picture=row.media_type in PICTURES)


def opened(upload_id: str, *, variant: Variant = Variant.FULL) -> Opened:
    """The bytes of what is published; NotFound for anything else."""
    row = Upload.objects.filter(public_id=upload_id, is_public=True).first()
    if row is None or condition_of(row) not in {Condition.READY, Condition.UNSCANNED}:
        raise NotFound
    return Opened(_file(row, variant), row.name, row.media_type, left_s=CACHED_S, is_picture=row.media_type in PICTURES)


def take_back(upload_id: str) -> None:
    """Nobody has it any more from the commit on, and its bytes go right after."""
    for row in Upload.objects.filter(public_id=upload_id, is_public=True):
        row.state, row.is_public = State.WITHDRAWN, False
        row.save(update_fields=["state", "is_public"])
        transaction.on_commit(partial(storage.forget, row.stored_as))


def _own(viewer: Viewer, upload_id: str) -> Upload:
    """What may be published: free, and nowhere yet."""
    row = Upload.objects.filter(
        public_id=upload_id if ids.is_public_id(upload_id) else "",
        owner_kind=viewer.kind,
        owner_id=viewer.id,
        conversation=None,
        is_public=False,
        is_evidence=False,
    ).first()
    if row is None or condition_of(row) not in {Condition.READY, Condition.UNSCANNED}:
        raise FileNotReady
    return row


def _file(row: Upload, variant: Variant) -> BinaryIO:
    try:
        return storage.opened(row.stored_as, variant=variant)
    except FileNotFoundError as error:
        raise NotFound from error


def _shrink(row: Upload) -> None:
    """The picture anew, small enough; the row names the new bytes, and the old ones go when that is committed."""
    before = row.stored_as
    with storage.opened(before, variant=Variant.FULL) as large, storage.incoming() as incoming:
        full, thumb = incoming.files[Variant.FULL], incoming.files[Variant.THUMB]
        row.width, row.height = reencode.run(
            large, header=headers.checked(large), full=full, thumb=thumb, max_side_px=MAX_SIDE_PX
        )
        row.bytes, row.sha256 = arrivals.measured(full)
        row.stored_as = ids.public_id()
        incoming.keep(row.stored_as)
    transaction.on_commit(partial(storage.forget, before))
