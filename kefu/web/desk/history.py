"""The whole record of a conversation: who changed what, and a transcript to keep."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kefu.conversations import queries, words, words_changes
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.ui import signed
from kefu.ui import transcript as transcripts
from kefu.web.desk import shown
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.asking import ask
from kefu.web.desk.conversation import number_of
from kefu.web.desk.layout import layout_for

PAGE = 100


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation")
@require_safe
def history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who changed what, from what to what, newest first; with `?all=1` what was said too. `?before=` a number goes on."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    before, is_all = number_of(request, "before") or None, request.GET.get("all") == "1"
    asked = queries.latest_entries_for if is_all else queries.latest_changes_for
    found = asked(viewer, record, before=before, limit=PAGE)
    words.warm(found)
    context = {
        "conversation": record,
        "who": shown.name_of_customer(record),
        "lines": list(words_changes.told(found, viewer=viewer))[::-1],
        "is_all": is_all,
        "before": found[0].seq if len(found) == PAGE and found[0].seq > 1 else 0,
        "layout": layout_for(viewer),
    }
    return render(request, "desk/history.html", context)


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", rate=Rate.WRITE)
@require_safe
def transcript(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Asks in which form; with `?kind=` the download, of which the journal keeps a line."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    kind = request.GET.get("kind", "")
    if kind == "signed":
        return signed.response(viewer, record)
    if kind not in {"text", "html"}:
        return ask(request, "desk/parts/transcript.html", {"conversation": record})
    wanted = transcripts.Wanted(
        is_html=kind == "html", zone=request.GET.get("zone", "UTC"), with_notes=request.GET.get("notes") == "yes"
    )
    return transcripts.response(viewer, record, wanted)
