"""How far what was said is on its way to a customer who reads outside, and sending it again with one press."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kefu.conversations import copied, deliveries, queries
from kefu.conversations.copied import CopyRecord
from kefu.kit.errors import Conflict, NotFound
from kefu.people.access import Rate, Viewer, Who, policy, require
from kefu.people.capabilities import Capability
from kefu.ui import delivered
from kefu.ui.delivered import ShownCopy
from kefu.web.desk import forms, view
from kefu.web.desk.asked import is_htmx, viewer_of
from kefu.web.desk.view import PAGE_ENTRIES


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
@require_safe
def listing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Of the newest entries, how far each is: what an open page puts under them."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    entries = queries.latest_entries_for(viewer, conversation, limit=PAGE_ENTRIES)
    found = deliveries.newest_for([entry.id for entry in entries])
    lines = [(entry.seq, delivered.shown(found[entry.id])) for entry in entries if entry.id in found]
    also = view.copies_of([conversation], entries)
    others = [(entry.seq, _copies(also[entry.id], viewer)) for entry in entries if entry.id in also]
    context = {"conversation": public_id, "lines": lines, "copied": others}
    return render(request, "desk/parts/deliveries.html", context)


@policy(Who.STAFF, needs=Capability.REPLY, objects="every conversation", rate=Rate.WRITE)
@require_POST
def resendings(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send what stands at `target` once more: its try `nth`, or that to somebody else (`copy`), if it did not arrive. Pressed
    twice, it is sent once.
    """
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    entry = queries.entry_for(viewer, conversation, number=forms.entry_number(request))
    if "copy" in request.POST:
        require(viewer, Capability.COPY_OUTSIDE)
        row = forms.number(request, "copy") or 0
        is_done = copied.send_again(conversation, entry=entry.id, row=row, agent=viewer.id)
    else:
        row = deliveries.row_at(conversation.id, seq=entry.seq, nth=_nth(request))
        is_done = deliveries.send_again(row, agent=viewer.id)
    if not is_htmx(request):
        if not is_done:
            raise Conflict
        return redirect("desk:conversation", public_id)
    context = {"conversation": public_id, "seq": entry.seq}
    if "copy" in request.POST:
        found = copied.copies_for([entry.id], customer=conversation.customer)
        return render(request, "ui/thread/copies.html", {**context, "copies": _copies(found[entry.id], viewer)})
    newest = deliveries.newest_for([entry.id]).get(entry.id)
    if newest is None:
        raise NotFound  # it goes out to nobody
    return render(request, "ui/thread/delivery.html", {**context, "delivery": delivered.shown(newest)})


def _copies(found: Sequence[CopyRecord], viewer: Viewer) -> list[ShownCopy]:
    return [delivered.copy(each, viewer=viewer) for each in found]


def _nth(request: HttpRequest) -> int:
    text = request.POST.get("nth", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
