"""What people do with a conversation. Forms that work alone; with htmx they change the page in place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kefu.conversations import log, queries
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit.errors import Conflict, KefuError
from kefu.people import directory
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.people.directory import AgentCard
from kefu.web.desk import forms, shown
from kefu.web.desk.answers import Said, head_with, refused
from kefu.web.desk.asked import author_of, is_htmx, viewer_of

Act = Callable[[ConversationRecord], EntryRecord]


@policy(Who.STAFF, needs=Capability.ASSIGN, objects="every conversation", rate=Rate.WRITE)
@require_POST
def assignment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give it to an agent (`agent` is a public id) or, with none, back to the queue."""
    wanted = request.POST.get("agent", "")
    card = directory.agent_for(wanted) if wanted else None

    def act(conversation: ConversationRecord) -> EntryRecord:
        agent = card.id if card else None
        return log.stored(log.assign(conversation.id, author=author_of(request), agent=agent))

    before = queries.conversation_for(viewer_of(request), public_id)
    previous = directory.agent_card(before.assignee) if before.assignee else None
    said = Said(
        text=_given_to(card, viewer_of(request)),
        undo_url=reverse("desk:assignment", args=[public_id]),
        undo={"agent": previous.public_id if previous else ""},
    )
    return done(request, before, act, said=said)


def _given_to(card: AgentCard | None, viewer: Viewer) -> str:
    if card is None:
        return _("Put back into the queue.")
    if card.id == viewer.id:
        return _("It is in your hands now.")
    return _("Given to {name}.").format(name=card.name)


@policy(Who.STAFF, needs=Capability.CLOSE, objects="every conversation", rate=Rate.WRITE)
@require_POST
def closure(request: HttpRequest, public_id: str) -> HttpResponse:
    conversation = queries.conversation_for(viewer_of(request), public_id)
    reason = forms.close_reason(request)
    said = Said(text=_("Conversation closed."), undo_url=reverse("desk:reopening", args=[public_id]))

    def act(conversation: ConversationRecord) -> EntryRecord:
        return log.stored(log.close(conversation.id, author=author_of(request), reason=reason))

    return done(request, conversation, act, said=said)


@policy(Who.STAFF, needs=Capability.CLOSE, objects="every conversation", rate=Rate.WRITE)
@require_POST
def reopening(request: HttpRequest, public_id: str) -> HttpResponse:
    conversation = queries.conversation_for(viewer_of(request), public_id)

    def act(conversation: ConversationRecord) -> EntryRecord:
        return log.stored(log.reopen(conversation.id, author=author_of(request)))

    return done(request, conversation, act, said=Said(text=_("Conversation reopened.")))


@policy(Who.STAFF, needs=Capability.REDACT, objects="every conversation", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def redactions(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks first (GET): what is removed cannot come back."""
    viewer = viewer_of(request)
    conversation = queries.conversation_for(viewer, public_id)
    target = forms.entry_number(request)
    entry = queries.entry_for(viewer, conversation, number=target)
    if request.method == "GET":
        asked = {"conversation": conversation, "entry": entry, "preview": shown.preview(entry)}
        template = "desk/parts/redaction.html" if is_htmx(request) else "desk/redaction.html"
        return render(request, template, asked)

    def act(conversation: ConversationRecord) -> EntryRecord:
        reason = request.POST.get("reason", "")
        return log.stored(log.redact(conversation.id, author=author_of(request), target=target, reason=reason))

    return done(request, conversation, act, said=Said(text=_("The message was removed.")))


def done(request: HttpRequest, conversation: ConversationRecord, act: Act, *, said: Said) -> HttpResponse:
    """Do it, then show the conversation as it stands. What was already so (a double click) is not an error."""
    try:
        act(conversation)
    except Conflict as error:
        if error.code != "conflict":
            return refused(request, conversation, error)
        said = Said()
    except KefuError as error:
        return refused(request, conversation, error)
    return head_with(request, conversation.public_id, said)
