"""Merge and split at the desk, and taking them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kefu.conversations import joined, log, queries
from kefu.conversations.kinds import MESSAGES, Status
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit.errors import Invalid, KefuError
from kefu.people.access import Rate, Viewer, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.desk import shown
from kefu.web.desk.answers import Said, head_with, refused
from kefu.web.desk.asked import author_of, viewer_of
from kefu.web.desk.asking import ask, ask_again

MOST_CHOICES = 60
MERGE, SPLIT = "desk/parts/merge.html", "desk/parts/split.html"


@dataclass(frozen=True, slots=True)
class Choice:
    """A conversation it can be merged into."""

    public_id: str
    preview: str
    at: datetime
    is_open: bool


@policy(
    Who.STAFF, needs=Capability.MERGE, objects="every conversation, with others of the same customer", rate=Rate.WRITE
)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks which one goes on (GET), then lets it."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    context = {"conversation": record, "choices": _choices(viewer, record)}
    if request.method == "GET":
        return ask(request, MERGE, context)
    try:
        into = queries.conversation_for(viewer, request.POST.get("into", ""))
        log.stored(log.merge(record.id, into=into.id, author=author_of(request)))
    except KefuError as error:
        return ask_again(request, MERGE, context, error)
    said = Said(text=_("Merged. It goes on in the other one."), undo_url=reverse("desk:unmerge", args=[public_id]))
    return head_with(request, public_id, said)


@policy(Who.STAFF, needs=Capability.MERGE, objects="every conversation", rate=Rate.WRITE)
@require_POST
def unmerge(request: HttpRequest, public_id: str) -> HttpResponse:
    record = queries.conversation_for(viewer_of(request), public_id)
    try:
        entry = log.stored(log.unmerge(record.id, author=author_of(request)))
    except KefuError as error:
        return refused(request, record, error)
    stays = getattr(entry.data, "meanwhile", 0)
    said = _("It stands alone again.")
    if stays:
        said = ngettext(
            "It stands alone again. %(count)d message that came meanwhile stays in the other one.",
            "It stands alone again. %(count)d messages that came meanwhile stay in the other one.",
            stays,
        ) % {"count": stays}
    return head_with(request, public_id, Said(text=said))


@policy(Who.STAFF, needs=Capability.MERGE, objects="every conversation", rate=Rate.WRITE)
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks which messages (GET), then shows them in a new conversation."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    context = {"conversation": record, "entries": _splittable(viewer, record)}
    if request.method == "GET":
        return ask(request, SPLIT, context)
    try:
        entry = log.stored(log.split(record.id, entries=_numbers(request), author=author_of(request)))
    except KefuError as error:
        return ask_again(request, SPLIT, context, error)
    new = getattr(entry.data, "public_id", "")
    said = Said(text=_("Shown in a new conversation."), undo_url=reverse("desk:unsplit", args=[new]))
    return head_with(request, public_id, said)


@policy(Who.STAFF, needs=Capability.MERGE, objects="every conversation", rate=Rate.WRITE)
@require_POST
def unsplit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asked of the new conversation, from its own page or from the one it came from."""
    viewer = viewer_of(request)
    record = queries.conversation_for(viewer, public_id)
    try:
        entry = log.stored(log.unsplit(record.id, author=author_of(request)))
    except KefuError as error:
        return refused(request, record, error)
    source = getattr(entry.data, "public_id", "")
    return head_with(request, source, Said(text=_("The messages are in one conversation again.")))


def _choices(viewer: Viewer, record: ConversationRecord) -> Sequence[Choice]:
    others = queries.conversations_with(viewer, customer=record.customer, limit=MOST_CHOICES)
    rows = queries.inbox_rows_for(viewer, [one.public_id for one in others if one.id != record.id])
    return [
        Choice(
            row.conversation.public_id,
            preview=shown.preview(row.last_message) if row.last_message else "",
            at=row.conversation.last_entry_at,
            is_open=row.conversation.status is not Status.CLOSED,
        )
        for row in rows
        if row.conversation.joins.merged_into is None
    ]


def _splittable(viewer: Viewer, record: ConversationRecord) -> Sequence[tuple[EntryRecord, str]]:
    """The newest messages and notes of this log that are not shown elsewhere, with what they say."""
    page = joined.latest_for(viewer, record, limit=MOST_CHOICES)
    return [
        (line.entry, shown.preview(line.entry))
        for line in page.lines
        if line.entry.conversation == record.id and line.entry.kind in MESSAGES and not line.shown_in
    ]


def _numbers(request: HttpRequest) -> list[int]:
    wanted = request.POST.getlist("entry")
    if not all(number.isascii() and number.isdecimal() and len(number) < 10 for number in wanted):
        raise Invalid
    if not wanted:
        raise Invalid(_("Choose at least one message."), code="empty")
    return [int(number) for number in wanted]
