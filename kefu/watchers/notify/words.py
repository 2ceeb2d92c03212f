"""What a notice says, in its reader's language. By default nothing that was written: lock screens are public."""

from typing import TypedDict

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer
from kefu.watchers.notify.rules import Reason

NUMBER_CHARS = 8
MOST_CHARS = 140


class Payload(TypedDict):
    """What the service worker gets. `url` is a path of our own; `tag`: a later notice of the same takes its place."""

    title: str
    body: str
    url: str
    tag: str
    receipt: str
    lang: str


def title(reason: Reason) -> str:
    match reason:
        case Reason.MINE:
            return _("A customer wrote")
        case Reason.UNASSIGNED:
            return _("A customer waits for somebody")
        case Reason.MENTION:
            return _("You were mentioned in a note")
        case Reason.ASSIGNED:
            return _("A conversation was given to you")
        case Reason.WOKEN:
            return _("A conversation you put aside is back")
        case Reason.DUE:
            return _("A promised answer is due")
        case Reason.ANSWER:
            return _("%(brand)s support answered") % {"brand": settings.BRAND_NAME}


def payload(
    reason: Reason, *, viewer: Viewer, locale: str, conversation: ConversationRecord, said: str, receipt: str
) -> Payload:
    """`said` is the entry's own words; they are used only where the operator allows it."""
    with translation.override(locale):
        is_customers = viewer.is_customer
        body = _("Open the chat to read it.") if is_customers else _numbered(conversation)
        if settings.PUSH_WORDS and said:
            body = said[:MOST_CHARS]
        return Payload(
            title=title(reason),
            body=body,
            url="/chat" if is_customers else f"/desk/c/{conversation.public_id}/",
            tag=f"kefu-{conversation.public_id}",
            receipt=receipt,
            lang=locale,
        )


def trial(*, locale: str, receipt: str) -> Payload:
    with translation.override(locale):
        return Payload(
            title=_("Notices reach this browser"),
            body=_("This is how they look."),
            url="/desk/notices",
            tag="kefu-trial",
            receipt=receipt,
            lang=locale,
        )


def _numbered(conversation: ConversationRecord) -> str:
    return _("Conversation %(number)s") % {"number": conversation.public_id[:NUMBER_CHARS]}
