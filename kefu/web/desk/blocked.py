"""What the guard refused, handed to a second person: asked from the reply box, decided by a lead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.conversations import queries
from kefu.kit.errors import Invalid, KefuError
from kefu.people import directory
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import releases
from kefu.web.desk import forms
from kefu.web.desk.answers import refused
from kefu.web.desk.asked import is_htmx, viewer_of
from kefu.web.desk.asking import ask, ask_again
from kefu.web.desk.layout import layout_for

DECISION = "desk/parts/blocked_decision.html"


@policy(Who.STAFF, needs=Capability.REPLY, objects="own refused text", rate=Rate.WRITE)
@require_POST
def asking(request: HttpRequest, public_id: str) -> HttpResponse:
    """The words stay in the box until their writer takes them out."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    written = forms.Written.read(request)
    try:
        releases.ask(viewer, conversation, body=written.body, key=written.key)
    except KefuError as error:
        return refused(request, conversation, error, written=written)
    if not is_htmx(request):
        return redirect("desk:conversation", public_id)
    told = _("It waits for a second person, who reads it and sends it or not. You will find a note here.")
    return render(request, "ui/parts/banner.html", {"meaning": "info", "text": told})


@policy(Who.STAFF, needs=Capability.RELEASE_BLOCKED, objects="all refused texts that wait")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Longest first."""
    viewer = viewer_of(request)
    found = [(each, _name(each.author)) for each in releases.waiting_for(viewer)]
    return render(request, "desk/blocked.html", {"waiting": found, "layout": layout_for(viewer)})


@policy(Who.STAFF, needs=Capability.RELEASE_BLOCKED, objects="every refused text but one's own", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, release_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = releases.release_for(viewer, release_id)
    context = {"release": found, "who": _name(found.author)}
    if request.method == "GET":
        return ask(request, DECISION, context)
    try:
        match request.POST.get("decision"):
            case "released":
                releases.let_out(viewer, release_id)
            case "declined":
                releases.decline(viewer, release_id)
            case _:
                raise Invalid(_("Please choose one of the two."))
    except KefuError as error:
        return ask_again(request, DECISION, context, error)
    return redirect("desk:blocked")


def _name(agent: int) -> str:
    card = directory.agent_card(agent)
    return card.name if card else ""
