"""The link in a notice of what moves an account: shows what was asked, and stops it when its one button is pressed."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kefu.exchange.contract.kinds import Action
from kefu.kit.errors import Conflict, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.safeguards import requests_store
from kefu.safeguards.requests import State
from kefu.safeguards.requests_rows import OwnersCard
from kefu.web.door import opened_by_link
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.verify.places import show


@policy(Who.ANYONE, objects="the request whose link is known", rate=Rate.OPINION)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link(requests_store.seen_by_link)
@spoken
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Whatever only looks at the link (a mail scanner, say) stops nothing."""
    status = 200
    try:
        if request.method == "POST":
            requests_store.stop_by_link(token)
        card = requests_store.seen_by_link(token)
    except NotFound as problem:
        return show(request, "verify/stop.html", {"card": None}, status=problem.status)
    except Conflict as problem:
        card, status = requests_store.seen_by_link(token), problem.status
    told: dict[str, object] = {"card": card, "what": _what(card), "ended": _ended(card)}
    return show(request, "verify/stop.html", told, status=status)


def _what(card: OwnersCard) -> str:
    words: Mapping[Action, str] = {
        Action.RESET_SECOND_FACTOR: _("Your second factor (authenticator, passkey, SMS) is taken off your account."),
        Action.UNFREEZE: _("Your frozen account is opened again."),
        Action.CHANGE_EMAIL: _("The e-mail address of your account is changed to %(value)s."),
        Action.UNLOCK_ADDRESS: _("A withdrawal address is unlocked in your account: %(value)s."),
    }
    return words[card.action] % {"value": card.value_masked}


def _ended(card: OwnersCard) -> str:
    match card.state:
        case State.VETOED | State.REFUSED | State.EXPIRED:
            return _("This was stopped. Nothing in your account is changed by it.")
        case State.EXECUTED:
            return _("This was done already and cannot be stopped here. If it was not you, write to us now.")
        case State.EXECUTING:
            return _(
                "The exchange is doing this just now, so it cannot be stopped here. If it was not you, write to us now."
            )
    return ""
