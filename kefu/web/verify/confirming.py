"""Where a customer proves anew who they are with a passkey: led here from the chat, which a passkey's site may not be in."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kefu.conversations import words_identity
from kefu.conversations.data_identity import Reason
from kefu.kit.errors import NotFound
from kefu.people.access import Rate, Who, policy
from kefu.safeguards import stepups_answers, stepups_links
from kefu.safeguards.stepups_answers import Page, Settled
from kefu.trust import badges
from kefu.trust.passkeys import NotProved
from kefu.web.door import opened_by_link
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.verify.credentials import credential_of
from kefu.web.verify.places import show

PAGE = "verify/confirm.html"


@policy(Who.ANYONE, objects="the step-up whose link is known; it takes its customer's passkey", rate=Rate.OPINION)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link(stepups_links.read_confirming)
@spoken
def confirm(request: HttpRequest, ticket: str) -> HttpResponse:
    """Whoever only looks at the link confirms nothing."""
    told: dict[str, object] = {"options": f"{request.path}/options"}
    status = 200
    try:
        found = stepups_links.read_confirming(ticket)
        told |= _asked(stepups_answers.page(found.customer, found.ref))
        if request.method == "POST":
            stepups_answers.confirm(found.customer, found.ref, credential_of(request))
            told["is_done"] = True
    except NotProved as problem:
        told["problem"] = _("That did not work. Try again; your device may ask for your finger, face or PIN.")
        status = problem.status
    except Settled as problem:
        told["is_over"], status = True, problem.status
    except NotFound as problem:
        told["is_unknown"], status = True, problem.status
    return show(request, PAGE, told, status=status)


@policy(Who.ANYONE, objects="the step-up whose link is known; it takes its customer's passkey", rate=Rate.OPINION)
@from_our_pages
@require_POST
@opened_by_link(stepups_links.read_confirming)
def options(request: HttpRequest, ticket: str) -> HttpResponse:
    del request
    found = stepups_links.read_confirming(ticket)
    return JsonResponse(stepups_answers.options(found.customer, found.ref))


def _asked(page: Page) -> dict[str, object]:
    return {
        "who": badges.card_of(page.alias_of),
        "why": words_identity.reason_text(Reason(page.reason)),
        "ends_at": page.ends_at,
    }
