"""Where these pages stand."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kefu.web import spoken


def show(request: HttpRequest, template: str, told: dict[str, object], *, status: int = 200) -> HttpResponse:
    """With the way back to where one makes sure that it is us."""
    here = address("verify", spoken.reader())
    return spoken.show(request, template, {"here": here, **told}, status=status)


def address(name: str, locale: str) -> str:
    return f"{reverse(f'verify:{name}')}?{urlencode({'locale': locale})}"
