"""Above the reply box of a chat: that what its customer does not read goes on by mail, and to where."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kefu.channels import going_on
from kefu.conversations import away, queries
from kefu.conversations.kinds import Visibility
from kefu.people import directory
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk.asked import viewer_of


@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="every conversation", by_itself=True)
@require_safe
def here(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asked for by the open page alone, so that a chat costs nothing more to draw."""
    conversation = queries.conversation_for(viewer_of(request), public_id)
    customer = conversation.customer
    is_chat = conversation.account is None and conversation.visibility is Visibility.PRIVATE
    is_reached = is_chat and going_on.is_reached(customer)
    context = {
        "conversation": conversation,
        "to": directory.customer_card(customer).email_masked if is_reached else "",
        "is_wanted": is_reached and away.is_wanted(customer),
        "minutes": max(1, round(away.after().total_seconds() / 60)),
    }
    return render(request, "desk/parts/going_on.html", context)
