"""What browsers need for notices: the script that shows them when no page is open, and the way to say that one stands there."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kefu.kit import ids
from kefu.people.access import Rate, Who, policy
from kefu.watchers.notify import jobs

_WORKER = Path(str(finders.find("ui/js/push_worker.js")))


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Where it is served from says which pages it is for; it holds no page back and keeps none."""
    del request
    response = HttpResponse(_WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@csrf_exempt
@policy(Who.ANYONE, rate=Rate.WRITE)
@require_POST
def receipts(request: HttpRequest, receipt: str) -> HttpResponse:
    """The notice stands on the screen. Its number was told to that one browser, sealed; whoever else asks learns nothing."""
    del request
    if ids.is_public_id(receipt):
        jobs.shown(receipt)
    return HttpResponse(status=204)
