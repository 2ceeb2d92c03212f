"""In which language these pages speak, and what whoever finds nothing here is shown. Kept by nobody."""

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
    """`?locale=zh-CN` decides, where it is given."""

    @wraps(view)
    def worded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.GET.get("locale", "")[:16] or request.POST.get("locale", "")[:16]
        with translation.override(screen_of(wanted) if wanted else translation.get_language()):
            return view(request, *args, **kwargs)

    return worded


def show(request: HttpRequest, template: str, told: dict[str, object], *, status: int = 200) -> HttpResponse:
    locale = locales.of_reader(translation.get_language() or settings.LANGUAGE_CODE)
    context = {
        "locale": locale,
        "home": addresses.home(locale),
        "chat": f"/chat?{urlencode({'locale': translation.get_language()})}",
        "languages": [
            {"code": code, "name": name, "address": f"{request.path}?{urlencode({'locale': code})}"}
            for code, name in settings.LANGUAGES
        ],
        "never_ask": notice.never_ask(),
        **told,
    }
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def nothing_here(request: HttpRequest, *, is_known: bool) -> HttpResponse:
    """The same for a link that is over, is another's or never was. `is_known`: somebody came in, and may see their own list."""
    return show(request, "vault/closed.html", {"is_known": is_known}, status=404)
