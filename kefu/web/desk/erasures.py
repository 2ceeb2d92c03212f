"""Legal holds and persons to be erased at the desk: what stands, what waits for a second person, what was done and its report."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.conversations import queries
from kefu.kit.errors import Invalid, KefuError
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import erasures, holds, obstacles
from kefu.safeguards.erasures import Shown
from kefu.safeguards.holds import Hold
from kefu.safeguards.kinds import ErasureBy, ErasureState
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.asking import ask, ask_again
from kefu.web.desk.layout import layout_for

ASKING = "desk/parts/keeping.html"
MEANINGS = {ErasureState.DONE: "good", ErasureState.RUNNING: "warn", ErasureState.ASKED: "warn"}


@dataclass(frozen=True, slots=True)
class ShownHold:
    hold: Hold
    customer: str
    set_by: str
    lift_asked_by: str


@dataclass(frozen=True, slots=True)
class ShownErasure:
    """In words. `hindered`: why it does not go on. `may_stop`: it has not begun."""

    erasure: Shown
    customer: str
    state: str
    meaning: str
    asked_by: str
    decided_by: str
    hindered: tuple[str, ...]
    is_undecided: bool
    may_stop: bool


@policy(Who.STAFF, needs=Capability.LEGAL_HOLD, objects="all legal holds and erasures")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return _page(request)


@policy(Who.STAFF, needs=Capability.LEGAL_HOLD, objects="every conversation", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def keeping(request: HttpRequest, public_id: str) -> HttpResponse:
    """Beside a conversation: hold it or its customer, or ask that they are erased."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    context = {
        "conversation": conversation,
        "who": _name(conversation.customer),
        "standing": [_hold(each) for each in holds.on(conversation, viewer)],
        "erasure": _asked(viewer, conversation.customer),
        "may_erase": erasures.may_see(viewer),
    }
    if request.method == "GET":
        return ask(request, ASKING, context)
    reason = request.POST.get("reason", "")
    try:
        match request.POST.get("act", ""):
            case "hold" | "hold_all" as act:
                holds.put(viewer, conversation, whole_customer=act == "hold_all", reason=reason)
            case "erase":
                erasures.ask(viewer, conversation.customer, reason=reason)
            case _:
                raise Invalid
    except KefuError as error:
        return ask_again(request, ASKING, context, error)
    return redirect("desk:erasures")


@policy(
    Who.STAFF, needs=Capability.LEGAL_HOLD, objects="all legal holds; lifted by another than asked", rate=Rate.WRITE
)
@require_POST
def hold(request: HttpRequest, hold_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    try:
        match request.POST.get("act", ""):
            case "ask":
                holds.ask_to_lift(viewer, hold_id, reason=request.POST.get("reason", ""))
            case "lift":
                holds.lift(viewer, hold_id)
            case "keep":
                holds.keep(viewer, hold_id)
            case _:
                raise Invalid
    except Invalid as problem:
        return _page(request, problem=str(problem.message), status=problem.status)
    return redirect("desk:erasures")


@policy(Who.STAFF, needs=Capability.ERASE, objects="all erasures; approved by another than asked", rate=Rate.WRITE)
@require_POST
def decision(request: HttpRequest, erasure_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    match request.POST.get("act", ""):
        case "approve" | "refuse" as act:
            erasures.decide(viewer, erasure_id, is_approved=act == "approve")
        case "stop":
            erasures.stop(viewer, erasure_id)
        case _:
            return _page(request, problem=_("Please choose one of the two."), status=400)
    return redirect("desk:erasures")


@policy(Who.STAFF, needs=Capability.ERASE, objects="reports of what was erased; they name nobody")
@never_cache
@require_safe
def report(request: HttpRequest, erasure_id: str) -> HttpResponse:
    content = erasures.report_for(viewer_of(request), erasure_id)
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="erasure-{erasure_id[:8]}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    found = [_erasure(each) for each in erasures.listed(viewer)] if erasures.may_see(viewer) else []
    context = {
        "layout": layout_for(viewer),
        "problem": problem,
        "holds": [_hold(each) for each in holds.standing(viewer)],
        "open": [each for each in found if each.erasure.ended_at is None],
        "ended": [each for each in found if each.erasure.ended_at is not None],
    }
    return render(request, "desk/erasures.html", context, status=status)


def _asked(viewer: Viewer, customer: int) -> ShownErasure | None:
    found = erasures.of_customer(viewer, customer) if erasures.may_see(viewer) else None
    return _erasure(found) if found else None


def _hold(found: Hold) -> ShownHold:
    return ShownHold(found, _name(found.customer), _agent(found.set_by), _agent(found.lift_asked_by))


def _erasure(found: Shown) -> ShownErasure:
    is_undecided = found.state is ErasureState.ASKED
    return ShownErasure(
        erasure=found,
        customer=_name(found.customer) if found.state is not ErasureState.DONE else "",
        state=_state(found.state),
        meaning=MEANINGS.get(found.state, ""),
        asked_by=_agent(found.asked_by) or _by(found.by),
        decided_by=_agent(found.decided_by),
        hindered=tuple(str(obstacles.FOR_STAFF[each]) for each in found.obstacles) if found.ended_at is None else (),
        is_undecided=is_undecided,
        may_stop=is_undecided or found.state is ErasureState.DUE,
    )


def _state(state: ErasureState) -> str:
    return {
        ErasureState.ASKED: _("waits for a second person"),
        ErasureState.DUE: _("waits its time"),
        ErasureState.RUNNING: _("is being erased"),
        ErasureState.DONE: _("erased"),
        ErasureState.REFUSED: _("refused"),
        ErasureState.WITHDRAWN: _("withdrawn"),
    }[state]


def _by(by: ErasureBy) -> str:
    return {
        ErasureBy.CUSTOMER: _("the customer themself"),
        ErasureBy.AGENT: "",
        ErasureBy.OPERATOR: _("the command line"),
        ErasureBy.RESTORE: _("a restored backup, again"),
    }[by]


def _name(customer: int) -> str:
    return directory.customer_names([customer]).get(customer, "") or _("Guest")


def _agent(agent: int | None) -> str:
    card = directory.agent_card(agent) if agent else None
    return card.name if card else ""
