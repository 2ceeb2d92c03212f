"""What the desk's forms send, read and checked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kefu.conversations.kinds import CloseReason
from kefu.files import uploads
from kefu.files.forms import received
from kefu.files.kinds import FileRef
from kefu.kit.errors import Invalid
from kefu.kit.ids import is_public_id, public_id
from kefu.kit.text import clean_body
from kefu.people.access import Viewer
from kefu.web.desk.drafts import Kept
from kefu.web.desk.models import ReplyDraft

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


@dataclass(frozen=True, slots=True)
class Written:
    """A reply or note as typed. `key` is made once per message by the page and kept through every retry."""

    body: str
    key: str
    is_note: bool
    uploads: Sequence[str]
    files: Sequence[BinaryIO]
    seen: int | None = None  # the newest entry that stood on the writer's screen
    takes_from: str = ""  # the colleague whose box is taken over by sending
    is_sure: bool = False  # was asked whether the customer shall read it

    @classmethod
    def read(cls, request: HttpRequest) -> "Written":
        key = request.POST.get("key", "")
        return cls(
            body=request.POST.get("body", ""),
            key=key if KEY.match(key) else public_id(),
            is_note=request.POST.get("kind") == "note",
            uploads=request.POST.getlist("upload"),
            files=cast("Sequence[BinaryIO]", request.FILES.getlist("files")),
            seen=_newest(request.POST.getlist("seen")),
            takes_from=request.POST.get("takes", ""),
            is_sure="sure" in request.POST,
        )

    def received(self, viewer: Viewer) -> tuple[FileRef, ...]:
        """Pictures sent before (by scripts), then those of the form itself, taken in and made anew."""
        return (*uploads.refs(viewer, self.uploads), *received(viewer, self.files, key=self.key))


def _newest(numbers: Sequence[str]) -> int | None:
    """The form says what it began with; what a refusal showed since is said beside it."""
    known = [int(number) for number in numbers if _is_number(number)]
    return max(known) if known else None


def draft(request: HttpRequest) -> Kept:
    """What the composer asks to keep. Invalid if it is none of a composer's."""
    mode, key, version = (request.POST.get(name, "") for name in ("kind", "key", "version"))
    files = request.POST.getlist("upload")
    is_known = mode in ReplyDraft.Mode.values and KEY.match(key) and all(map(is_public_id, files))
    if not is_known or not _is_number(version):
        raise Invalid
    body = clean_body(request.POST.get("body", ""), strip=False)
    return Kept(mode=mode, body=body, files=files, key=key, version=int(version))


def close_reason(request: HttpRequest) -> CloseReason:
    return reason_named(request.POST.get("reason", ""))


def reason_named(text: str) -> CloseReason:
    try:
        return CloseReason(text)
    except ValueError as error:
        raise Invalid(_("Please choose a reason.")) from error


def entry_number(request: HttpRequest) -> int:
    return number(request, "target")


def number(request: HttpRequest, name: str) -> int:
    text = (request.POST if request.method == "POST" else request.GET).get(name, "")
    if not _is_number(text):
        raise Invalid
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
