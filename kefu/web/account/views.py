"""Sign in (by password, passkey or one-time link), sign out, choose a language. A session is new at every sign-in."""

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit.errors import NotAllowed, NotFound, TooMany
from kefu.people import limits, sessions
from kefu.people.access import Rate, Who, policy
from kefu.people.limits import Attempt
from kefu.people.models import Agent
from kefu.people.second_factor import Shown
from kefu.trust import admissions, passkeys, signins
from kefu.trust.sso import ways
from kefu.web.account import entrance, sso
from kefu.web.account.forms import Credential, SignIn

LANGUAGE_AGE_S = 365 * 24 * 3600


class OnlyBySso(NotAllowed):
    """The operator has closed every other door; the command line still makes links that open."""

    default_code = "only_by_sso"
    default_message = _("Here everybody signs in through the company's own sign-in. Go back and choose it.")


@policy(Who.ANYONE, rate=Rate.SIGN_IN)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    leads_to = entrance.asked_path(request)
    if request.method != "POST":
        return _asks(request, SignIn(), leads_to=leads_to)
    if settings.SSO_ONLY:
        raise OnlyBySso
    form = SignIn(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        try:
            limits.take_attempt(Attempt.PASSWORD, account=email)
        except TooMany as problem:
            form.add_error(None, str(problem.message))
            return _asks(request, form, leads_to=leads_to, problem=problem)
        agent = authenticate(request, username=email, password=form.cleaned_data["password"])
        if isinstance(agent, Agent):
            return entrance.first_shown(request, agent, shown=Shown.PASSWORD, leads_to=leads_to)
        signins.by_stranger(admissions.addressed(email), "password_refused", detail=request.META.get("REMOTE_ADDR", ""))
        form.add_error(None, _now("That address and password do not belong together. Please check both and try again."))
    return _asks(request, form, leads_to=leads_to, status=422)


def _asks(
    request: HttpRequest, form: SignIn, *, leads_to: str, status: int = 200, problem: TooMany | None = None
) -> HttpResponse:
    response = render(request, "account/sign_in.html", _door(form, leads_to), status=status)
    if problem is not None:
        response.status_code = problem.status
        response["Retry-After"] = str(int(problem.retry_after_s or 0) + 1)
    return response


def _door(form: SignIn, leads_to: str) -> dict[str, object]:
    return {"form": form, "next": leads_to, "ways": ways.offered(), "is_only": settings.SSO_ONLY}


@policy(Who.ANYONE, rate=Rate.WRITE)
@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """For the browser to ask for a passkey: the same for everybody, since nobody has said yet who they are."""
    return JsonResponse(passkeys.asking_options(None))


@policy(Who.ANYONE, rate=Rate.SIGN_IN)
@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """In by a passkey alone: the device has verified its user, so this is two factors at once."""
    if settings.SSO_ONLY:
        raise OnlyBySso
    leads_to, form, told = entrance.asked_path(request), Credential(request.POST), SignIn()
    try:
        if not form.is_valid():
            raise passkeys.NotProved
        agent = passkeys.prove(None, form.cleaned_data["credential"])
    except passkeys.NotProved:
        banner = _now("That passkey did not work here. Try again, or sign in with your password.")
        context = {**_door(told, leads_to), "banner": banner}
        return render(request, "account/sign_in.html", context, status=422)
    return entrance.let_in(request, agent, shown={Shown.PASSKEY}, leads_to=leads_to)


@policy(Who.ANYONE, rate=Rate.SIGN_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button for each way on: a link that is only looked at (by a mail scanner, say) is not used up."""
    try:
        return _link_used(request, token) if request.method == "POST" else _link_shown(request, token)
    except NotFound:
        return render(request, "account/link.html", {"is_dead": True}, status=NotFound.status)


def _link_shown(request: HttpRequest, token: str) -> HttpResponse:
    is_only = settings.SSO_ONLY and not admissions.is_operators_link(token)
    return render(request, "account/link.html", {"ways": ways.offered(), "is_only": is_only})


def _link_used(request: HttpRequest, token: str) -> HttpResponse:
    link, way = admissions.open_link(token), ways.way(request.POST.get("way", ""))
    if way is not None:
        return sso.invited(request, way, link_id=link.id)
    if settings.SSO_ONLY and not link.is_operators:
        raise OnlyBySso
    agent = admissions.use_link(link.id)
    return entrance.first_shown(request, agent, shown=Shown.LINK, leads_to=reverse("desk:inbox"))


@policy(Who.ANYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session itself, so that its sockets end too."""
    viewer = sessions.viewer_for_request(request)
    if viewer.is_staff or viewer.is_entering:
        admissions.sign_out(viewer)
    logout(request)
    return redirect("sign-in")


@policy(Who.ANYONE)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the language in a cookie and leads back to where one was."""
    response = HttpResponseRedirect(entrance.asked_path(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=LANGUAGE_AGE_S,
            samesite="Lax",
            secure=settings.IS_SECURE,
            httponly=True,
        )
    return response
