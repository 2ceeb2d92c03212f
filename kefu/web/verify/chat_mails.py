"""The link in a mail that brought what was not read in a chat: one button says that no more of them are wanted, or are again."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from kefu.channels import going_on
from kefu.conversations import away
from kefu.kit.errors import NotFound
from kefu.people.access import Rate, Who, policy
from kefu.web.door import opened_by_link
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.verify.places import show


@policy(Who.ANYONE, objects="the choice of whoever got the mail with this link", rate=Rate.OPINION)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link(going_on.customer_of)
@spoken
def chat_mails(request: HttpRequest, ticket: str) -> HttpResponse:
    """Whatever only looks at the link (a mail scanner, say) changes nothing."""
    told: dict[str, object] = {"is_known": True}
    status = 200
    try:
        customer = going_on.customer_of(ticket)
        if request.method == "POST":
            away.choose(customer, is_wanted=request.POST.get("wanted") == "yes")
        told["is_wanted"] = away.is_wanted(customer)
    except NotFound as problem:
        told["is_known"], status = False, problem.status
    return show(request, "verify/chat_mails.html", told, status=status)
