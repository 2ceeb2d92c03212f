"""In which time zone the reader of a page is: their browser tells it in a cookie (`ui/js/zone.js`)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from kefu.kit import zones

COOKIE = "kefu-zone"


class ZoneMiddleware:
    """Every moment in an answer is written in the reader's zone; in UTC until their browser has told one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(zones.zone_of(request.COOKIES.get(COOKIE))):
            return self.get_response(request)
