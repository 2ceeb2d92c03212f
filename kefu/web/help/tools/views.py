"""The tools that look at the reader's own device, and the one that compares addresses."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_safe

from kefu.exchange import official
from kefu.exchange.compare import MAX_CHARS, grouped_difference, plain
from kefu.exchange.official import Sort
from kefu.kit import clock as now
from kefu.people.access import Rate, Who, policy
from kefu.web.help.pages import page
from kefu.web.help.places import Place
from kefu.web.help.tools import device, guides, photos
from kefu.web.help.tools.checks import CHECKS
from kefu.web.help.tools.shown import for_this_device, tool
from kefu.web.origins import from_our_pages

MAX_TYPED_CHARS = 400


@policy(Who.ANYONE)
@require_safe
@page
def connection(request: HttpRequest, place: Place) -> HttpResponse:
    shown = {
        "checks": CHECKS,
        "live": f"{settings.LIVE_URL}/live?chat",
        "device": _device(request),
        "sites": _sites(),
    }
    return for_this_device(tool(request, place, "connection", shown, more=("change-network",)))


@policy(Who.ANYONE)
@require_safe
@page
def clock(request: HttpRequest, place: Place) -> HttpResponse:
    """Kept nowhere: without scripts, the time it was made is what a reader compares."""
    shown = {
        "now": now.now(),
        "guides": guides.own_first(guides.CLOCKS, _device(request).system),
        "own": _device(request).system,
    }
    response = tool(request, place, "clock", shown, more=("sync-authenticator-time", "lost-authenticator"))
    response["Cache-Control"] = "private, no-store"
    return response


@policy(Who.ANYONE)
@require_safe
@page
def time(request: HttpRequest, place: Place) -> HttpResponse:
    """The server's time, as small as can be: what the pages measure a device's clock and its line by."""
    response = JsonResponse({"now_ms": int(now.now().timestamp() * 1000)})
    response["Cache-Control"] = "no-store"
    return response


@policy(Who.ANYONE)
@require_safe
@page
def browser(request: HttpRequest, place: Place) -> HttpResponse:
    own = _device(request).browser
    shown = {"guides": guides.own_first(guides.BROWSERS, own), "own": own, "sites": _sites()}
    return for_this_device(tool(request, place, "browser", shown, more=("clear-cache-and-cookies", "cannot-sign-in")))


@policy(Who.ANYONE)
@require_safe
@page
def photo(request: HttpRequest, place: Place) -> HttpResponse:
    """Looked at in the browser: no photo ever comes here."""
    more = ("kyc-photo-quality", "verify-identity", "kyc-upload-failed")
    return tool(request, place, "photo", {"photo": photos.rules()}, more=more)


@policy(Who.ANYONE, rate=Rate.SEARCH)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@page
def address(request: HttpRequest, place: Place) -> HttpResponse:
    """Sent in the body: whose address it is stands in no log."""
    first, second = (request.POST.get(name, "")[:MAX_TYPED_CHARS] for name in ("first", "second"))
    is_sent = request.method == "POST"
    is_long = max(len(plain(first)), len(plain(second))) > MAX_CHARS
    is_whole = bool(plain(first) and plain(second)) and not is_long
    shown = {
        "first": first,
        "second": second,
        "is_lacking": is_sent and not (plain(first) and plain(second)),
        "is_long": is_long,
        "found": grouped_difference(first, second) if is_whole else None,
        "is_private": is_sent,
    }
    response = tool(request, place, "address", shown, more=("compare-address-fully", "address-whitelist"))
    if is_sent:
        response["Cache-Control"] = "private, no-store"
    return response


def _device(request: HttpRequest) -> device.Device:
    return device.of(request.headers.get("User-Agent", ""))


def _sites() -> list[str]:
    return [each.name for each in official.listed() if each.sort is Sort.SITE]
