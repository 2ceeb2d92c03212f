"""Spam by mail: senders who are blocked, by whoever may, and taking it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kefu.channels import blocking
from kefu.conversations import log, queries
from kefu.conversations.kinds import CloseReason, Status
from kefu.kit.errors import KefuError
from kefu.people import directory
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.answers import Said, head_with
from kefu.web.desk.asked import author_of, is_htmx, viewer_of
from kefu.web.desk.asking import ask, ask_again
from kefu.web.desk.layout import layout_for

BLOCK = "desk/parts/sender_block.html"


@policy(Who.STAFF, needs=Capability.BLOCK_SENDERS, objects="every conversation's sender", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks first (GET). Blocked, the conversation is closed as spam; what comes later is kept unseen."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    masked = directory.customer_card(record.customer).email_masked
    may_block_domain = Capability.BLOCK_DOMAINS in viewer.capabilities
    context = {"conversation": record, "masked": masked, "domain": masked.rpartition("@")[2], "may": may_block_domain}
    if request.method == "GET":
        return ask(request, BLOCK, context)
    try:
        row = blocking.block(viewer, customer=record.customer, is_domain=request.POST.get("what") == "domain")
        if record.status is not Status.CLOSED:
            log.close(record.id, author=author_of(request), reason=CloseReason.SPAM)
    except KefuError as error:
        return ask_again(request, BLOCK, context, error)
    undo = {"back": public_id}
    said = Said(_("The sender is blocked."), undo_url=reverse("desk:sender-unblock", args=[row]), undo=undo)
    return head_with(request, public_id, said)


@policy(Who.STAFF, needs=Capability.BLOCK_SENDERS, objects="all who are blocked")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    found = [(each, _by(each.by)) for each in blocking.listed(viewer)]
    may_domain = Capability.BLOCK_DOMAINS in viewer.capabilities
    context = {"layout": layout_for(viewer), "blocked": found, "may": may_domain}
    return render(request, "desk/senders.html", context)


@policy(Who.STAFF, needs=Capability.BLOCK_SENDERS, objects="all who are blocked", rate=Rate.WRITE)
@require_POST
def unblock(request: HttpRequest, row: int) -> HttpResponse:
    """Mails that were kept come in now; asked from a conversation (`back`), that is open again."""
    viewer, back = viewer_of(request), request.POST.get("back", "")
    record = queries.conversation_for(viewer, back) if back else None
    blocking.unblock(viewer, row)
    if record is None:
        return redirect("desk:senders")
    if Capability.CLOSE in viewer.capabilities:
        log.reopen(record.id, author=author_of(request))
    said = Said(_("The sender is not blocked any more."))
    return head_with(request, back, said) if is_htmx(request) else redirect("desk:conversation", back)


def _by(agent: int) -> str:
    card = directory.agent_card(agent)
    return card.name if card else ""
