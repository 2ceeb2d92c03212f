"""A conversation to keep, as text or HTML, written while it is read: for whoever asks, in their language and time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kefu.conversations import joined, words, words_notes
from kefu.conversations.joined import Line
from kefu.conversations.kinds import MESSAGES, Audience, Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit import clock, zones
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.trust import journal
from kefu.ui import thread

MAX_LINES = 20_000
CHUNK = 100
TAKEN = "transcript"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`with_notes` counts for staff alone: a customer never gets what is for staff."""

    is_html: bool = False
    zone: str = "UTC"
    with_notes: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A line as both forms show it."""

    at: str
    who: str
    text: str
    files: tuple[str, ...]
    is_event: bool
    is_note: bool


def response(viewer: Viewer, conversation: ConversationRecord, wanted: Wanted) -> StreamingHttpResponse:
    """The download. That staff took one is in the journal before the first word leaves."""
    if viewer.is_staff:
        note_down(viewer, conversation)
    kind, ending = ("text/html", "html") if wanted.is_html else ("text/plain", "txt")
    answer = StreamingHttpResponse(_encoded(viewer, conversation, wanted), content_type=f"{kind}; charset=utf-8")
    name = f"conversation-{conversation.public_id[:8]}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def note_down(viewer: Viewer, conversation: ConversationRecord, *, action: str = TAKEN) -> None:
    """That one of ours took a copy, before they have it."""
    act = journal.Act(
        at=clock.now(),
        actor_kind="agent",
        actor_id=viewer.id,
        action=action,
        subject_kind="conversation",
        subject_id=conversation.id,
    )
    with transaction.atomic():
        journal.write([act])


def _encoded(viewer: Viewer, conversation: ConversationRecord, wanted: Wanted) -> Iterator[bytes]:
    """Each piece is made in the viewer's language: what stands between two of them may be another request."""
    zone = zones.zone_of(wanted.zone)
    lines = (line for line in joined.stream(viewer, conversation) if _is_told(viewer, line.entry, wanted))
    yield _part("head", viewer, wanted, _about(viewer, conversation, zone))
    told = 0
    while chunk := list(islice(lines, min(CHUNK, MAX_LINES - told))):
        told += len(chunk)
        yield _part("lines", viewer, wanted, {"lines": _written(viewer, chunk, zone)})
    yield _part("foot", viewer, wanted, {"is_cut": told == MAX_LINES and next(lines, None) is not None})


def _part(name: str, viewer: Viewer, wanted: Wanted, context: dict[str, object]) -> bytes:
    form = "html" if wanted.is_html else "txt"
    with translation.override(viewer.locale):
        return render_to_string(f"ui/transcript/{name}.{form}", context).encode()


def _is_told(viewer: Viewer, entry: EntryRecord, wanted: Wanted) -> bool:
    return entry.audience is Audience.EVERYONE or (viewer.is_staff and wanted.with_notes)


def _about(viewer: Viewer, conversation: ConversationRecord, zone: ZoneInfo) -> dict[str, object]:
    name = directory.customer_names([conversation.customer]).get(conversation.customer, "")
    now = clock.now().astimezone(zone)
    return {
        "brand": settings.BRAND_NAME,
        "number": conversation.public_id,
        "customer": name,
        "zone": f"{zone.key} (UTC{now:%z})",
        "made_at": f"{now:%Y-%m-%d %H:%M}",
        "locale": viewer.locale,
    }


def _written(viewer: Viewer, lines: list[Line], zone: ZoneInfo) -> list[Written]:
    words.warm([line.entry for line in lines])
    with translation.override(viewer.locale):
        return [_one(viewer, line.entry, zone) for line in lines]


def _one(viewer: Viewer, entry: EntryRecord, zone: ZoneInfo) -> Written:
    is_event = entry.kind not in MESSAGES
    who = words.author_name(entry, viewer=viewer) or (_("Customer") if viewer.is_staff else _("You"))
    files = tuple(file.name for file in thread.files_of(entry))
    body = "" if entry.kind is Kind.EDITED else words_notes.body(entry)
    if is_event:
        text = "\n".join(part for part in (words.event_text(entry, viewer=viewer), body) if part)
    else:
        text = body or ("" if files else _("This message was removed."))
    return Written(_moment(entry.created_at, zone), who, text, files, is_event, entry.kind is Kind.NOTE)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
