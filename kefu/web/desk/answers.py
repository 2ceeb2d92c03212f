"""How the desk answers an act: in place for htmx, by the page itself without it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kefu.conversations import queries
from kefu.conversations.records import ConversationRecord
from kefu.kit.errors import KefuError
from kefu.trust.refusal import Guarded
from kefu.web.desk import lines, shown
from kefu.web.desk.asked import chosen_of, is_htmx, open_on_page, viewer_of
from kefu.web.desk.errors import Addressed, Leased
from kefu.web.desk.forms import Written
from kefu.web.desk.remembered import remembered_for


@dataclass(frozen=True, slots=True)
class ShownGuarded:
    """`safe` in the customer's `language`: it goes into the box. `explained`: what it says, where the agent reads another.
    `conversation` is where it was meant for.
    """

    message: str
    meant: str
    is_meant_cut: bool
    safe: str
    language: str
    explained: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a toast tells, and the form that takes it back."""

    text: str = ""
    undo_url: str = ""
    undo: Mapping[str, str] = field(default_factory=dict)


def head_with(request: HttpRequest, public_id: str, said: Said) -> HttpResponse:
    """The head of the page's conversation as it stands; what was done may have been done to one that is shown in it."""
    if not is_htmx(request):
        return redirect("desk:conversation", public_id)
    viewer = viewer_of(request)
    found = shown.head(viewer, queries.conversation_for(viewer, open_on_page(request) or public_id))
    response = render(request, "desk/parts/done.html", {"head": found, "said": said})
    response["HX-Trigger"] = "desk:stored"
    return response


def refused(
    request: HttpRequest, conversation: ConversationRecord, error: KefuError, *, written: Written | None = None
) -> HttpResponse:
    """Say what to do next; what was typed is still there (in the page for htmx, in the form without)."""
    viewer, chosen = viewer_of(request), chosen_of(request)
    problem: dict[str, object] = {
        "problem": error.message,
        "leased": error if isinstance(error, Leased) else None,
        "addressed": error if isinstance(error, Addressed) else None,
        "guarded": _guarded(error, conversation),
        "news": shown.news(viewer, conversation, after=written.seen) if written and error.code == "stale" else None,
        "written": written,
    }
    if is_htmx(request):
        response = render(request, "desk/parts/problem.html", problem, status=error.status)
        response["HX-Retarget"], response["HX-Reswap"] = "#problem", "innerHTML"
        return response
    kept = remembered_for(viewer, conversation)
    listed = lines.line_list(viewer, chosen, views=kept.views)
    desk = {"list": listed, "query": chosen.query, "layout": kept.layout}
    context = {"stage": shown.stage(viewer, conversation, kept), **desk, **problem}
    return render(request, "desk/conversation.html", context, status=error.status)


def _guarded(error: KefuError, conversation: ConversationRecord) -> ShownGuarded | None:
    if not isinstance(error, Guarded):
        return None
    return ShownGuarded(
        message=str(error.message),
        meant=error.meant,
        is_meant_cut=error.is_meant_cut,
        safe=error.safe,
        language=error.language,
        explained=error.safe_explained,
        conversation=conversation.public_id,
    )
