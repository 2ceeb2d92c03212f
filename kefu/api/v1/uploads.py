"""Resumable uploads, after draft-ietf-httpbis-resumable-upload: begun, sent in pieces at an offset, continued after a cut."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Header
from ninja.responses import Status

from kefu.api.v1 import answers, shapes
from kefu.api.v1.door import PIECE_TYPE, ApiRequest, GuardedRouter
from kefu.files import transfers
from kefu.files.kinds import Progress
from kefu.kit.errors import Invalid
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["files"])


@router.post("/uploads", response={201: shapes.Upload})
@policy(Who.SIGNED_IN, needs=Capability.REPLY, objects="own", rate=Rate.UPLOAD)
def begin_upload(request: ApiRequest, wanted: shapes.NewUpload, response: HttpResponse) -> Status[shapes.Upload]:
    """Announce a file. It is kept for a day; its id is the file's id once it is whole."""
    begun = transfers.begin(request.auth, name=wanted.name, size=wanted.bytes, sha256=wanted.sha256)
    response.headers["Location"] = f"/api/v1/uploads/{begun.id}"
    return Status(201, _told(begun, response))


@router.get("/uploads/{upload_id}", response=shapes.Upload)
@policy(Who.SIGNED_IN, needs=Capability.REPLY, objects="own", rate=Rate.PIECE)
def upload_progress(request: ApiRequest, upload_id: str, response: HttpResponse) -> shapes.Upload:
    """Where to continue."""
    return _told(transfers.progress(request.auth, upload_id), response)


@router.patch("/uploads/{upload_id}", response={200: shapes.Upload, 409: shapes.Refusal})
@policy(Who.SIGNED_IN, needs=Capability.REPLY, objects="own", rate=Rate.PIECE)
def append_to_upload(
    request: ApiRequest,
    upload_id: str,
    response: HttpResponse,
    upload_offset: Annotated[int, Header(ge=0, le=2**31 - 1)],
) -> shapes.Upload:
    """The next piece, as `application/partial-upload`, at most `piece_bytes` long. The last one answers with the file.

    `409 wrong_offset` tells in `Upload-Offset` where to continue."""
    if request.content_type != PIECE_TYPE:
        raise Invalid
    return _told(transfers.append(request.auth, upload_id, offset=upload_offset, data=request.read()), response)


@router.delete("/uploads/{upload_id}", response={204: None})
@policy(Who.SIGNED_IN, needs=Capability.REPLY, objects="own", rate=Rate.WRITE)
def cancel_upload(request: ApiRequest, upload_id: str) -> Status[None]:
    """Forget it, unless it stands in a message already."""
    transfers.cancel(request.auth, upload_id)
    return Status(204, None)


def _told(progress: Progress, response: HttpResponse) -> shapes.Upload:
    response.headers["Upload-Offset"] = str(progress.offset)
    response.headers["Upload-Complete"] = "?1" if progress.file else "?0"
    return answers.upload_of(progress)
