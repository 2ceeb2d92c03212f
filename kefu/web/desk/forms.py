"""What the desk's forms send, read and checked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kefu.conversations.kinds import CloseReason
from kefu.files import uploads
from kefu.files.kinds import FileRef
from kefu.kit.errors import Invalid
from kefu.kit.ids import public_id
from kefu.people.access import Viewer

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


@dataclass(frozen=True, slots=True)
class Written:
    """A reply or note as typed. `key` is made once per message by the page and kept through every retry."""

    body: str
    key: str
    is_note: bool
    uploads: Sequence[str]
    files: Sequence[BinaryIO]

    @classmethod
    def read(cls, request: HttpRequest) -> "Written":
        key = request.POST.get("key", "")
        return cls(
            body=request.POST.get("body", ""),
            key=key if KEY.match(key) else public_id(),
            is_note=request.POST.get("kind") == "note",
            uploads=request.POST.getlist("upload"),
            files=cast("Sequence[BinaryIO]", request.FILES.getlist("files")),
        )

    def received(self, viewer: Viewer) -> tuple[FileRef, ...]:
        """Pictures sent before (by scripts), then those of the form itself, taken in and made anew."""
        before = uploads.refs(viewer, self.uploads)
        return (*before, *(uploads.receive(viewer, file, name=file.name or "") for file in self.files))


def close_reason(request: HttpRequest) -> CloseReason:
    try:
        return CloseReason(request.POST.get("reason", ""))
    except ValueError as error:
        raise Invalid(_("Please choose a reason.")) from error


def entry_number(request: HttpRequest) -> int:
    text = (request.POST if request.method == "POST" else request.GET).get("target", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid
    return int(text)
