"""A mail's page as it was sent, in a frame of the desk; and the pictures of strangers in it, fetched and made anew."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from kefu.conversations import originals
from kefu.conversations.originals import Opened
from kefu.files import fetched, links
from kefu.files.links import Link
from kefu.kit.errors import KefuError, NotFound
from kefu.people import sessions
from kefu.people.access import Rate, Viewer, Who, policy, require
from kefu.people.capabilities import Capability
from kefu.ui.mailpage import page as mailpage
from kefu.web.content.views import nothing, sealed


@policy(Who.ANYONE, objects="the page of a mail, for the session of staff it was made for", rate=Rate.READ)
@require_safe
@xframe_options_exempt
def page(request: HttpRequest, **parts: Any) -> HttpResponseBase:
    """Only within the desk's frame, without scripts and without an origin. Every refusal is the same 404."""
    link = Link(**parts)
    try:
        viewer, opened = _held(link)
        if link.variant not in {mailpage.PLAIN, mailpage.PICTURES_TOO} or not opened.whole.page:
            raise NotFound
    except KefuError:
        return nothing(request)
    with translation.override(viewer.locale):
        with_pictures = link.variant == mailpage.PICTURES_TOO
        response = HttpResponse(mailpage.document(opened, viewer=viewer, with_pictures=with_pictures))
    return sealed(response, rule=rule())


@policy(Who.ANYONE, objects="a picture of a mail, for the session of staff it was made for", rate=Rate.READ)
@require_safe
def picture(request: HttpRequest, **parts: Any) -> HttpResponseBase:
    """The address names a mail and a number, never a place: nothing is fetched that the mail does not show."""
    link = Link(**parts)
    try:
        _, opened = _held(link)
        if not (link.variant.isascii() and link.variant.isdecimal() and len(link.variant) < 4):
            raise NotFound
        found = fetched.picture(mailpage.outside_picture(opened, int(link.variant)), shown_in=opened.id)
    except KefuError:
        return nothing(request)
    response = HttpResponse(found.content, content_type=found.media_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = f"private, max-age={links.left_s(link)}"
    return sealed(response)


def _held(link: Link) -> tuple[Viewer, Opened]:
    """Whose link it is, and the mail, if they may still read it. NotFound, NotAllowed."""
    viewer = sessions.viewer_of(links.holder_of(link).session)
    if viewer is None or not viewer.is_staff:
        raise NotFound
    require(viewer, Capability.READ_CONVERSATIONS)
    return viewer, originals.by_id(viewer, link.upload_id)


def rule() -> str:
    """What the page may do: be painted, with pictures of this host."""
    return (
        f"default-src 'none'; img-src {settings.CONTENT_URL}; style-src-elem 'sha256-{mailpage.STYLE_HASH}';"
        f" style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors {settings.BASE_URL}; sandbox"
    )
