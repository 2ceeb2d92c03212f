"""One conversation at the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kefu.conversations import joined, queries
from kefu.conversations.records import ConversationRecord
from kefu.kit.errors import Invalid
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk import lines, shown, view
from kefu.web.desk.asked import chosen_of, is_partial, viewer_of
from kefu.web.desk.remembered import remembered_for
from kefu.web.desk.view import PAGE_ENTRIES, shown_entries

MOST = 10**9


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
def conversation(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole desk with this conversation open, or the stage alone for a desk that is already there."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    kept = remembered_for(viewer, record)
    found = shown.stage(viewer, record, kept)
    if is_partial(request):
        return render(request, "desk/parts/stage.html", {"stage": found, "query": chosen_of(request).query})
    chosen = chosen_of(request)
    listed = lines.line_list(viewer, chosen, views=kept.views, view_id=request.GET.get("view", ""))
    context = {"stage": found, "layout": kept.layout, "list": listed, "query": chosen.query}
    return render(request, "desk/conversation.html", context)


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
def entries(request: HttpRequest, public_id: str) -> HttpResponse:
    """Entries as fragments: `after` a number of this log, `before` a place in the view, or without both its newest."""
    viewer = viewer_of(request)
    found = queries.conversation_for(viewer, public_id)
    context: dict[str, object] = {"customer_name": shown.name_of_customer(found), "conversation": found}
    if "after" in request.GET:
        limit = number_of(request, "limit", usual=PAGE_ENTRIES)
        wanted = queries.entries_for(viewer, found, after=number_of(request, "after"), limit=limit)
        context["entries"] = shown_entries(viewer, wanted, of=found)
    else:
        page = view.latest(viewer, found, before=_place(request, found))
        context |= {"entries": page.entries, "older": page.older}
        if "before" not in request.GET:
            context["sources"] = page.sources
    return render(request, "desk/parts/entries.html", context)


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
def head(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = shown.head(viewer, queries.conversation_for(viewer, public_id))
    return render(request, "desk/parts/head.html", {"head": found})


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
def pair(request: HttpRequest, public_id: str) -> HttpResponse:
    """The two words that stand on the customer's screen in this half minute; asks for the next ones by itself."""
    found = queries.conversation_for(viewer_of(request), public_id)
    response = render(request, "desk/parts/pair.html", {"conversation": found, "pair": shown.pair_of(found)})
    response["Cache-Control"] = "no-store"
    return response


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
def others(request: HttpRequest, public_id: str) -> HttpResponse:
    """The customer's other conversations, as the column beside the log lists them."""
    viewer = viewer_of(request)
    found = queries.conversation_for(viewer, public_id)
    context = {"conversation": found, "others": shown.others(viewer, found), "query": chosen_of(request).query}
    return render(request, "desk/parts/others.html", context)


def _place(request: HttpRequest, conversation: ConversationRecord) -> dict[str, int] | None:
    """A number of this log, or a cursor over all logs of the view."""
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal():
        return {conversation.public_id: number_of(request, "before")}
    return joined.read_cursor(before)


def number_of(request: HttpRequest, name: str, *, usual: int = 0) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not text.isascii() or not text.isdecimal() or int(text[:12]) > MOST:
        raise Invalid
    return int(text)
