"""Was a message sent to this address? Whoever asks is told nothing here: the answer goes to the address, if there is one."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kefu.conversations import proof_mails
from kefu.kit.errors import TooMany
from kefu.people.access import Rate, Who, policy
from kefu.trust import codes
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.verify.places import show

MAX_CODE_CHARS, MAX_ADDRESS_CHARS = 40, 254


@policy(Who.ANYONE, objects="nothing: who asks learns nothing", rate=Rate.OPINION)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def code(request: HttpRequest) -> HttpResponse:
    """The same words, the same work and the same status, whether or not the code is one and was sent to that address."""
    typed = request.POST.get("code", "")[:MAX_CODE_CHARS].strip()
    address = request.POST.get("address", "")[:MAX_ADDRESS_CHARS].strip()
    told: dict[str, object] = {"code": typed, "address": address}
    status = 200
    if request.method == "POST":
        problem = _problem(typed, address)
        try:
            if not problem:
                proof_mails.ask(_usual(typed), address=address, ip=request.META.get("REMOTE_ADDR", ""))
                told["is_asked"] = True
        except TooMany as error:
            problem, status = str(error.message), error.status
        told["problem"] = problem
        status = 400 if problem and status == 200 else status
    return show(request, "verify/code.html", told, status=status)


def _problem(typed: str, address: str) -> str:
    """What cannot be right whatever was sent; empty where it may be."""
    found = codes.find(typed)
    if found is None or not found.is_well_formed or found.words:
        return _("This cannot be a message code of ours: a character is wrong.")
    try:
        validate_email(address)
    except ValidationError:
        return _("Please enter the whole mail address that the message was sent to.")
    return ""


def _usual(typed: str) -> str:
    found = codes.find(typed)
    return found.code if found else ""
