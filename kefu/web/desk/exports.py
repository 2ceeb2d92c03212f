"""Exports at the desk: asked for from a list, decided by a second person, fetched once with the key of one's own link."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.conversations.kinds import Box
from kefu.kit import sheets
from kefu.kit.errors import Invalid, KefuError
from kefu.kit.sheets import Form
from kefu.people import directory
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import exports
from kefu.safeguards.exports import Shown
from kefu.safeguards.kinds import IS_MADE, ExportState
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.asking import ask, ask_again
from kefu.web.desk.chosen import Chosen
from kefu.web.desk.layout import layout_for

ASKING = "desk/parts/export_asking.html"


@dataclass(frozen=True, slots=True)
class Line:
    """An export with its words; `is_waiting` while the worker or a second person has it. `is_personal`: its list is whoever
    asked's own, so the same address shows another one to whoever decides.
    """

    export: Shown
    state: str
    who: str
    decided_by: str
    is_waiting: bool
    is_making: bool
    is_ready: bool
    is_personal: bool


@policy(Who.STAFF, needs=Capability.EXPORT, objects="own exports, and those that wait", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """One's own and those that wait for a second person; a POST asks for one and leads to its page, key in the fragment."""
    if request.method == "GET":
        return _shown(request)
    viewer = viewer_of(request)
    chosen = Chosen.read(request.POST.dict())
    try:
        found, key = exports.ask(
            viewer,
            chosen.filter(),
            query=chosen.query,
            purpose=request.POST.get("purpose", ""),
            form=_form(request.POST.get("form", "")),
        )
    except KefuError as error:
        return ask_again(request, ASKING, {"chosen": chosen}, error)
    return redirect(f"{reverse('desk:export', args=[found.public_id])}#{key}")


@policy(Who.STAFF, needs=Capability.EXPORT, objects="none")
@require_safe
def asking(request: HttpRequest) -> HttpResponse:
    """What for, and in which form; the list is the address's."""
    return ask(request, ASKING, {"chosen": Chosen.read(request.GET.dict())})


@policy(Who.STAFF, needs=Capability.EXPORT, objects="own exports")
@never_cache
@require_safe
def export(request: HttpRequest, export_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = _line(exports.export_for(viewer, export_id))
    return render(request, "desk/export.html", {"line": found, "layout": layout_for(viewer)})


@policy(Who.STAFF, needs=Capability.EXPORT, objects="own exports", rate=Rate.WRITE)
@require_POST
def file(request: HttpRequest, export_id: str) -> HttpResponseBase:
    """The file, once."""
    found, content = exports.fetch(viewer_of(request), export_id, key=request.POST.get("key", ""))
    answer = HttpResponse(content, content_type=f"{sheets.MEDIA[found.form]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="export-{found.public_id[:8]}.{found.form}"'
    answer["Cache-Control"] = "no-store"
    return answer


@policy(Who.STAFF, needs=Capability.APPROVE_EXPORTS, objects="exports of others that wait", rate=Rate.WRITE)
@require_POST
def decision(request: HttpRequest, export_id: str) -> HttpResponse:
    decided = request.POST.get("decision", "")
    try:
        if decided not in {"approve", "refuse"}:
            raise Invalid(_("Please choose one of the two."))
        is_approved = decided == "approve"
        exports.decide(viewer_of(request), export_id, is_approved=is_approved, reason=request.POST.get("reason", ""))
    except Invalid as problem:
        return _shown(request, problem=str(problem.message), status=problem.status)
    return redirect("desk:exports")


def _shown(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    may_decide = Capability.APPROVE_EXPORTS in viewer.capabilities
    context = {
        "layout": layout_for(viewer),
        "problem": problem,
        "own": [_line(each) for each in exports.own(viewer)],
        "waiting": [_line(each) for each in exports.waiting_for(viewer)] if may_decide else [],
    }
    return render(request, "desk/exports.html", context, status=status)


def _line(found: Shown) -> Line:
    return Line(
        export=found,
        state=_state(found.state),
        who=_name(found.asker),
        decided_by=_name(found.decided_by) if found.decided_by else "",
        is_waiting=found.state in {*IS_MADE, ExportState.WAITING},
        is_making=found.state in IS_MADE,
        is_ready=found.state is ExportState.READY,
        is_personal=QueryDict(found.query).get("box") in {Box.MINE, Box.TEAM},
    )


def _state(state: ExportState) -> str:
    return {
        ExportState.ASKED: _("is being made"),
        ExportState.WAITING: _("waits for a second person"),
        ExportState.APPROVED: _("approved, is being made"),
        ExportState.REFUSED: _("refused"),
        ExportState.READY: _("ready to fetch"),
        ExportState.FETCHED: _("fetched"),
        ExportState.EXPIRED: _("expired"),
        ExportState.TOO_LONG: _("too long: narrow the list down"),
        ExportState.DROPPED: _("dropped"),
        ExportState.FAILED: _("could not be made: ask anew, or narrow the list down"),
    }[state]


def _form(text: str) -> Form:
    if text not in set(Form):
        raise Invalid(_("Please choose a form."))
    return Form(text)


def _name(agent: int) -> str:
    card = directory.agent_card(agent)
    return card.name if card else ""
