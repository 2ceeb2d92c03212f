"""Our own people, for those who look after them: who has an account, where each is signed in, and what can be changed.

Whoever gives power (a role, a way in) shows first that it is them; who takes it away is not held up by that.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import Invalid, NotAllowed
from kefu.kit.text import clean_line
from kefu.people import access, desk_sessions, staff
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability, Role
from kefu.people.staff import StaffCard
from kefu.trust import admissions
from kefu.web.desk import people_shown
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for

LINK_MINUTES = 15
BELOW = "those below the viewer, never the viewer"

DONE: Mapping[str, str | Promise] = {
    "ended": _("Signed out there."),
    "all-ended": _("Signed out everywhere."),
    "disabled": _("Disabled: out of every page within seconds."),
    "enabled": _("Enabled. A sign-in link lets them in."),
    "role": _("The role was changed. They sign in anew."),
    "factors": _("Their second factors are gone. The next sign-in leads to adding one."),
}


@policy(Who.STAFF, needs=Capability.SEE_STAFF, objects="all of our people")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    query = clean_line(request.GET.get("q", ""), max_chars=60)
    told = {"query": query, "people": people_shown.lines(query), "layout": layout_for(viewer_of(request))}
    return render(request, "desk/people.html", told)


@policy(Who.STAFF, needs=Capability.SEE_STAFF, objects="all of our people")
@never_cache
@require_safe
def person(request: HttpRequest, person_id: str) -> HttpResponse:
    return _shown(request, staff.staff_card(person_id))


@policy(Who.STAFF, needs=Capability.END_SESSIONS, objects=BELOW, rate=Rate.WRITE)
@require_POST
def session_endings(request: HttpRequest, person_id: str) -> HttpResponse:
    """Ends one session, or all."""
    card, wanted = _below(request, person_id), request.POST.get("session", "")
    if wanted:
        admissions.end_session(card.id, wanted, by=viewer_of(request).id)
        return _back(card, "ended")
    admissions.end_sessions(card.id, by=viewer_of(request).id)
    return _back(card, "all-ended")


@policy(Who.STAFF, needs=Capability.MANAGE_STAFF, objects=BELOW, rate=Rate.WRITE)
@require_POST
def disabling(request: HttpRequest, person_id: str) -> HttpResponse:
    card = _below(request, person_id)
    if card.is_active:
        admissions.disable(card.id, by=viewer_of(request).id)
    return _back(card, "disabled")


@policy(Who.STAFF, needs=Capability.MANAGE_STAFF, objects=BELOW, rate=Rate.WRITE)
@require_POST
def enabling(request: HttpRequest, person_id: str) -> HttpResponse:
    card = _below(request, person_id)
    if not desk_sessions.is_confirmed(request):
        return _confirm_first(card)
    if not card.is_active:
        admissions.enable(card.id, by=viewer_of(request).id)
    return _back(card, "enabled")


@policy(Who.STAFF, needs=Capability.MANAGE_STAFF, objects=BELOW, rate=Rate.WRITE)
@require_POST
def role(request: HttpRequest, person_id: str) -> HttpResponse:
    """Another role, of those the viewer may give."""
    card, viewer = _below(request, person_id), viewer_of(request)
    try:
        wanted = Role(request.POST.get("role", ""))
    except ValueError as error:
        raise Invalid from error
    if not access.is_above(viewer, wanted):
        raise NotAllowed
    if not desk_sessions.is_confirmed(request):
        return _confirm_first(card)
    if wanted is not card.role:
        admissions.change_role(card.id, role=wanted, by=viewer.id)
    return _back(card, "role")


@policy(Who.STAFF, needs=Capability.MANAGE_STAFF, objects=BELOW, rate=Rate.WRITE)
@require_POST
def factor_removals(request: HttpRequest, person_id: str) -> HttpResponse:
    """For somebody who lost them all."""
    card = _below(request, person_id)
    if not desk_sessions.is_confirmed(request):
        return _confirm_first(card)
    admissions.reset_factors(card.id, by=viewer_of(request).id)
    return _back(card, "factors")


@policy(Who.STAFF, needs=Capability.MANAGE_STAFF, objects=BELOW, rate=Rate.WRITE)
@never_cache
@require_POST
def signin_links(request: HttpRequest, person_id: str) -> HttpResponse:
    """A link that signs them in once: it stands in this answer and nowhere else."""
    card = _below(request, person_id)
    if not desk_sessions.is_confirmed(request):
        return _confirm_first(card)
    path = admissions.signin_link(card.name, minutes=LINK_MINUTES, by=viewer_of(request).id)
    return _shown(request, card, link=settings.BASE_URL + path)


def _shown(request: HttpRequest, card: StaffCard, *, link: str = "") -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        **people_shown.page(card, viewer),
        "layout": layout_for(viewer),
        "link": link,
        "link_minutes": LINK_MINUTES,
        "text": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "desk/person.html", context)


def _below(request: HttpRequest, person_id: str) -> StaffCard:
    """Whom the viewer may act on. NotAllowed for themselves (that is what "My account" is for) and for those above."""
    viewer, card = viewer_of(request), staff.staff_card(person_id)
    if card.id == viewer.id or not access.is_above(viewer, card.role):
        raise NotAllowed
    return card


def _back(card: StaffCard, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:person', args=[card.public_id])}?{urlencode({'done': done})}")


def _confirm_first(card: StaffCard) -> HttpResponse:
    """They come back to the person's page and press once more."""
    return redirect(f"{reverse('confirmation')}?{urlencode({'next': reverse('desk:person', args=[card.public_id])})}")
