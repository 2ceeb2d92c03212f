"""What every page request passes: which host it came to, who asks, and whether the route's policy lets them in."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

from kefu.kit import outages
from kefu.kit.errors import KefuError
from kefu.people import access, desk_sessions, limits, sessions
from kefu.people.access import NOBODY, Policy, Rate, Viewer, Who
from kefu.trust.refusal import Guarded

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]

CONTENT_URLS = "kefu.web.content.urls"
CONTENT_NETLOC = urlsplit(settings.CONTENT_URL).netloc
API_PREFIX = "/api/"
POWERS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"  # nothing here needs any of them


class ContentHostMiddleware:
    """User files are answered on a host of their own, which sees no cookie and serves nothing else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_for_content(request.get_host()):
            request.urlconf = CONTENT_URLS
            request.COOKIES.clear()
        return self.get_response(request)


class StaticFilesMiddleware:
    """Our scripts and styles, on our own host alone: beside strangers' files there is nothing a page could load."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self._with_static: Handler = WhiteNoiseMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "urlconf", None) == CONTENT_URLS:
            return self.get_response(request)
        return self._with_static(request)


def _is_for_content(host: str) -> bool:
    """By name alone where the two names differ: another spelling or port of the content host is still that host."""
    if settings.CONTENT_HOST == settings.BASE_HOST:
        return host.lower() == CONTENT_NETLOC
    return split_domain_port(host)[0].rstrip(".") == settings.CONTENT_HOST


class PolicyMiddleware:
    """Sets `request.viewer` and holds each view to its declared policy. A view without one is nobody's."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if viewer_of(request) is not NOBODY and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_store=True)
        response.headers.setdefault("Permissions-Policy", POWERS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Reporting-Endpoints", 'kefu="/csp-reports"')
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        del args, kwargs
        policy = access.policy_of(view)
        if policy is None:
            logger.error("the view %s declares no policy", getattr(view, "__qualname__", view))
            return error_response(request, access.Undeclared())
        try:
            viewer = _viewer_at(request, policy)
            request.viewer = viewer  # type: ignore[attr-defined]
            access.admit(viewer, policy)
            if policy.rate is not Rate.STATIC:
                limits.take(_rate_of(request, policy), viewer=viewer, ip=request.META.get("REMOTE_ADDR", ""))
            if viewer.is_staff and not policy.by_itself:
                desk_sessions.touch(request.session)
        except access.NotThroughYet as problem:
            return _to_the_second_factor(request) or error_response(request, problem)
        except KefuError as problem:
            return error_response(request, problem)
        except outages.OUTAGES as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        problem = exception if isinstance(exception, KefuError) else outages.refusal(exception)
        return error_response(request, problem) if problem is not None else None


def _viewer_at(request: HttpRequest, policy: Policy) -> Viewer:
    """Programs' tokens open no page; one that is open to all is shown to them as to anybody."""
    viewer = sessions.viewer_for_request(request)
    if not viewer.is_program or request.path.startswith(API_PREFIX):
        return viewer
    if policy.who is not Who.ANYONE:
        raise access.NotForPrograms
    return NOBODY


def _to_the_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Who opens a page is led on; what scripts ask for is refused in words."""
    is_page = request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers
    return redirect("protection") if is_page else None


def _rate_of(request: HttpRequest, policy: Policy) -> Rate:
    """Looking at a form guesses nothing and runs nothing: only sending it counts."""
    if policy.rate in {Rate.SIGN_IN, Rate.CHECK} and request.method in {"GET", "HEAD"}:
        return Rate.READ
    return policy.rate


def viewer_of(request: HttpRequest) -> Viewer:
    viewer = getattr(request, "viewer", NOBODY)
    return viewer if isinstance(viewer, Viewer) else NOBODY


def error_response(request: HttpRequest, problem: KefuError) -> HttpResponse:
    """The one shape of a refusal: JSON for programs, a page or fragment for people."""
    response: HttpResponse
    if request.path.startswith(API_PREFIX):
        response = JsonResponse({"error": error_body(problem)}, status=problem.status)
    else:
        response = render(request, "ui/error.html", {"problem": problem}, status=problem.status)
    response["Cache-Control"] = "no-store"
    if problem.retry_after_s is not None:
        response["Retry-After"] = str(int(problem.retry_after_s) + 1)
    return response


def error_body(problem: KefuError) -> dict[str, Any]:
    body: dict[str, Any] = {"code": problem.code, "message": str(problem.message)}
    if problem.retry_after_s is not None:
        body["retry_after_s"] = problem.retry_after_s
    if isinstance(problem, Guarded):
        body |= {"rule": problem.rule, "meant": problem.meant, "safe": str(problem.safe)}
    return body


def page_context(request: HttpRequest) -> dict[str, object]:
    """What every template may use."""
    return {
        "brand_name": settings.BRAND_NAME,
        "live_url": settings.LIVE_URL,
        "base_host": settings.BASE_HOST,
        "viewer": viewer_of(request),
    }
