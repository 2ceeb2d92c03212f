"""The registry of what is officially ours, for those who look after it: one proposes a change, another confirms it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit.errors import Invalid, KefuError, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.trust import channels, registry
from kefu.trust.lookalike import entries
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.ui import verdicts
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.layout import layout_for

FIELDS = ("sort", "network", "value", "name", "proof", "valid_from", "valid_until")
OBJECTS = "all of the registry"


@policy(Who.STAFF, needs=Capability.MANAGE_CHANNELS, objects=OBJECTS, rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """What is ours, what waits for a second person, and the form; what was refused stands in it again."""
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    if request.method != "POST":
        return _shown(request, sent)
    try:
        channels.propose(viewer_of(request), _entry(sent))
    except KefuError as problem:
        return _shown(request, sent, problem=str(problem.message), status=problem.status)
    return redirect("desk:channels")


@policy(Who.STAFF, needs=Capability.MANAGE_CHANNELS, objects=OBJECTS, rate=Rate.WRITE)
@require_POST
def endings(request: HttpRequest) -> HttpResponse:
    """Proposes that an entry is ours no more."""
    wanted = tuple(request.POST.get(name, "") for name in ("sort", "network", "value"))
    found = next((each for each in registry.entries() if (each.sort, each.network, each.value) == wanted), None)
    if found is None:
        raise NotFound
    channels.propose(viewer_of(request), found, ends=True)
    return redirect("desk:channels")


@policy(Who.STAFF, needs=Capability.MANAGE_CHANNELS, objects=OBJECTS, rate=Rate.WRITE)
@require_POST
def decision(request: HttpRequest, change_id: str) -> HttpResponse:
    viewer, reason = viewer_of(request), request.POST.get("reason", "")
    try:
        if request.POST.get("decision") == "confirm":
            channels.confirm(viewer, change_id)
        else:
            channels.refuse(viewer, change_id, reason=reason)
    except Invalid as problem:
        return _shown(request, {}, problem=str(problem.message), status=problem.status)
    return redirect("desk:channels")


def _entry(sent: dict[str, str]) -> Entry:
    try:
        (found,) = entries.read_rows([{name: value.strip() for name, value in sent.items()}])
    except ValueError as error:
        raise Invalid(str(error)) from error
    return found


def _shown(request: HttpRequest, sent: dict[str, str], *, problem: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "layout": layout_for(viewer),
        "sent": sent,
        "problem": problem,
        "sorts": [(each.value, verdicts.sort_words(each)) for each in Sort],
        "entries": [(each, verdicts.shown_entry(each)) for each in registry.entries()],
        "waiting": [(each, verdicts.shown_entry(each.entry), each.by_id == viewer.id) for each in channels.waiting()],
        "decided": [(each, verdicts.shown_entry(each.entry)) for each in channels.decided()],
    }
    return render(request, "desk/channels.html", context, status=status)
