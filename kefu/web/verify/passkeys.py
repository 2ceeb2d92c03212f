"""A customer's own passkeys: made and taken away on a page of ours, to which the chat leads whoever the exchange signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kefu.kit.errors import Conflict, KefuError, NotAllowed, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.safeguards import stepups_links
from kefu.trust import customer_passkeys
from kefu.trust.passkeys import NotProved
from kefu.ui import browsers
from kefu.web.door import opened_by_link
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.verify.credentials import credential_of
from kefu.web.verify.places import show

PAGE = "verify/passkeys.html"


@policy(Who.ANYONE, objects="the passkeys of whom the link was made for", rate=Rate.OPINION)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link(stepups_links.read_passkeys)
@spoken
def passkeys(request: HttpRequest, ticket: str) -> HttpResponse:
    told: dict[str, object] = {"options": f"{request.path}/options", "most": customer_passkeys.MAX_KEYS}
    status = 200
    try:
        customer = stepups_links.read_passkeys(ticket).customer.id
    except NotFound as problem:
        return show(request, PAGE, {"is_unknown": True}, status=problem.status)
    try:
        if request.method == "POST":
            told["done"] = _changed(request, customer)
    except KefuError as problem:
        told["problem"], status = _words(problem), problem.status
    found = customer_passkeys.listed(customer)
    told |= {"passkeys": found, "is_full": len(found) >= customer_passkeys.MAX_KEYS}
    told["rest_hours"] = settings.PASSKEY_REST_S // 3600
    return show(request, PAGE, told, status=status)


@policy(Who.ANYONE, objects="the passkeys of whom the link was made for", rate=Rate.OPINION)
@from_our_pages
@require_POST
@opened_by_link(stepups_links.read_passkeys)
def options(request: HttpRequest, ticket: str) -> HttpResponse:
    del request
    customer = stepups_links.read_passkeys(ticket).customer.id
    return JsonResponse(customer_passkeys.adding_options(customer))


def _changed(request: HttpRequest, customer: int) -> str:
    if request.POST.get("act") == "remove":
        customer_passkeys.remove(customer, request.POST.get("passkey", "")[:40])
        return _("The passkey is taken away. Take it off your device, too.")
    name = browsers.label(request.headers.get("User-Agent", ""))
    customer_passkeys.add(customer, credential_of(request), name=name)
    return _("The passkey is made.")


def _words(problem: KefuError) -> str:
    match problem:
        case NotProved():
            return _("No passkey was made. Try again; your device may ask for your finger, face or PIN.")
        case NotAllowed():
            return _("Sign in at the exchange first; then open this page from the chat.")
        case Conflict():
            return _("You have as many passkeys as there may be. Take one away first.")
        case _:
            return _("This passkey is not there any more.")
