"""The desk's list of conversations."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kefu.conversations import queries
from kefu.conversations.records import Filter, InboxRow
from kefu.people.access import Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk import lines as desk_lines
from kefu.web.desk.asked import chosen_of, is_partial, viewer_of
from kefu.web.desk.chosen import Chosen
from kefu.web.desk.remembered import remembered_for

MAX_ROWS = 100


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
def inbox(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone for a page that is already there. Who asks for no box gets the first with work."""
    viewer = viewer_of(request)
    chosen = chosen_of(request) if "box" in request.GET else Chosen(box=desk_lines.first_box(viewer))
    asked = {"cursor": request.GET.get("cursor", ""), "view_id": request.GET.get("view", "")}
    kept = remembered_for(viewer)
    found = desk_lines.line_list(viewer, chosen, views=kept.views, **asked)
    if is_partial(request):
        return render(request, "desk/parts/list.html", {"list": found})
    return render(request, "desk/inbox.html", {"list": found, "layout": kept.layout})


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
def lines(request: HttpRequest) -> HttpResponse:
    """The next page of a list: its lines and the way to the page after."""
    viewer, chosen = viewer_of(request), chosen_of(request)
    found = desk_lines.line_list(viewer, chosen, views=(), cursor=request.GET.get("cursor", ""))
    return render(request, "desk/parts/lines.html", {"list": found})


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
def rows(request: HttpRequest) -> HttpResponse:
    """These conversations as lines, where they belong into this list, and the counters; with `?first=1` its first page too."""
    viewer, chosen = viewer_of(request), chosen_of(request)
    wanted = chosen.filter()
    asked = request.GET.get("ids", "").split(",")[:MAX_ROWS]
    first = _first_page(viewer, wanted) if request.GET.get("first") == "1" else []
    there = {row.conversation.public_id for row in first}
    asked = [public_id for public_id in asked if public_id not in there]
    others = [row for row in queries.inbox_rows_for(viewer, asked) if queries.is_in(viewer, wanted, row.conversation)]
    found, counted = [*first, *others], desk_lines.tabs(viewer)
    shown = {"box": wanted.box, "query": chosen.query, "tabs": counted.tabs, "waiting": counted.appeals}
    return render(request, "desk/parts/rows.html", {**shown, "lines": desk_lines.lines(viewer, found)})


def _first_page(viewer: Viewer, wanted: Filter) -> Sequence[InboxRow]:
    return queries.inbox_for(viewer, wanted, limit=desk_lines.PAGE_LINES).rows
