"""Pictures at the desk: sent before the message that carries them, shown from the content origin."""

from dataclasses import asdict
from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from kefu.files import uploads
from kefu.files.errors import NotAPicture
from kefu.files.kinds import Variant
from kefu.kit.errors import KefuError
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.asked import viewer_of


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="what stands in conversations, and own uploads")
@require_safe
def picture(request: HttpRequest, upload_id: str) -> HttpResponseRedirect:
    """To a link of five minutes for this session; `?variant=thumb` for the small one."""
    variant = Variant.THUMB if request.GET.get("variant") == Variant.THUMB else Variant.FULL
    return HttpResponseRedirect(uploads.link(upload_id, viewer=viewer_of(request), variant=variant))


@policy(Who.STAFF, needs=Capability.REPLY, objects="own", rate=Rate.UPLOAD)
@require_POST
def new_picture(request: HttpRequest) -> JsonResponse:
    """The composer sends `file` here and names the id it gets in the message."""
    try:
        file = request.FILES.get("file")
        if file is None:
            raise NotAPicture
        received = uploads.receive(viewer_of(request), cast("BinaryIO", file), name=file.name or "")
    except KefuError as error:
        return JsonResponse({"error": {"code": error.code, "message": str(error.message)}}, status=error.status)
    return JsonResponse(asdict(received), status=201)
