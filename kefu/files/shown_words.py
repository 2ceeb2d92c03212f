"""What can be read on a picture of ours, where the extra is installed: to tell what it is, kept nowhere."""

from kefu.files import headers, ocr, reading, storage
from kefu.files.kinds import PICTURES, State, Variant
from kefu.files.models import Upload


def on(upload_id: str) -> str:
    """All the ways its words may be read, below each other; empty where nothing can be read. Busy, OSError."""
    row = Upload.objects.filter(public_id=upload_id, state=State.READY, media_type__in=[*PICTURES]).first()
    if row is None or not ocr.is_on():
        return ""
    with storage.opened(row.stored_as, variant=Variant.FULL) as picture:
        return "\n".join(reading.ways(ocr.words_in(picture, header=headers.checked(picture))))
