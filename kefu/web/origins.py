"""Forms on pages that many may keep hold no proof of their own: the browser's word where they were sent from is one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from kefu.kit.errors import NotAllowed


def from_our_pages(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets in what our own pages send. A browser tells with every POST where it comes from."""

    @csrf_exempt
    @wraps(view)
    def held(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        site, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", settings.BASE_URL)
        if request.method == "POST" and (site not in {"", "same-origin"} or origin != settings.BASE_URL):
            raise NotAllowed
        return view(request, *args, **kwargs)

    return held
