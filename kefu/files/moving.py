"""Files that turn out to be identity papers leave ordinary storage. Who says so, and where they go, is for the room above.

From `hold` on nobody gets one here, its sender and staff included; its bytes stay until `gone` is committed. Nothing leads
back: there is no step from `moving` to `ready`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from django.db import transaction

from kefu.files import storage
from kefu.files.kinds import PAPERS, FileRef, MediaType, State, Variant
from kefu.files.models import Upload
from kefu.kit import ids

NAME = "paper"  # what it is called from then on: names of papers name people


@dataclass(frozen=True, slots=True)
class Held:
    """One that is on its way, or has arrived (`is_moved`). `conversation` (row) and `customer` (row): whose it is."""

    id: str
    conversation: int | None
    customer: int | None
    staff_only: bool
    is_moved: bool


def may_be_held(file: FileRef) -> bool:
    """The vault takes what can be made anew and drawn on."""
    return file.media_type in PAPERS


def named(file: FileRef) -> FileRef:
    """The same file once it is for the vault alone: under a name that tells nothing, without its sizes."""
    return FileRef(file.id, _name(file.media_type), file.media_type, width=0, height=0, bytes=0)


def hold(upload_ids: Sequence[str]) -> list[str]:
    """Those of these that nobody gets from the commit on; what was on its way already is among them."""
    held = []
    for upload_id in upload_ids:
        rows = Upload.objects.filter(public_id=upload_id, media_type__in=[each.value for each in PAPERS])
        row = rows.filter(is_public=False, is_evidence=False).first() if ids.is_public_id(upload_id) else None
        ready = rows.filter(state=State.READY)
        if row and (ready.update(state=State.MOVING, name=_name(row.media_type)) or row.state == State.MOVING):
            held.append(upload_id)
    return held


def held(upload_ids: Iterable[str]) -> dict[str, Held]:
    """How they stand, of those that were held; withdrawn and infected ones are left out."""
    wanted = Upload.objects.filter(public_id__in=list(upload_ids), state__in=(State.MOVING, State.MOVED))
    return {row.public_id: _held(row) for row in wanted}


def placed(upload_id: str) -> Held | None:
    """Any file of a conversation, before it is held. None for what stands in none, or has no bytes."""
    row = Upload.objects.filter(public_id=upload_id, state=State.READY, conversation__isnull=False).first()
    return _held(row) if row else None


def opened(upload_id: str) -> BinaryIO:
    """The bytes of one that is on its way. FileNotFoundError, OSError."""
    row = Upload.objects.filter(public_id=upload_id, state=State.MOVING).first()
    if row is None:
        raise FileNotFoundError(upload_id)
    return storage.opened(row.stored_as, variant=Variant.FULL)


def gone(upload_id: str) -> bool:
    """It lies in the vault, in the transaction that names it there: its bytes and its thumb go right after the commit. False
    where it was not on its way: somebody else was quicker, or took it back."""
    row = Upload.objects.filter(public_id=upload_id, state=State.MOVING).first()
    if row is None or not Upload.objects.filter(pk=row.pk, state=State.MOVING).update(state=State.MOVED, sha256=""):
        return False
    transaction.on_commit(partial(storage.forget, row.stored_as))
    return True


def infected(upload_id: str, finding: str) -> None:
    """The vault's scanner knows it: gone for good, as everywhere."""
    row = Upload.objects.filter(public_id=upload_id, state=State.MOVING).first()
    if row and Upload.objects.filter(pk=row.pk, state=State.MOVING).update(state=State.INFECTED, finding=finding[:120]):
        transaction.on_commit(partial(storage.forget, row.stored_as))


def _held(row: Upload) -> Held:
    customer = row.owner_id if row.owner_kind == "customer" else None
    return Held(row.public_id, row.conversation_id, customer, row.staff_only, row.state == State.MOVED)


def _name(media_type: str) -> str:
    return f"{NAME}{ {MediaType.JPEG: '.jpg', MediaType.PNG: '.png'}.get(MediaType(media_type), '.webp') }"
