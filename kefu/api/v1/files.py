"""Pictures: sent before the message that carries them, shown by links that live five minutes."""

from dataclasses import asdict
from typing import BinaryIO, cast

from ninja import File
from ninja.files import UploadedFile
from ninja.responses import Status

from kefu.api.v1 import shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.files import links, uploads
from kefu.files.kinds import Variant
from kefu.kit.errors import NotAllowed
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["files"])


@router.post("/files", response={201: shapes.File})
@policy(Who.SIGNED_IN, needs=Capability.REPLY, objects="own", rate=Rate.UPLOAD)
def send_file(request: ApiRequest, file: File[UploadedFile]) -> Status[shapes.File]:
    """A picture (JPEG, PNG, WebP, GIF; at most 20 MB). Name its id in a message within a day, or it is forgotten."""
    if len(request.FILES) != 1:
        raise NotAllowed
    received = uploads.receive(request.auth, cast(BinaryIO, file), name=file.name or "")
    return Status(201, shapes.File(**asdict(received)))


@router.post("/files/links", response=shapes.Links)
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="what stands in own conversations; staff: all")
def make_links(request: ApiRequest, wanted: shapes.LinksWanted) -> shapes.Links:
    """Addresses that show these pictures to this session alone, for five minutes."""
    made = {
        upload_id: uploads.link(upload_id, viewer=request.auth, variant=Variant(wanted.variant))
        for upload_id in wanted.files
    }
    return shapes.Links(links=made, expires_in_s=links.LIFE_S)
