"""Files that come along with a form, which a browser may send again: once each, however often it does."""

import base64
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction

from kefu.files import uploads
from kefu.files.kinds import FileRef
from kefu.files.models import Upload
from kefu.kit import crypto
from kefu.people.access import Viewer

_CHUNK_BYTES = 256 * 1024
_ID_BYTES = 16


def received(viewer: Viewer, files: Sequence[BinaryIO], *, key: str) -> tuple[FileRef, ...]:
    """The files of the form of this key. The same bytes in the same place of the same form are the same upload, so that
    the message they go with is the same message; other bytes are another, which its key refuses."""
    return tuple(_received(viewer, file, place=f"{key}:{number}") for number, file in enumerate(files))


def _received(viewer: Viewer, file: BinaryIO, *, place: str) -> FileRef:
    name = file.name or ""
    handle = _handle(f"{viewer.kind}:{viewer.id}:{place}:{name}:{_digest(file)}")
    if not Upload.objects.filter(public_id=handle).exists():
        taken = uploads.receive(viewer, file, name=name)
        with suppress(IntegrityError), transaction.atomic():  # another of the same form was first: ours is swept unsent
            Upload.objects.filter(public_id=taken.id).update(public_id=handle)
    return uploads.refs(viewer, [handle])[0]


def _handle(told: str) -> str:
    """As hard to guess as any public id: 128 bits that only our key makes."""
    digest = bytes.fromhex(crypto.keyed_hash("files.form", told))[:_ID_BYTES]
    return base64.b32encode(digest).decode("ascii").rstrip("=").lower()


def _digest(file: BinaryIO) -> str:
    """Of all that may be taken in; what is longer is refused anyway."""
    digest, size = hashlib.sha256(), 0
    while size <= settings.UPLOAD_MAX_BYTES and (chunk := file.read(_CHUNK_BYTES)):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return digest.hexdigest()
