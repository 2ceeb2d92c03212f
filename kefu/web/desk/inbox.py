"""The desk's list of conversations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kefu.conversations import queries
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk import shown
from kefu.web.desk.asked import box_of, is_partial, viewer_of
from kefu.web.desk.layout import layout_for

MAX_ROWS = 100


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
def inbox(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone for a page that is already there. Who asks for no box gets the first with work."""
    viewer = viewer_of(request)
    box = box_of(request) if "box" in request.GET else shown.first_box(viewer)
    found = shown.line_list(viewer, box, cursor=request.GET.get("cursor", ""))
    if is_partial(request):
        return render(request, "desk/parts/list.html", {"list": found})
    return render(request, "desk/inbox.html", {"list": found, "layout": layout_for(viewer)})


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
def lines(request: HttpRequest) -> HttpResponse:
    """The next page of a list: its lines and the way to the page after."""
    found = shown.line_list(viewer_of(request), box_of(request), cursor=request.GET.get("cursor", ""))
    return render(request, "desk/parts/lines.html", {"list": found})


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
def rows(request: HttpRequest) -> HttpResponse:
    """These conversations as lines, where they belong into this box, and the counters."""
    viewer, box = viewer_of(request), box_of(request)
    asked = request.GET.get("ids", "").split(",")[:MAX_ROWS]
    found = [row for row in queries.inbox_rows_for(viewer, asked) if queries.is_in_box(viewer, box, row.conversation)]
    changed = shown.lines(viewer, found)
    return render(request, "desk/parts/rows.html", {"box": box, "lines": changed, "tabs": shown.tabs(viewer)})
