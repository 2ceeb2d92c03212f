"""One's own account: factors, recovery codes, password, sessions, and what happened at one's door."""

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.kit.errors import Conflict
from kefu.people import desk_sessions
from kefu.people.access import Rate, Who, policy
from kefu.trust import admissions, factors, signins
from kefu.web.account import entrance, shown, steps
from kefu.web.account.forms import NewPassword
from kefu.web.account.steps import Step
from kefu.web.edge import viewer_of


@policy(Who.STAFF, objects="own account")
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    failures = request.GET.get("failures", "")
    context = {
        **shown.account(entrance.agent_of(request), viewer_of(request)),
        "failures": int(failures) if failures.isdecimal() and len(failures) < 6 else 0,
        "kept": "kept" in request.GET,
        "next": entrance.asked_path(request),
    }
    return render(request, "account/account.html", context)


@policy(Who.OUR_OWN, objects="own account")
@never_cache
@require_safe
def protection(request: HttpRequest) -> HttpResponse:
    """The only page for somebody whose role demands a factor they do not have yet."""
    agent = entrance.agent_of(request)
    if viewer_of(request).is_staff:
        return redirect("account")
    return render(request, "account/protection.html", {"demand": desk_sessions.demand_of(agent)})


@policy(Who.OUR_OWN, objects="own account", rate=Rate.WRITE)
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@entrance.confirmed
def password(request: HttpRequest) -> HttpResponse:
    """A new password ends every other session; this one goes on."""
    agent, form = entrance.agent_of(request), NewPassword(request.POST or None)
    leads_to = entrance.asked_path(request, usual="account")
    if request.method == "POST" and form.is_valid():
        changed = admissions.change_password(agent.pk, password=form.cleaned_data["password"])
        update_session_auth_hash(request, changed)
        return HttpResponseRedirect(leads_to)
    context = {
        "form": form,
        "next": leads_to,
        "has_password": agent.has_usable_password(),
        "email": agent.email,
        "is_elsewhere": len(desk_sessions.sessions_for(viewer_of(request))) > 1,
        "step": steps.place(request, Step.PASSWORD) if leads_to == reverse("totp") else {},
    }
    return render(request, "account/password.html", context, status=422 if form.is_bound else 200)


@policy(Who.STAFF, objects="own account", rate=Rate.WRITE)
@require_POST
@entrance.confirmed
def removal(request: HttpRequest) -> HttpResponse:
    """Takes a factor away; the last one that the role demands stays."""
    try:
        factors.remove(entrance.agent_of(request), request.POST.get("factor", ""))
    except Conflict:
        return HttpResponseRedirect(f"{reverse('account')}?kept=1#factors")
    return HttpResponseRedirect(f"{reverse('account')}#factors")


@policy(Who.OUR_OWN, objects="own account", rate=Rate.WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@entrance.confirmed
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New codes, shown in the answer to the form that makes them and nowhere else."""
    agent = entrance.agent_of(request)
    if not factors.kinds_of(agent):
        return redirect("account")
    left, step = factors.codes_left(agent), steps.place(request, Step.CODES)
    codes = factors.make_recovery_codes(agent) if request.method == "POST" else []
    if codes:
        steps.finish(request)
    context = {"codes": codes, "left": left, "next": entrance.asked_path(request), "step": step if left is None else {}}
    return render(request, "account/recovery_codes.html", context)


@policy(Who.STAFF, objects="own sessions", rate=Rate.WRITE)
@require_POST
def session_endings(request: HttpRequest) -> HttpResponse:
    """Ends one session, or all but this one."""
    viewer, agent = viewer_of(request), entrance.agent_of(request)
    with transaction.atomic():
        wanted = request.POST.get("session", "")
        if wanted:
            desk_sessions.end_one(viewer.id, wanted)
        else:
            desk_sessions.end_others(viewer)
        signins.by_agent(agent, "session_ended", detail="one" if wanted else "all others")
    if not request.session.exists(request.session.session_key or ""):
        return redirect("sign-in")
    return HttpResponseRedirect(f"{reverse('account')}#sessions")
