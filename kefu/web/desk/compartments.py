"""Who of ours is confined to which customers and hours, for those who look after them; and where that is changed.

Whoever takes sight away is not held up; whoever gives some back shows first that it is them, as with a role.
"""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kefu.kit.errors import Invalid
from kefu.people import confined, desk_sessions, staff, teams
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.trust import compartments as confining
from kefu.trust.compartments import Change
from kefu.web.desk import compartments_shown
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.compartment_form import CompartmentForm
from kefu.web.desk.compartments_shown import Subject
from kefu.web.desk.layout import layout_for


@policy(Who.STAFF, needs=Capability.SEE_STAFF, objects="all of our people and teams")
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    told = {**compartments_shown.overview(), "layout": layout_for(viewer)}
    told["text"] = _("It counts from now on. Whoever it concerns signs in anew.") if "done" in request.GET else ""
    return render(request, "desk/compartments.html", told)


@policy(Who.STAFF, needs=Capability.MANAGE_STAFF, objects="those below the viewer, never the viewer", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, person_id: str) -> HttpResponse:
    card = staff.staff_card(person_id)
    return _page(
        request,
        compartments_shown.of_person(card),
        line=confined.own_lines([card.id]).get(card.id, ""),
        would=lambda line: confining.of_agent(card.id, line),
        act=lambda line, by: confining.set_of_agent(card.id, line, by=by),
    )


@policy(Who.STAFF, needs=Capability.MANAGE_STAFF, objects="teams of those below the viewer", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def of_team(request: HttpRequest, team: str) -> HttpResponse:
    card = teams.team_for(team)
    return _page(
        request,
        compartments_shown.of_team(card),
        line=confined.team_lines().get(card.id, ""),
        would=lambda line: confining.of_team(card.id, line),
        act=lambda line, by: confining.set_of_team(card.id, line, by=by),
    )


def _page(
    request: HttpRequest,
    subject: Subject,
    *,
    line: str,
    would: Callable[[str], Sequence[Change]],
    act: Callable[[str, int], None],
) -> HttpResponse:
    viewer = viewer_of(request)
    confining.require_above(viewer, would(line))
    form = CompartmentForm(request.POST if request.method == "POST" else None, line=line, zone=viewer.zone)
    if request.method == "POST" and form.is_valid():
        wanted = form.line()
        changes = would(wanted)
        try:
            confining.require_may(viewer, changes)
        except Invalid as error:
            form.add_error("regions", str(error.message))
        else:
            return _set(request, act, changes, before=line, wanted=wanted)
    told = {"subject": subject, "form": form, "layout": layout_for(viewer)}
    return render(request, "desk/compartment.html", told, status=400 if form.errors else 200)


def _set(
    request: HttpRequest, act: Callable[[str, int], None], changes: Sequence[Change], *, before: str, wanted: str
) -> HttpResponse:
    widens = any(not each.after.lies_in(each.before) for each in changes)
    if widens and not desk_sessions.is_confirmed(request):
        return redirect(f"{reverse('confirmation')}?{urlencode({'next': request.path})}")
    if wanted != before:
        act(wanted, viewer_of(request).id)
    return HttpResponseRedirect(f"{reverse('desk:compartments')}?done=")
