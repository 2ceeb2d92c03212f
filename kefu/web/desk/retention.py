"""How long closed conversations are kept, by category: read and set by those who may."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kefu.conversations import definitions
from kefu.conversations.keeping import LEAST_DAYS, MOST_DAYS
from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import retention_rules
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for


@policy(Who.STAFF, needs=Capability.MANAGE_RETENTION, objects="the rules of all categories", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """A POST sets one category's days; empty means for good."""
    if request.method == "GET":
        return _page(request)
    try:
        retention_rules.set_rule(viewer_of(request), request.POST.get("category", ""), _days(request))
    except Invalid as problem:
        return _page(request, problem=str(problem.message), status=problem.status)
    return redirect("desk:retention")


def _days(request: HttpRequest) -> int | None:
    typed = request.POST.get("days", "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 7):
        raise Invalid(_("Please type a whole number of days."))
    return int(typed)


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    locale, now = translation.get_language() or "en", clock.now()
    found = retention_rules.rules_for(viewer)
    context = {
        "layout": layout_for(viewer),
        "problem": problem,
        "typed": request.POST if problem else {},
        "least": LEAST_DAYS,
        "most": MOST_DAYS,
        "rules": [
            (
                each,
                definitions.named(each.names, locale=locale) or each.category,
                each.since is not None and each.since > now,
            )
            for each in found
        ],
    }
    return render(request, "desk/retention.html", context, status=status)
