"""Asking a customer, from their conversation, to prove anew who they are, and calling it off."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kefu.conversations import queries, words_identity
from kefu.conversations.data_identity import Reason
from kefu.kit.errors import KefuError
from kefu.people import directory
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.safeguards import stepups
from kefu.web.desk.answers import Said, head_with
from kefu.web.desk.asked import viewer_of
from kefu.web.desk.asking import ask, ask_again

ASKING = "desk/parts/identity_form.html"


@policy(Who.STAFF, needs=Capability.REPLY, objects="every conversation", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def asking(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    context = {
        "conversation": conversation,
        "is_proved": directory.customer_card(conversation.customer).proof == "signed",
        "reasons": [(each.value, words_identity.reason_text(each)) for each in Reason],
        "levels": [(each, words_identity.level_text(each)) for each in settings.STEPUP_LEVELS],
        "minutes": settings.STEPUP_S // 60,
    }
    if request.method == "GET":
        return ask(request, ASKING, context)
    level = request.POST.get("level", str(settings.STEPUP_LEVELS[0]))
    try:
        wanted = int(level) if level in {"2", "3"} else 0
        stepups.ask(viewer, conversation, level=wanted, reason=request.POST.get("reason", ""))
    except KefuError as error:
        return ask_again(request, ASKING, context, error)
    return head_with(request, public_id, Said(text=_("The customer is asked now.")))


@policy(Who.STAFF, needs=Capability.REPLY, objects="every conversation", rate=Rate.WRITE)
@require_POST
def ending(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call it off."""
    viewer = viewer_of(request)
    stepups.cancel(viewer, queries.conversation_for(viewer, public_id))
    return head_with(request, public_id, Said(text=_("Called off. The customer is told.")))
