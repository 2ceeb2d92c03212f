"""The one door of the pages that are a customer's own: papers, appeals, a step-up, passkeys, stopping a request, mails of a chat.

Whatever let them in (a link in a message, a ticket of their chat) is a key. It is taken into a cookie of that page alone, and
stands in no address after the first request. Whose page it is, and how long, says the key's own room.
"""

import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from kefu.kit import crypto
from kefu.kit.errors import NotFound
from kefu.people import page_visits
from kefu.people.access import Viewer

COOKIE = "kefu-own"
LIFE: timedelta = page_visits.VISIT_LIFE
_REF_CHARS = 20

View = Callable[..., HttpResponse]


def opened_by_link(reads: Callable[[str], object]) -> Callable[[View], View]:
    """For a view of (request, key). The first look at an address that was sent goes on at one that opens nothing elsewhere.

    `reads` raises NotFound for a key that is none: that page is shown as it is, and so is what an old page still sends.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def entering(request: HttpRequest, **named: str) -> HttpResponse:
            ((name, key),) = named.items()
            held = request.COOKIES.get(f"{COOKIE}-{key}", "")
            if held and hmac.compare_digest(_ref(held).encode(), key.encode()):
                return private(view(request, **{name: held}))
            if request.method in {"GET", "HEAD"} and _opens(reads, key):
                return _taken_in(request, name, key)
            return private(view(request, **named), is_key=True)

        return entering

    return guarded


def keep(
    response: HttpResponse, key: str, *, path: str, samesite: Literal["Lax", "Strict"], name: str = COOKIE
) -> None:
    """Lax for who follows a link out of a mail, whose browser would hold Strict back on the way; forms come from our pages."""
    response.set_cookie(
        name,
        key,
        max_age=int(LIFE.total_seconds()),
        path=path,
        secure=settings.IS_SECURE,
        httponly=True,
        samesite=samesite,
    )


def visitor(request: HttpRequest) -> Viewer | None:
    """Whoever came from their chat (`page_visits`), while that session lasts."""
    return page_visits.viewer_of(request.COOKIES.get(COOKIE, ""))


def private(response: HttpResponse, *, is_key: bool = False) -> HttpResponse:
    """Kept and found by nobody. `is_key`: the address itself lets in, so it goes nowhere with what is asked for next."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer" if is_key else "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _taken_in(request: HttpRequest, name: str, key: str) -> HttpResponse:
    match = request.resolver_match
    path = reverse(match.view_name if match else "", kwargs={name: _ref(key)})
    asked = request.GET.urlencode()
    response = HttpResponseRedirect(f"{path}?{asked}" if asked else path)
    response.status_code = 303
    keep(response, key, path=path, samesite="Lax", name=f"{COOKIE}-{_ref(key)}")
    return private(response, is_key=True)


def _opens(reads: Callable[[str], object], key: str) -> bool:
    try:
        reads(key)
    except NotFound:
        return False
    return True


def _ref(key: str) -> str:
    """Tells two pages of one browser apart, and says nothing of the key."""
    return crypto.keyed_hash("web.door", key)[:_REF_CHARS]
