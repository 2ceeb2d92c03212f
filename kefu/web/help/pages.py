"""What every page of the help centre passes: its language, its cache, and a helpful answer where there is nothing.

Pages read as a stranger would, whoever asks: so they may be kept for a moment by whatever stands between.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.gzip import gzip_page

from kefu.kit.errors import NotFound
from kefu.knowledge import addresses, articles
from kefu.people.access import NOBODY
from kefu.trust import notice
from kefu.web.edge import viewer_of
from kefu.web.help import imports, places
from kefu.web.help.places import Place

KEPT_S = 20  # a changed fact is to be on every page within a minute; `facts` keeps it for twenty seconds, too
View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """`view(request, place, ...)` for an address that begins with a language."""

    @gzip_page
    @wraps(view)
    def shown(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        place = places.of(code)
        if place is None:
            place = places.of_reader(request)
            with translation.override(place.screen):
                return missing(request, place)
        if code != place.code:
            return HttpResponsePermanentRedirect(request.get_full_path().replace(f"/{code}", f"/{place.code}", 1))
        with translation.override(place.screen):
            try:
                return kept(request, view(request, place, **kwargs))
            except NotFound:
                return missing(request, place)

    return shown


def show(
    request: HttpRequest,
    place: Place,
    template: str,
    shown: Mapping[str, object],
    *,
    changed_at: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    path = request.path.removeprefix(place.home) if request.path.startswith(place.home) else ""
    context = {
        "place": place,
        "elsewhere": places.elsewhere(place, path, places.kept_of(request)),
        "alternates": places.elsewhere(place, path),
        "canonical": places.canonical(place, path),
        "anyone": f"{addresses.HELP}/" if not path else "",
        "base_url": settings.BASE_URL,
        "never_ask": notice.never_ask(),
        **shown,
    }
    response = _allowing(render(request, template, context, status=status))
    if changed_at is not None:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def missing(request: HttpRequest, place: Place) -> HttpResponse:
    """Nothing here: what may be meant instead, and the way to a person."""
    home = articles.home(NOBODY, locale=place.locale)
    shown = {"popular": home.popular, "sections": home.sections, "is_missing": True, "is_home": True, "elsewhere": []}
    response = show(request, place, "help/missing.html", shown, status=404)
    response["Cache-Control"] = "no-store"
    return response


def kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """For signed-out readers a short while in any cache; unchanged, it is not sent again.

    The ETag alone decides: a fact may change an article that nobody has touched.
    """
    if response.status_code != 200 or "Cache-Control" in response.headers:
        return response
    is_anyones = viewer_of(request) is NOBODY
    response["Cache-Control"] = f"public, max-age={KEPT_S}" if is_anyones else "private, no-cache"
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    return _allowing(found) if isinstance(found, HttpResponse) else response


def _allowing(response: HttpResponse) -> HttpResponse:
    """The import map may run. Also of "unchanged": browsers put its headers in the place of those they kept."""
    response._csp_update = {"script-src": [imports.source()]}  # type: ignore[attr-defined]
    return response
