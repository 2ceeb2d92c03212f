"""A conversation to keep: text or HTML in the reader's language, or a signed file that proves itself (docs/proof.md)."""

from typing import Literal

from django.http import HttpResponse, StreamingHttpResponse

from kefu.api.v1 import shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.api.v1.entries import Seq
from kefu.conversations import queries
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.ui import signed, transcript

router = GuardedRouter(tags=["transcripts"])


@router.get("/conversations/{conversation_id}/transcript")
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="own; staff: all", rate=Rate.WRITE)
def download(
    request: ApiRequest,
    conversation_id: str,
    kind: Literal["text", "html"] = "text",
    zone: shapes.Zone = "UTC",
    notes: bool = False,
) -> StreamingHttpResponse:
    """What the caller may see of it, with files by name. `notes` is for staff; that staff took one stands in the journal."""
    viewer = request.auth
    record = queries.conversation_for(viewer, conversation_id)
    wanted = transcript.Wanted(is_html=kind == "html", zone=zone, with_notes=notes)
    return transcript.response(viewer, record, wanted)


@router.get("/conversations/{conversation_id}/signed-transcript")
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="own; staff: all", rate=Rate.WRITE)
def download_signed(request: ApiRequest, conversation_id: str) -> HttpResponse:
    """What everyone in it sees, signed so that one byte changed is found without asking us. Whoever takes it: no notes."""
    viewer = request.auth
    return signed.response(viewer, queries.conversation_for(viewer, conversation_id))


@router.get("/conversations/{conversation_id}/entries/{seq}/receipt")
@policy(Who.SIGNED_IN, needs=Capability.READ_CONVERSATIONS, objects="own; staff: all", rate=Rate.WRITE)
def receipt(request: ApiRequest, conversation_id: str, seq: Seq) -> HttpResponse:
    """The same of one entry: that it was stored, in which words and when."""
    viewer = request.auth
    return signed.response(viewer, queries.conversation_for(viewer, conversation_id), number=seq)
