"""The loader a host page includes, and the chat it shows in a frame (or an app shows as a page).

Neither reads nor sets a cookie: a chat is signed in by a bearer token that only its own page holds.
"""

import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from kefu.exchange import official
from kefu.exchange.official import Sort
from kefu.files import kinds
from kefu.knowledge import addresses, locales
from kefu.people.access import Rate, Who, policy
from kefu.trust import notice, queues
from kefu.trust.shield import shared
from kefu.web.widget import embedding, words

_STATIC = Path(__file__).with_name("static") / "widget"
_LOADER = _STATIC / "loader.js"
_MODULES = sorted(script.name for script in (_STATIC / "js").glob("*.js"))
_SHARED_MODULES = ("resumable.js", "kept_files.js")
_COMMENT = re.compile(r"^/\*.*?\*/| // .*?$", re.DOTALL | re.MULTILINE)
_SPACE_BY_A_SIGN = re.compile(r"\s*([{}=;:,()?<>&|+])\s*")


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def loader(request: HttpRequest) -> HttpResponse:
    """The script, called with this installation's own origin, which the page around it cannot change."""
    knows = {"origin": settings.BASE_URL, "words": words.launcher()}
    called = f"{_loader_source()}({json.dumps(knows, ensure_ascii=False, separators=(',', ':'))});\n"
    response = HttpResponse(called, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def chat(request: HttpRequest) -> HttpResponse:
    """The chat, framed by `?host=` (one of settings.EMBED_ORIGINS) or, without it, as a page of its own."""
    host = embedding.verified_host(request.GET.get("host", ""))
    chosen = embedding.wanted_locale(request.GET.get("locale", ""))
    if chosen:
        translation.activate(chosen)
    response = render(request, "widget/chat.html", _shown(request, host=host, chosen=chosen))
    response["Cache-Control"] = "no-store"
    response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), display-capture=(self)"
    response._csp_update = {"media-src": ["blob:"]}  # type: ignore[attr-defined]  # a recording, before it is sent
    if host:
        response._csp_replace = {"frame-ancestors": [host]}  # type: ignore[attr-defined]
    return response


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def spots(request: HttpRequest) -> HttpResponse:
    """The shield's rules, so that a secret is spotted before it leaves the browser."""
    del request
    response = HttpResponse(_spots(), content_type="application/json")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@cache
def _spots() -> str:
    return json.dumps(shared.rules(), ensure_ascii=False, separators=(",", ":"))


def _loader_source() -> str:
    """The loader without its comments and margins: it travels to every visitor of the host.

    It ends each statement with a sign and has no text in which a space beside one matters.
    """
    source = _COMMENT.sub("", _LOADER.read_text(encoding="utf-8"))
    return _SPACE_BY_A_SIGN.sub(r"\1", source).strip().removesuffix(";")


def _shown(request: HttpRequest, *, host: str, chosen: str | None) -> dict[str, object]:
    is_shut = not queues.are_open()
    return {
        "brand": settings.BRAND_NAME,
        "host": host,
        "place": urlsplit(host or settings.BASE_URL).netloc,
        "locale": translation.get_language(),
        "chosen": chosen or "",
        "fragment": "yes" if embedding.may_sign_in_by_fragment(request) else "no",
        "near": "yes" if embedding.is_near(request) else "no",
        "bot": "yes" if settings.BOT else "no",
        "live_url": settings.LIVE_URL,
        "help": addresses.home(locales.of_reader(translation.get_language() or settings.LANGUAGE_CODE)),
        "is_shut": is_shut,
        "mails": [each.name for each in official.listed() if each.sort is Sort.MAIL] if is_shut else [],
        "notice": notice.never_ask(),
        "words": words.chat(),
        "modules": _MODULES,
        "shared_modules": _SHARED_MODULES,
        "most_bytes": settings.UPLOAD_MAX_BYTES,
        "accept": kinds.accepted(),
    }
