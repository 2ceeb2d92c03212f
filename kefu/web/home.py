"""The front door and the two questions machines ask."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kefu.kit import metrics
from kefu.kit.errors import NotFound
from kefu.people.access import Rate, Who, policy
from kefu.web import figures, ready
from kefu.web.edge import viewer_of


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the exchange's own page where one is set; else staff to their desk, and everybody else to the help centre."""
    if settings.HOME_URL:
        return HttpResponseRedirect(settings.HOME_URL)
    return redirect("desk:inbox" if viewer_of(request).is_staff else "help:door")


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Says nothing of the disk: restart it while this fails, and only then."""
    del request
    return HttpResponse("ok\n", content_type="text/plain")


@policy(Who.ANYONE, rate=Rate.STATIC)
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """What is acknowledged here would be on disk: send people elsewhere while it says 503, and look at the disk."""
    del request
    lacking = ready.proof.lacking()
    status, said = (503, f"not ready: {lacking}\n") if lacking else (200, "ok\n")
    return HttpResponse(said, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})


@policy(Who.ANYONE, objects="whoever holds KEFU_METRICS_TOKEN", rate=Rate.STATIC)
@require_safe
def measured(request: HttpRequest) -> HttpResponse:
    """This process's figures for Prometheus, and those of the rows. For others there is nothing here."""
    if not metrics.may_ask(request.headers.get("Authorization", "")):
        raise NotFound
    return HttpResponse(figures.told(), content_type=metrics.CONTENT_TYPE, headers={"Cache-Control": "no-store"})
