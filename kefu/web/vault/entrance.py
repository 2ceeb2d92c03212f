"""How a customer comes in: from their chat, with a ticket in a form's body, for a cookie that these pages alone get."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kefu.kit import ids
from kefu.kit.errors import NotSignedIn
from kefu.people import page_visits
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.safeguards import account_appeals_doors
from kefu.web import door
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.vault.places import nothing_here

APPEALS = "account-appeals"


@policy(Who.ANYONE, objects="what the ticket's customer was asked for", rate=Rate.WRITE)
@from_our_pages
@never_cache
@require_POST
@spoken
def entrance(request: HttpRequest) -> HttpResponse:
    """From our own pages alone: else a stranger could let somebody send papers into the stranger's case."""
    try:
        begun = page_visits.begun(request.POST.get("ticket", ""))
    except NotSignedIn:
        if door.visitor(request) is None:
            return nothing_here(request, is_known=False)
        begun = ""  # the form was sent twice: whoever came in is in
    response = HttpResponseRedirect(
        _leads_to(request, page_visits.viewer_of(begun) if begun else door.visitor(request))
    )
    response.status_code = 303
    if begun:
        door.keep(response, begun, path=reverse("vault:own"), samesite="Strict")
    return door.private(response)


def _leads_to(request: HttpRequest, viewer: Viewer | None) -> str:
    """To their appeals too, so that a paper can be sent from there in this browser and in no other."""
    asked, locale = request.POST.get("ask", ""), request.POST.get("locale", "")[:16]
    if asked == APPEALS and viewer is not None:
        return account_appeals_doors.address_for(viewer)
    place = reverse("vault:ask", args=[asked]) if ids.is_public_id(asked) else reverse("vault:own")
    return f"{place}?{urlencode({'locale': locale})}" if locale else place
