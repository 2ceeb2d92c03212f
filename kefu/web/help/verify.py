"""Is it really us? The page that says so stands apart, and is the same for everybody (`kefu.web.verify`)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from kefu.people.access import Rate, Who, policy
from kefu.web.help.pages import page
from kefu.web.help.places import Place

VERIFY = "/verify"


@policy(Who.ANYONE, objects="an address", rate=Rate.READ)
@require_safe
@page
def verify(request: HttpRequest, place: Place) -> HttpResponse:
    """In the language of the page that led here."""
    return redirect(f"{VERIFY}?{urlencode({'locale': place.locale})}")
