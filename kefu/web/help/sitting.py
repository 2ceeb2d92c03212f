"""A reader's sitting: a random id in a cookie of our own, sent to these pages alone and gone after a few hours.

It begins with a first search, vote or article read, never for whoever asks not to be followed; it leads to no person.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kefu.kit import ids
from kefu.knowledge import addresses, visits
from kefu.web.help.places import Place

COOKIE = "kefu-visit"
LASTS_S = 4 * 3600


@dataclass(frozen=True, slots=True)
class Sitting:
    """`id` is empty where there is none and none is wanted."""

    id: str
    is_new: bool = False

    def keep(self, response: HttpResponse) -> HttpResponse:
        """Tell the browser of a new one."""
        if self.is_new:
            response.set_cookie(
                COOKIE,
                self.id,
                max_age=LASTS_S,
                path=f"{addresses.HELP}/",
                secure=settings.IS_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def of(request: HttpRequest) -> Sitting:
    """The one there is; none is begun."""
    kept = request.COOKIES.get(COOKIE, "")
    return Sitting(kept if ids.is_public_id(kept) else "")


def begun(request: HttpRequest, place: Place) -> Sitting:
    """The one there is, else a new one."""
    found = of(request)
    if found.id or _asks_to_be_left_alone(request):
        return found
    return Sitting(visits.begin(locale=place.locale), is_new=True)


def _asks_to_be_left_alone(request: HttpRequest) -> bool:
    return "1" in {request.headers.get("Sec-GPC", ""), request.headers.get("DNT", "")}
