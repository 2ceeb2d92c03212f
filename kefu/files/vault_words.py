"""What to do instead, for whoever sends a paper as something that cannot be made anew."""

from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.files.errors import PaperNotTaken

_APPLES = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_PDF = _("A PDF cannot be taken here. Please take a photo or a screenshot of the page, and send that.")
_HEIC = _(
    "This photo is of a kind (HEIC) that cannot be taken here. Press “Take a photo” on this page, or send a screenshot of it."
)


def refusal_of(file: BinaryIO) -> str | Promise:
    file.seek(0)
    head = file.read(12)
    if head.startswith(b"%PDF-"):
        return _PDF
    if head[4:8] == b"ftyp" and head[8:12] in _APPLES:
        return _HEIC
    return PaperNotTaken.default_message
