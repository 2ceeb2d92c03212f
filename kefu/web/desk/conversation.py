"""One conversation at the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kefu.conversations import queries
from kefu.kit.errors import Invalid
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk import lines, shown
from kefu.web.desk.asked import chosen_of, is_partial, viewer_of
from kefu.web.desk.layout import layout_for

MOST = 10**9


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
def conversation(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole desk with this conversation open, or the stage alone for a desk that is already there."""
    viewer = viewer_of(request)
    found = shown.stage(viewer, queries.conversation_for(viewer, public_id))
    if is_partial(request):
        return render(request, "desk/parts/stage.html", {"stage": found, "query": chosen_of(request).query})
    chosen = chosen_of(request)
    beside = {"list": lines.line_list(viewer, chosen, view_id=request.GET.get("view", "")), "query": chosen.query}
    context = {"stage": found, "layout": layout_for(viewer), **beside}
    return render(request, "desk/conversation.html", context)


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
def entries(request: HttpRequest, public_id: str) -> HttpResponse:
    """Entries as fragments: `after` a number (what a lost connection missed) or `before` one (older ones)."""
    viewer = viewer_of(request)
    found = queries.conversation_for(viewer, public_id)
    if "before" in request.GET:
        wanted = queries.latest_entries_for(viewer, found, before=_number(request, "before"), limit=shown.PAGE_ENTRIES)
    else:
        limit = _number(request, "limit", usual=shown.PAGE_ENTRIES)
        wanted = queries.entries_for(viewer, found, after=_number(request, "after"), limit=limit)
    context = {
        "entries": shown.shown_entries(viewer, wanted),
        "customer_name": shown.name_of_customer(found),
        "conversation": found,
        "first_seq": wanted[0].seq if wanted and "before" in request.GET else 0,
    }
    return render(request, "desk/parts/entries.html", context)


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
def head(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = shown.head(viewer, queries.conversation_for(viewer, public_id))
    return render(request, "desk/parts/head.html", {"head": found})


def _number(request: HttpRequest, name: str, *, usual: int = 0) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not text.isascii() or not text.isdecimal() or int(text[:12]) > MOST:
        raise Invalid
    return int(text)
