"""How this installation examined itself, for security officers; and above every page of the desk, why no chats are taken."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kefu.people.access import Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.trust import queues, self_checks, signing
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for


@policy(Who.STAFF, needs=Capability.READ_JOURNAL, objects="this installation's own reports")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    reports = self_checks.newest(viewer)
    newest = reports[0] if reports else None
    context = {
        "layout": layout_for(viewer),
        "newest": newest,
        "reports": reports,
        "bad": [row for row in newest.rows if row.verdict != "ok"] if newest else [],
        "good": [row for row in newest.rows if row.verdict == "ok"] if newest else [],
        "queues": queues.standing(),
        "key": signing.public_key(),
    }
    return render(request, "desk/self_checks.html", context)


@policy(Who.STAFF, needs=Capability.READ_JOURNAL, objects="this installation's own reports")
@never_cache
@require_safe
def file(request: HttpRequest, report_id: str) -> HttpResponse:
    """The signed report, to be kept and checked elsewhere."""
    report = self_checks.report_for(viewer_of(request), report_id)
    response = HttpResponse(report.file, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kefu-self-check-{report.at:%Y%m%dT%H%M}.json"'
    return response


def gate_context(request: HttpRequest) -> dict[str, Callable[[], object]]:
    """`queues_shut`: what was found, where that keeps chats from being taken; only for staff, and only looked up where shown."""
    viewer = getattr(request, "viewer", None)

    @cache
    def queues_shut() -> queues.Standing | None:
        if not isinstance(viewer, Viewer) or not viewer.is_staff:
            return None
        found = queues.standing()
        return None if found.is_open else found

    return {"queues_shut": queues_shut}
