"""What is answered where no view could: in the same shapes as every refusal, never with a word about our insides."""

import logging
import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kefu.kit.errors import Invalid, KefuError, NotAllowed, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.web.edge import API_PREFIX, error_response

logger = logging.getLogger(__name__)

MAX_REPORT_BYTES = 8_192
_TELLING = re.compile(rb'"(?:effective-?[Dd]irective|violated-directive|blocked-?(?:uri|URL))"\s*:\s*"([^"]{1,200})')


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Also for a host name that is none of ours: plain text, which needs no policy to be harmless. Programs get their shape."""
    if request.path.startswith(API_PREFIX):
        return error_response(request, Invalid())
    return HttpResponse("Bad request.\n", status=400, content_type="text/plain; charset=utf-8")


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, NotAllowed())


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, NotFound())


def broken(request: HttpRequest) -> HttpResponse:
    return error_response(request, KefuError())


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the proof that our own page sent it."""
    logger.info("a form without our proof was refused: %s", reason)
    return error_response(request, NotAllowed(_("This page is out of date. Load it again, then repeat.")))


@csrf_exempt
@policy(Who.ANYONE, rate=Rate.WRITE)
@require_POST
def csp_reports(request: HttpRequest) -> HttpResponse:
    """Browsers tell here what our pages' policy kept them from: one line in the log, of a bounded length."""
    if int(request.META.get("CONTENT_LENGTH") or 0) <= MAX_REPORT_BYTES:
        told = [part.decode("ascii", "replace") for part in _TELLING.findall(request.body)[:4]]
        logger.warning("content security policy: %s", " ".join(told))
    return HttpResponse(status=204)
