"""Pages for customers: in which language they speak (what their address says, else what the browser asks for), kept by nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from kefu.kit.languages import screen_of
from kefu.knowledge import addresses, locales
from kefu.trust import notice

View = Callable[..., HttpResponse]


def spoken(view: View) -> View:
    """`?locale=zh-CN` decides, where it is given; a form may say it too."""

    @wraps(view)
    def worded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.GET.get("locale", "")[:16] or _said_by_form(request)
        with translation.override(screen_of(wanted) if wanted else translation.get_language()):
            return view(request, *args, **kwargs)

    return worded


def reader() -> str:
    """The language of articles for whoever is read to now."""
    return locales.of_reader(translation.get_language() or settings.LANGUAGE_CODE)


def show(request: HttpRequest, template: str, told: dict[str, object], *, status: int = 200) -> HttpResponse:
    """What was asked may stand in it."""
    locale = reader()
    context = {
        "locale": locale,
        "home": addresses.home(locale),
        "ask_us": f"{addresses.home(locale)}contact",
        "languages": [
            {"code": code, "name": name, "address": f"{request.path}?{urlencode({'locale': code})}"}
            for code, name in settings.LANGUAGES
        ],
        "never_ask": notice.never_ask(),
        **told,
    }
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _said_by_form(request: HttpRequest) -> str:
    """Never of an upload: that would read all of it before anybody was let in."""
    if request.content_type != "application/x-www-form-urlencoded":
        return ""
    return request.POST.get("locale", "")[:16]
