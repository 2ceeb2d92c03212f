"""Sign in (by password or one-time link), sign out, choose a language. A session is new at every sign-in."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit.errors import NotFound
from kefu.people import sessions
from kefu.people.access import Rate, Who, policy
from kefu.people.models import Agent
from kefu.trust import admissions
from kefu.web.account.forms import SignIn
from kefu.web.account.paths import own_path

LANGUAGE_AGE_S = 365 * 24 * 3600


@policy(Who.ANYONE, rate=Rate.SIGN_IN)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    leads_to = own_path(_asked(request), usual=reverse("desk:inbox"))
    if request.method != "POST":
        return render(request, "account/sign_in.html", {"form": SignIn(), "next": leads_to})
    form = SignIn(request.POST)
    if form.is_valid():
        agent = authenticate(
            request, username=form.cleaned_data["email"].lower(), password=form.cleaned_data["password"]
        )
        if isinstance(agent, Agent):
            return _let_in(request, agent, leads_to=leads_to)
        form.add_error(None, _("That address and password do not belong together. Please check both and try again."))
    return render(request, "account/sign_in.html", {"form": form, "next": leads_to}, status=422)


@policy(Who.ANYONE, rate=Rate.SIGN_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: a link that is only looked at (by a mail scanner, say) is not used up."""
    if request.method != "POST":
        return render(request, "account/link.html")
    try:
        agent = admissions.use_signin_link(token)
    except NotFound:
        return render(request, "account/link.html", {"is_dead": True}, status=NotFound.status)
    return _let_in(request, agent, leads_to=reverse("desk:inbox"))


@policy(Who.ANYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session itself, so that its sockets end too."""
    viewer = sessions.viewer_for_request(request)
    if viewer.is_staff:
        sessions.end(viewer.session)
    logout(request)
    return redirect("sign-in")


@policy(Who.ANYONE)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the language in a cookie and leads back to where one was."""
    response = HttpResponseRedirect(own_path(_asked(request), usual=reverse("desk:inbox")))
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


def _let_in(request: HttpRequest, agent: Agent, *, leads_to: str) -> HttpResponse:
    """Everything the browser held before ends: nobody signs in into a session that somebody else prepared."""
    request.session.flush()
    login(request, agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect(leads_to)


def _asked(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")
