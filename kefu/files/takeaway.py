"""A customer's files, to be carried away by them: what they sent and what was sent to them, never what was noted beside them."""

import logging
from collections.abc import Iterator

from django.db.models import Q

from kefu.files import storage
from kefu.files.kinds import State, Variant
from kefu.files.models import Upload
from kefu.people.access import Viewer, ViewerKind

logger = logging.getLogger(__name__)

MAX_BYTES = 256 * 1024 * 1024
CHUNK_BYTES = 256 * 1024


def files_of(viewer: Viewer) -> Iterator[tuple[str, Iterator[bytes]]]:
    """(name in the archive, bytes) of each that may be had, the newest first, within MAX_BYTES. What is gone is left out."""
    theirs = Q(owner_kind=ViewerKind.CUSTOMER, owner_id=viewer.id)
    sent = Q(conversation__customer_id=viewer.id, staff_only=False)
    rows = Upload.objects.filter(theirs | sent, state=State.READY, is_public=False).order_by("-pk")
    left = MAX_BYTES
    for row in rows.iterator():
        if row.bytes > left:
            continue
        try:
            file = storage.opened(row.stored_as, variant=Variant.FULL)
        except OSError as error:
            logger.warning("a file is left out of its owner's copy: %s", type(error).__name__)
            continue
        left -= row.bytes
        with file:
            yield f"{row.public_id}-{row.name}", iter(lambda: file.read(CHUNK_BYTES), b"")  # noqa: B023  (read at once)
