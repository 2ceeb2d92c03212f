"""From the first thing shown at the door to the desk: who still owes a second factor waits here, signed in nowhere."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from kefu.kit import clock
from kefu.people import desk_sessions, second_factor
from kefu.people.desk_sessions import Vouched
from kefu.people.models import Agent
from kefu.people.second_factor import Shown
from kefu.trust import factors, identities, signins
from kefu.web.account.paths import own_path

WAITING = "at_the_door"
PATIENCE_S = 10 * 60
ALARMING_FAILURES = 3

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who showed one thing and owes another."""

    agent: Agent
    shown: Shown
    leads_to: str
    vouched: Vouched | None = None


def first_shown(
    request: HttpRequest, agent: Agent, *, shown: Shown, leads_to: str, vouched: Vouched | None = None
) -> HttpResponse:
    """Right so far. On to the second factor if the agent has one, else in; what is still lacking is asked for there."""
    if _owes_more(agent, shown):
        request.session.flush()
        told = {"agent": agent.pk, "stamp": agent.stamp, "shown": shown.value, "next": leads_to}
        request.session[WAITING] = {
            **told,
            "at": clock.now().timestamp(),
            "vouched": asdict(vouched) if vouched else None,
        }
        return redirect("second-factor")
    return let_in(request, agent, shown={shown}, leads_to=leads_to, vouched=vouched)


def _owes_more(agent: Agent, shown: Shown) -> bool:
    """Whether a factor of their own is asked for. Not where a provider saw as much as the role demands."""
    if shown in {Shown.SSO_MFA, Shown.SSO_PASSKEY} and second_factor.suffices(
        {shown}, demand=desk_sessions.demand_of(agent), link_is_enough=False
    ):
        return False
    return bool(factors.kinds_of(agent)) and not (shown is Shown.LINK and settings.LINK_IS_ENOUGH)


def waiting(request: HttpRequest) -> Waiting | None:
    """Who waits in this session; nobody after ten minutes, or once the agent was changed meanwhile."""
    held = request.session.get(WAITING)
    if not held or clock.now().timestamp() - held["at"] > PATIENCE_S:
        return None
    agent = Agent.objects.filter(pk=held["agent"], stamp=held["stamp"], is_active=True).first()
    if agent is None:
        return None
    vouched = Vouched(**held["vouched"]) if held.get("vouched") else None
    return Waiting(agent, Shown(held["shown"]), held["next"], vouched=vouched)


def let_in(
    request: HttpRequest, agent: Agent, *, shown: set[Shown], leads_to: str, vouched: Vouched | None = None
) -> HttpResponse:
    """Everything the browser held before ends: nobody signs in into a session that somebody else prepared."""
    request.session.flush()
    with transaction.atomic():  # that somebody came in has its row, or nobody is in
        login(request, agent, backend=settings.AUTHENTICATION_BACKENDS[0])
        desk_sessions.describe(request, shown=shown, vouched=vouched)
        if vouched is not None:
            identities.used(vouched.identity)
        failures = signins.failures_before(agent)
        detail = f"{'+'.join(sorted(shown))} {request.META.get('REMOTE_ADDR', '')}"
        signins.by_agent(agent, signins.SIGNED_IN, detail=detail)
    if failures >= ALARMING_FAILURES:
        return HttpResponseRedirect(f"{reverse('account')}?{urlencode({'failures': failures, 'next': leads_to})}")
    return HttpResponseRedirect(leads_to)


def confirmed(view: View) -> View:
    """For what a thief of an open page must not do: who did not show lately who they are is asked again."""

    @wraps(view)
    def asking(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if desk_sessions.is_confirmed(request):
            return view(request, *args, **kwargs)
        back = request.path if request.method in {"GET", "HEAD"} else reverse("account")
        return HttpResponseRedirect(f"{reverse('confirmation')}?{urlencode({'next': back})}")

    return asking


def agent_of(request: HttpRequest) -> Agent:
    """The person of a page that is open to our own alone."""
    agent = request.user
    if not isinstance(agent, Agent):
        raise TypeError("this page is for our own people")
    return agent


def asked_path(request: HttpRequest, *, usual: str = "desk:inbox") -> str:
    """Where to go on afterwards: a page of ours, whatever the form or the address says."""
    return own_path(request.POST.get("next") or request.GET.get("next", ""), usual=reverse(usual))
