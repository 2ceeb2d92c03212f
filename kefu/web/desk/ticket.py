"""What the desk's socket says in its hello."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from kefu.people import sessions
from kefu.people.access import Rate, Who, policy
from kefu.web.desk.asked import viewer_of


@policy(Who.STAFF, objects="own session", rate=Rate.WRITE, by_itself=True)
@require_POST
def ticket(request: HttpRequest) -> JsonResponse:
    """A token of one minute, for a socket that speaks for this page's session."""
    return JsonResponse({"token": sessions.desk_ticket(viewer_of(request)), "live_url": settings.LIVE_URL})
