"""Where the API stands. Each operation has its own policy behind `door.Door`; the pages' edge lets requests through to it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from kefu.api.v1.api import api, missing
from kefu.people.access import Rate, Who, policy

app_name = "api-1"


def _let_through(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The declared policy of the address itself; what each method on it asks for is the operation's own."""

    @policy(Who.ANYONE, objects="as each operation declares", rate=Rate.STATIC)
    def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            return _not_allowed(response)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    through.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is looked at: see door.py
    return through


def _not_allowed(response: HttpResponse) -> HttpResponse:
    told = {"code": "method_not_allowed", "message": _("This address does not take this method.")}
    return JsonResponse({"error": told}, status=405, headers={"Allow": response.headers["Allow"]})


def _guarded() -> Iterator[URLPattern]:
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = _let_through(pattern.callback)
            yield pattern


urlpatterns = [
    *_guarded(),
    path("", _let_through(missing), name="api-root"),
    path("<path:rest>", _let_through(missing)),
]
