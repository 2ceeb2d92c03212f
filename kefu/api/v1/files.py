"""Files: sent before the message that carries them, had by links that live five minutes. Resumable ones: `uploads.py`."""

from dataclasses import asdict
from typing import BinaryIO, cast

from ninja import File
from ninja.files import UploadedFile
from ninja.responses import Status

from kefu.api.v1 import shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.files import links, uploads
from kefu.files.kinds import Condition, Seen, Variant
from kefu.kit.errors import NotAllowed, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["files"])


@router.post("/files", response={201: shapes.File})
@policy(Who.SIGNED_IN, needs=Capability.REPLY, objects="own", rate=Rate.UPLOAD)
def send_file(request: ApiRequest, file: File[UploadedFile]) -> Status[shapes.File]:
    """A whole file in one request. Name its id in a message within a day, or it is forgotten.

    Pictures are made anew; PDF, video, text and archives wait in quarantine until they are scanned."""
    if len(request.FILES) != 1:
        raise NotAllowed
    received = uploads.receive(request.auth, cast(BinaryIO, file), name=file.name or "")
    return Status(201, shapes.File(**asdict(received)))


@router.post("/files/links", response=shapes.Links)
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="what stands in own conversations; staff: all")
def make_links(request: ApiRequest, wanted: shapes.LinksWanted) -> shapes.Links:
    """Addresses that give these files to this session alone, for five minutes, and how each file stands."""
    seen = uploads.seen(request.auth, wanted.files)
    if len(seen) != len(set(wanted.files)):
        raise NotFound
    variant = Variant(wanted.variant)
    free = [upload_id for upload_id, file in seen.items() if file.condition in {Condition.READY, Condition.UNSCANNED}]
    made = {upload_id: uploads.link(upload_id, viewer=request.auth, variant=variant) for upload_id in free}
    states = {upload_id: _state_of(file) for upload_id, file in seen.items()}
    return shapes.Links(links=made, states=states, expires_in_s=links.LIFE_S)


def _state_of(file: Seen) -> shapes.FileState:
    return shapes.FileState(state=file.condition.value, reason=file.reason, holds_archives=file.holds_archives)
