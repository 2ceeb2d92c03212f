"""How far what was said is on its way to a customer who reads outside, and sending it again with one press."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kefu.conversations import away, deliveries, queries
from kefu.kit.errors import Conflict, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.ui import delivered
from kefu.web.desk import forms
from kefu.web.desk.asked import is_htmx, viewer_of
from kefu.web.desk.view import PAGE_ENTRIES


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
@require_safe
def listing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Of the newest entries, how far each is: what an open page puts under them."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    is_asked = conversation.account is not None or away.was_mailed([conversation.id])
    entries = queries.latest_entries_for(viewer, conversation, limit=PAGE_ENTRIES) if is_asked else []
    found = deliveries.newest_for([entry.id for entry in entries])
    lines = [(entry.seq, delivered.shown(found[entry.id])) for entry in entries if entry.id in found]
    return render(request, "desk/parts/deliveries.html", {"conversation": public_id, "lines": lines})


@policy(Who.STAFF, needs=Capability.REPLY, objects="every conversation", rate=Rate.WRITE)
@require_POST
def resendings(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send what stands at `target` once more, if its try `nth` did not arrive. Pressed twice, it is sent once."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    entry = queries.entry_for(viewer, conversation, number=forms.entry_number(request))
    row = deliveries.row_at(conversation.id, seq=entry.seq, nth=_nth(request))
    is_done = deliveries.send_again(row, agent=viewer.id)
    if not is_htmx(request):
        if not is_done:
            raise Conflict
        return redirect("desk:conversation", public_id)
    found = deliveries.newest_for([entry.id]).get(entry.id)
    if found is None:
        raise NotFound  # it goes out to nobody
    context = {"conversation": public_id, "seq": entry.seq, "delivery": delivered.shown(found)}
    return render(request, "ui/thread/delivery.html", context)


def _nth(request: HttpRequest) -> int:
    text = request.POST.get("nth", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
