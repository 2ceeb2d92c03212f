"""Adding a factor: an authenticator app by its QR code, or a passkey. Either may be what lets its owner through the door."""

import base64

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit import crypto
from kefu.kit.errors import TooMany
from kefu.people import desk_sessions, limits
from kefu.people.access import Rate, Who, policy
from kefu.people.limits import Attempt
from kefu.people.models import Agent
from kefu.people.second_factor import Shown
from kefu.trust import factors, passkeys
from kefu.ui import browsers
from kefu.web.account import entrance, steps
from kefu.web.account.forms import Code, Credential
from kefu.web.account.steps import Step

SECRET, SEAL = "new_totp", "account.new-totp"


@policy(Who.OUR_OWN, objects="own account", rate=Rate.WRITE)
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@entrance.confirmed
def totp(request: HttpRequest) -> HttpResponse:
    """Shows a new secret until a code proves that the app has it. Codes come second, so there must be a first thing."""
    agent = entrance.agent_of(request)
    if Shown.TOTP in factors.kinds_of(agent):
        return redirect("account")
    steps.plan(request, agent, Step.TOTP)
    if steps.needs_password(agent):
        return HttpResponseRedirect(f"{reverse('password')}?next={reverse('totp')}")
    form, secret = Code(request.POST or None), _secret(request)
    if request.method == "POST" and form.is_valid():
        try:
            limits.take_attempt(Attempt.CODE, account=str(agent.pk))
            if factors.add_totp(agent, secret, code=form.cleaned_data["code"]):
                del request.session[SECRET]
                return _added(request, agent, Shown.TOTP)
            form.add_error("code", _("That is not the code of this key. Check the time on your phone and try again."))
        except TooMany as problem:
            form.add_error("code", str(problem.message))
    url = factors.totp_url(agent, secret)
    picture = base64.b64encode(factors.totp_picture(url).encode()).decode("ascii")
    shown = {"secret": secret, "url": url, "picture": f"data:image/svg+xml;base64,{picture}"}
    context = {**shown, "form": form, "kinds": frozenset(), "step": steps.place(request, Step.TOTP)}
    return render(request, "account/totp.html", context, status=422 if form.is_bound else 200)


@policy(Who.OUR_OWN, objects="own account", rate=Rate.WRITE)
@never_cache
@sensitive_post_parameters("credential")
@require_http_methods(["GET", "HEAD", "POST"])
@entrance.confirmed
def passkey(request: HttpRequest) -> HttpResponse:
    agent, banner = entrance.agent_of(request), ""
    steps.plan(request, agent, Step.PASSKEY)
    if request.method == "POST":
        form = Credential(request.POST)
        try:
            if not form.is_valid():
                raise passkeys.NotProved
            name = request.POST.get("name", "") or browsers.label(request.headers.get("User-Agent", ""))
            passkeys.add(agent, form.cleaned_data["credential"], name=name)
        except passkeys.NotProved:
            banner = _("No passkey was made. Try again; your device may ask for your finger, face or PIN.")
        else:
            return _added(request, agent, Shown.PASSKEY)
    name = browsers.label(request.headers.get("User-Agent", ""))
    context = {"name": name, "banner": banner, "step": steps.place(request, Step.PASSKEY)}
    return render(request, "account/passkey.html", context, status=422 if banner else 200)


@policy(Who.OUR_OWN, objects="own account", rate=Rate.WRITE)
@never_cache
@require_POST
@entrance.confirmed
def passkey_options(request: HttpRequest) -> JsonResponse:
    return JsonResponse(passkeys.adding_options(entrance.agent_of(request)))


def _secret(request: HttpRequest) -> str:
    """The same secret until it is used, so that a mistyped code does not need a second scan; sealed in the session."""
    if SECRET not in request.session:
        request.session[SECRET] = crypto.seal(SEAL, factors.new_secret())
    return crypto.unseal(SEAL, request.session[SECRET])


def _added(request: HttpRequest, agent: Agent, shown: Shown) -> HttpResponse:
    """On to recovery codes, the first time; the session rises to what was shown."""
    desk_sessions.also_shown(request, shown.value)
    if factors.codes_left(agent) is None:
        return redirect("recovery-codes")
    steps.finish(request)
    return redirect("account")
