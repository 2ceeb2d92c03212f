"""What stands below our people's words in mails: read and changed by leads."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kefu.channels import signatures
from kefu.kit.errors import KefuError
from kefu.people import teams
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for

FIELDS = ("team", "language", "body")


@policy(Who.STAFF, needs=Capability.MANAGE_SIGNATURES, objects="all signatures", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """All of them, each in a form of its own; an empty one is taken away. What was refused stands in its form again."""
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    if request.method != "POST":
        return _shown(request, {})
    try:
        signatures.save(viewer_of(request), **sent)
    except KefuError as problem:
        return _shown(request, sent, problem=str(problem.message), status=problem.status)
    return redirect("desk:signatures")


def _shown(request: HttpRequest, sent: dict[str, str], *, problem: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    languages = [(code, gettext(str(name))) for code, name in settings.LANGUAGES]
    context = {
        "layout": layout_for(viewer),
        "sent": sent,
        "problem": problem,
        "teams": teams.teams_to_offer(),
        "languages": languages,
        "signatures": [(each, dict(languages).get(each.language, "")) for each in signatures.listed(viewer)],
        "most": signatures.MOST_CHARS,
    }
    return render(request, "desk/signatures.html", context, status=status)
