"""Files at the desk: sent in pieces before the message that carries them, had from the content origin."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.files import transfers, uploads
from kefu.files.errors import WrongOffset
from kefu.files.kinds import Condition, Progress, Seen, Variant
from kefu.kit.errors import Invalid, KefuError, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.asked import viewer_of

MAX_STATES = 100


def _in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Scripts call these: a refusal is JSON, in the API's shape."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except KefuError as error:
            offset = {"offset": error.offset} if isinstance(error, WrongOffset) else {}
            said = {"code": error.code, "message": str(error.message), "retry_after_s": error.retry_after_s}
            return JsonResponse({"error": said | offset}, status=error.status)

    return told


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="what stands in conversations, and own uploads")
@require_safe
def file(request: HttpRequest, upload_id: str) -> HttpResponse:
    """To a link of five minutes for this session; `?variant=thumb` for a small picture. A file that may not be had yet, or
    that nobody has checked, gets a page that says so; `?unchecked=1` is the click behind it."""
    viewer = viewer_of(request)
    seen = uploads.seen(viewer, [upload_id]).get(upload_id)
    if seen is None:
        raise NotFound
    is_free = seen.condition is Condition.READY or (
        seen.condition is Condition.UNSCANNED and "unchecked" in request.GET
    )
    if not is_free:
        return render(request, "desk/file.html", {"seen": seen, "upload_id": upload_id})
    variant = Variant.THUMB if request.GET.get("variant") == Variant.THUMB else Variant.FULL
    return HttpResponseRedirect(uploads.link(upload_id, viewer=viewer, variant=variant))


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="what stands in conversations, and own uploads")
@require_safe
@_in_json
def states(request: HttpRequest) -> HttpResponse:
    """How the files named by `id` stand."""
    wanted = request.GET.getlist("id")[:MAX_STATES]
    seen = uploads.seen(viewer_of(request), wanted)
    return JsonResponse({"states": {upload_id: _state_of(file) for upload_id, file in seen.items()}})


@policy(Who.STAFF, needs=Capability.REPLY, objects="own", rate=Rate.UPLOAD)
@require_POST
@_in_json
def new_upload(request: HttpRequest) -> HttpResponse:
    """Announces a file: `name`, `bytes`. The composer names the id in the message once the file is whole."""
    size = request.POST.get("bytes", "")
    if not (size.isascii() and size.isdecimal() and len(size) < 12):
        raise Invalid
    begun = transfers.begin(viewer_of(request), name=request.POST.get("name", ""), size=int(size))
    return _told(begun, status=201)


@policy(Who.STAFF, needs=Capability.REPLY, objects="own", rate=Rate.PIECE)
@require_http_methods(["GET", "PATCH", "DELETE"])
@_in_json
def upload(request: HttpRequest, upload_id: str) -> HttpResponse:
    """How far it got; its next piece at `Upload-Offset`; or forget it. As `/api/v1/uploads/<id>`."""
    viewer = viewer_of(request)
    if request.method == "GET":
        return _told(transfers.progress(viewer, upload_id))
    if request.method == "DELETE":
        transfers.cancel(viewer, upload_id)
        return HttpResponse(status=204)
    offset = request.headers.get("Upload-Offset", "")
    length = request.headers.get("Content-Length", "")
    if not (offset.isdecimal() and length.isdecimal()) or int(length) > transfers.MAX_PIECE_BYTES:
        raise Invalid
    return _told(transfers.append(viewer, upload_id, offset=int(offset), data=request.read()))


def _told(progress: Progress, *, status: int = 200) -> JsonResponse:
    told = asdict(progress)
    told["state"] = told.pop("condition")
    return JsonResponse(told | {"piece_bytes": transfers.MAX_PIECE_BYTES}, status=status)


def _state_of(seen: Seen) -> dict[str, object]:
    return {"state": seen.condition, "reason": seen.reason, "holds_archives": seen.holds_archives}
