"""Reports of scammers, and appeals against those that were confirmed, for those who decide on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import Invalid
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import appeals, fraud
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for


@policy(Who.STAFF, needs=Capability.DECIDE_REPORTS, objects="all reports of scammers")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@policy(Who.STAFF, needs=Capability.DECIDE_REPORTS, objects="all reports of scammers", rate=Rate.WRITE)
@require_POST
def decision(request: HttpRequest, report_id: str) -> HttpResponse:
    viewer, reason, wanted = viewer_of(request), request.POST.get("reason", ""), request.POST.get("decision", "")
    try:
        if wanted in {"confirm", "confirm_page"}:
            fraud.confirm(viewer, report_id, reason=reason, only_page=wanted == "confirm_page")
        else:
            fraud.dismiss(viewer, report_id, reason=reason)
    except Invalid as problem:
        return _shown(request, problem=str(problem.message), status=problem.status)
    return redirect("desk:reports")


@policy(Who.STAFF, needs=Capability.DECIDE_REPORTS, objects="appeals but those against the viewer", rate=Rate.WRITE)
@require_POST
def appeal_decision(request: HttpRequest, appeal_id: str) -> HttpResponse:
    is_granted = request.POST.get("decision") == "grant"
    try:
        appeals.decide(viewer_of(request), appeal_id, is_granted=is_granted, reason=request.POST.get("reason", ""))
    except Invalid as problem:
        return _shown(request, problem=str(problem.message), status=problem.status)
    return redirect("desk:reports")


def _shown(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "layout": layout_for(viewer),
        "problem": problem,
        "waiting": fraud.waiting(viewer),
        "decided": fraud.decided(viewer),
        "appeals": [(each, each.confirmed_by_id == viewer.id) for each in appeals.waiting(viewer)],
    }
    return render(request, "desk/reports.html", context, status=status)
