"""The front door and the two questions machines ask."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kefu.people.access import Rate, Who, policy


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the exchange's own page where one is set, else to the desk."""
    del request
    return HttpResponseRedirect(settings.HOME_URL) if settings.HOME_URL else redirect("desk:inbox")


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    del request
    return HttpResponse("ok\n", content_type="text/plain")


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The log can be read here."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM conversations_conversation LIMIT 1")
    return HttpResponse("ok\n", content_type="text/plain")
