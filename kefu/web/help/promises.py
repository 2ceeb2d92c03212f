"""What became of the promise of a first answer by mail, week by week, where the operator shows it."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kefu.kit.errors import NotFound
from kefu.people.access import Rate, Who, policy
from kefu.watchers.sla import clocks
from kefu.web.help.pages import page, show
from kefu.web.help.places import Place

WEEKS = 8


@policy(Who.ANYONE, objects="figures of all conversations", rate=Rate.SEARCH)
@require_safe
@page
def promises(request: HttpRequest, place: Place) -> HttpResponse:
    """NotFound unless `KEFU_SHOW_PROMISES` is on and something is promised."""
    if not settings.SHOW_PROMISES or not settings.MAIL_PROMISE_HOURS:
        raise NotFound
    weeks = clocks.weeks(WEEKS, zone=ZoneInfo(settings.TIME_ZONE))
    shown = {"weeks": weeks, "hours": settings.MAIL_PROMISE_HOURS}
    return show(request, place, "help/promises.html", shown)
