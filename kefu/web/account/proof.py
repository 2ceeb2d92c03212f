"""The second factor at the door, and showing again who one is before one's factors change."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit.errors import KefuError, NotSignedIn, TooMany
from kefu.people import desk_sessions, limits
from kefu.people.access import Rate, Who, policy
from kefu.people.limits import Attempt
from kefu.people.models import Agent
from kefu.people.second_factor import Shown
from kefu.trust import factors, identities, passkeys, signins
from kefu.web.account import entrance
from kefu.web.account.forms import Code, Confirmation, Credential


class Refused(KefuError):
    """What was shown is not right; the message stands in the form."""

    status = 422
    default_code = "refused"


@policy(Who.ANYONE, rate=Rate.WRITE)
@never_cache
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Asked of whoever showed a password or a link before, for ten minutes."""
    held = entrance.waiting(request)
    if held is None:
        return redirect("sign-in")
    if request.method != "POST":
        return _ask_second(request, held.agent)
    try:
        shown = _shown(request, held.agent, recovery=True)
    except (Refused, TooMany) as problem:
        return _ask_second(request, held.agent, problem=problem)
    return entrance.let_in(
        request,
        held.agent,
        shown={held.shown, shown},
        leads_to=held.leads_to,
        vouched=held.vouched,
    )


@policy(Who.ANYONE, rate=Rate.WRITE)
@never_cache
@require_POST
def second_factor_options(request: HttpRequest) -> JsonResponse:
    held = entrance.waiting(request)
    if held is None:
        raise NotSignedIn
    return JsonResponse(passkeys.asking_options(held.agent))


@policy(Who.OUR_OWN, objects="own account", rate=Rate.WRITE)
@never_cache
@sensitive_post_parameters("code", "credential", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest) -> HttpResponse:
    """Showing again who one is, by the strongest thing one has."""
    agent = entrance.agent_of(request)
    if request.method != "POST":
        return _ask_again(request, agent)
    try:
        if factors.kinds_of(agent):
            _shown(request, agent, recovery=False)
        else:
            _password_again(request, agent)
    except (Refused, TooMany) as problem:
        return _ask_again(request, agent, problem=problem)
    desk_sessions.confirm(request)
    return HttpResponseRedirect(entrance.asked_path(request, usual="account"))


@policy(Who.OUR_OWN, objects="own account", rate=Rate.WRITE)
@never_cache
@require_POST
def confirmation_options(request: HttpRequest) -> JsonResponse:
    return JsonResponse(passkeys.asking_options(entrance.agent_of(request)))


def _shown(request: HttpRequest, agent: Agent, *, recovery: bool) -> Shown:
    """Which factor the form shows. Refused if it is not right, TooMany if it is one guess too many."""
    if "credential" in request.POST:
        return _passkey_shown(request, agent)
    form = Code(request.POST)
    if not form.is_valid():
        raise Refused(_("Type the code that your app shows."))
    limits.take_attempt(Attempt.CODE, account=str(agent.pk))
    code = form.cleaned_data["code"]
    if factors.take_code(agent, code):
        return Shown.TOTP
    if recovery and factors.take_recovery_code(agent, code):
        return Shown.RECOVERY_CODE
    signins.by_stranger(agent, "code_refused", detail=request.META.get("REMOTE_ADDR", ""))
    raise Refused(_("That code is not right, or was used before. Wait for the next one and type it."))


def _passkey_shown(request: HttpRequest, agent: Agent) -> Shown:
    form = Credential(request.POST)
    try:
        if not form.is_valid():
            raise passkeys.NotProved
        passkeys.prove(agent, form.cleaned_data["credential"])
    except passkeys.NotProved as problem:
        raise Refused(_("That passkey did not work here. Try again, or use a code.")) from problem
    return Shown.PASSKEY


def _password_again(request: HttpRequest, agent: Agent) -> None:
    limits.take_attempt(Attempt.PASSWORD, account=agent.email)
    form = Confirmation(request.POST)
    if not form.is_valid() or not agent.check_password(form.cleaned_data["password"]):
        signins.by_stranger(agent, "password_refused", detail=request.META.get("REMOTE_ADDR", ""))
        raise Refused(_("That is not your password. Please try again."))


def _ask_second(request: HttpRequest, agent: Agent, *, problem: KefuError | None = None) -> HttpResponse:
    context = {"form": Code(), "kinds": factors.kinds_of(agent), "problem": problem, "name": agent.name}
    return _asks(request, "account/second_factor.html", context, problem=problem)


def _ask_again(request: HttpRequest, agent: Agent, *, problem: KefuError | None = None) -> HttpResponse:
    context = {
        "form": Code(),
        "password_form": Confirmation(),
        "kinds": factors.kinds_of(agent),
        "has_password": agent.has_usable_password(),
        "ways": identities.ways_of(agent),
        "next": entrance.asked_path(request, usual="account"),
        "problem": problem,
    }
    return _asks(request, "account/confirmation.html", context, problem=problem)


def _asks(
    request: HttpRequest, template: str, context: dict[str, object], *, problem: KefuError | None
) -> HttpResponse:
    response = render(request, template, context, status=problem.status if problem else 200)
    if problem is not None and problem.retry_after_s is not None:
        response["Retry-After"] = str(int(problem.retry_after_s) + 1)
    return response
