"""One field of a customer, whole, beside their conversation; and for those who watch, who revealed what."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.conversations import queries
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.kit.errors import Invalid, KefuError, NotFound
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import freezes, reveals, watched
from kefu.safeguards.kinds import Why
from kefu.safeguards.reveals import Shown
from kefu.trust import badges
from kefu.web.desk import words_reveals
from kefu.web.desk.asked import is_htmx, viewer_of
from kefu.web.desk.layout import layout_for

PART = "desk/parts/reveal.html"
MASKED = {"uid": "uid_masked", "email": "email_masked", "phone": "phone_masked"}
MARKS = range(8)
OWN = "own"


# by itself: asking for data is no sign of being at work, or whoever does nothing else would never be off shift
@policy(Who.STAFF, needs=Capability.REVEAL, objects="every open conversation", rate=Rate.WRITE, by_itself=True)
@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, public_id: str, field: str) -> HttpResponse:
    """GET: the value while a grant holds, else the question why; with `masked` neither. POST: the reason."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    if field not in MASKED:
        raise NotFound
    context: dict[str, object] = {"conversation": conversation, "field": field}
    context["masked"] = _masked(conversation.customer, field)
    if request.method == "GET" and "masked" in request.GET:
        return _answer(request, context)
    try:
        shown = _shown(request, conversation, field)
    except KefuError as error:
        asks = {"is_asking": True, "problem": error.message, "typed": request.POST, "whys": words_reveals.whys()}
        return _answer(request, context | asks, status=error.status)
    if shown is None:
        return _answer(request, context | {"is_asking": True, "whys": words_reveals.whys()})
    left = f"{shown.left_s // 60}:{shown.left_s % 60:02}"
    return _answer(request, context | {"shown": shown, "left": left, "mark": _mark(viewer), "marks": MARKS})


@policy(Who.STAFF, needs=Capability.WATCH_REVEALS, objects="all reveals, masked")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return _page(request)


@policy(Who.STAFF, needs=Capability.WATCH_REVEALS, objects="every freeze but one's own", rate=Rate.WRITE)
@require_POST
def lifting(request: HttpRequest, freeze_id: str) -> HttpResponse:
    try:
        freezes.lift(viewer_of(request), freeze_id, reason=request.POST.get("reason", ""))
    except Invalid as problem:
        return _page(request, problem=str(problem.message), status=problem.status)
    return redirect("desk:reveals")


def _shown(request: HttpRequest, conversation: ConversationRecord, field: str) -> Shown | None:
    viewer = viewer_of(request)
    if request.method == "POST":
        return reveals.reveal(viewer, conversation, field=field, reason=_reason(request))
    return reveals.shown_for(viewer, conversation, field=field)


def _answer(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    page = PART if is_htmx(request) else "desk/asking.html"
    response = render(request, page, context | {"part": PART}, status=status)
    if status >= 400:  # said in its place, not as a toast
        response["HX-Retarget"], response["HX-Reswap"] = f"#reveal-{context['field']}", "outerHTML"
    return response


def _reason(request: HttpRequest) -> str:
    """One of `Why`, or words of one's own: short ones never pass for one of them."""
    chosen = request.POST.get("why", "")
    if chosen in set(Why):
        return chosen
    if chosen != OWN:
        raise Invalid(_("Please choose a reason, or give one of your own."), code="reason_needed")
    return request.POST.get("words", "")


def _masked(customer: int, field: str) -> str:
    return str(getattr(directory.customer_card(customer), MASKED[field]))


def _mark(viewer: Viewer) -> str:
    """Who looks, and when: it stands over what a photo of the screen would show."""
    card = badges.card_of(viewer.id)
    return f"{viewer.name} · {card.badge if card else ''} · {clock.now():%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class ShownSeen:
    seen: watched.Seen
    who: str
    field: str
    reason: str


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "layout": layout_for(viewer),
        "problem": problem,
        "frozen": [(each, _name(each.agent), words_reveals.rule(each.rule)) for each in freezes.standing(viewer)],
        "hours": [(each, _name(each.agent)) for each in watched.hours(viewer)],
        "seen": [
            ShownSeen(each, _name(each.agent), words_reveals.field(each.field), words_reveals.why(each.reason))
            for each in watched.newest(viewer)
        ],
    }
    return render(request, "desk/reveals.html", context, status=status)


def _name(agent: int) -> str:
    card = directory.agent_card(agent)
    return card.name if card else ""
