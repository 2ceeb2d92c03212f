"""People's files on a host of their own: no cookie read or set, nothing a browser would run."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from kefu.files import mailed, uploads
from kefu.files.links import Link
from kefu.kit.errors import NotFound, TryAgain
from kefu.people.access import Rate, Who, policy
from kefu.safeguards import vault_views

SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


@policy(Who.ANYONE, objects="the file of a signed link, for the session it was made for", rate=Rate.STATIC)
@require_safe
def file(request: HttpRequest, **parts: Any) -> HttpResponseBase:
    """A picture made anew is shown; anything else is only ever downloaded.

    Every refusal is the same 404: forged, too old, signed out, withdrawn, not checked yet, another's."""
    try:
        found = uploads.opened(Link(**parts))
    except NotFound:
        return nothing(request)
    response = FileResponse(found.file, content_type=found.media_type)
    disposition = content_disposition_header(not found.is_picture, found.name)
    response.headers["Content-Disposition"] = disposition or "inline"
    response.headers["Cache-Control"] = f"private, max-age={found.left_s}" if found.is_picture else "no-store"
    if not found.is_picture:
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"  # no page has a use for it but as a download
        response.headers["X-Download-Options"] = "noopen"
    return sealed(response)


@policy(Who.ANYONE, objects="the file of a signed link that was sent to its customer", rate=Rate.STATIC)
@require_safe
def mailed_file(request: HttpRequest, upload_id: str, expires: int, signature: str) -> HttpResponseBase:
    """Only ever downloaded, and kept by nobody on the way."""
    try:
        found = mailed.opened(upload_id, expires, signature)
    except NotFound:
        return nothing(request)
    response = FileResponse(found.file, content_type=found.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Download-Options"] = "noopen"
    return sealed(response)


@policy(Who.ANYONE, objects="the paper of a look that lasts, for the session it was made for", rate=Rate.READ)
@require_safe
def paper(request: HttpRequest, **parts: Any) -> HttpResponseBase:
    """An identity paper with its viewer all over it, and never as it is: kept by no browser, refused as any other file is."""
    try:
        drawn = vault_views.picture(Link(**parts))
    except NotFound:
        return nothing(request)
    except TryAgain as problem:
        return sealed(HttpResponse(status=problem.status, content_type="text/plain; charset=utf-8"))
    response = HttpResponse(drawn, content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, no-store"
    return sealed(response)


@policy(Who.ANYONE, rate=Rate.STATIC)
def nothing(request: HttpRequest, rest: str = "", exception: Exception | None = None) -> HttpResponseBase:
    """Whatever went wrong or was asked for here, a stranger learns nothing."""
    return sealed(HttpResponse("Not found.\n", status=404, content_type="text/plain; charset=utf-8"))


def sealed(response: HttpResponseBase, *, rule: str = SANDBOX) -> HttpResponseBase:
    """Even if a browser were fooled about the type, it would have no script, no origin, no frame, no referrer."""
    response.headers["Content-Security-Policy"] = rule
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    # shown inside the pages of BASE_URL, which is another site by design; a link is useless to all others
    response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
