"""What agents have typed and not sent: kept by the server, following them to every device, seen by nobody else.

Every change is a compare-and-set on `version`; a save that comes after the draft was sent is refused.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from kefu.conversations import nudges
from kefu.conversations.nudges import About, Nudge
from kefu.conversations.records import ConversationRecord
from kefu.files import uploads
from kefu.files.errors import FileNotReady
from kefu.files.kinds import FileRef
from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.kit.ids import public_id
from kefu.people.access import Viewer
from kefu.trust import shield
from kefu.web.desk.errors import Outdated
from kefu.web.desk.models import ReplyDraft

MAX_CHARS = 16_000  # more than can be sent: what was pasted is kept, and cut by its author
MAX_FILES = 10
MAX_DRAFTS = 200
EMPTY_FOR, KEPT_FOR = timedelta(days=1), timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it stands. Version 0: there has never been one."""

    mode: str = ReplyDraft.Mode.REPLY.value
    body: str = ""
    files: Sequence[str] = ()
    key: str = ""
    version: int = 0


def draft_for(viewer: Viewer, conversation: ConversationRecord) -> Kept:
    """The viewer's own draft here."""
    row = ReplyDraft.objects.filter(agent_id=viewer.id, conversation_id=conversation.id).first()
    return kept_of(row.mode, row.body, row.files, row.key, row.version) if row else Kept()


def kept_of(mode: str, body: str, files: str | Sequence[str], key: str, version: int) -> Kept:
    """A draft's row; its files as JSON or as what that says."""
    listed = json.loads(files) if isinstance(files, str) else files
    return Kept(mode=mode, body=body, files=tuple(listed), key=key, version=version)


def save(viewer: Viewer, conversation: ConversationRecord, wanted: Kept) -> int:
    """Store what was typed on top of `wanted.version`, without secrets; returns the new one. Outdated if it moved on."""
    if len(wanted.body) > MAX_CHARS or len(wanted.files) > MAX_FILES:
        raise Invalid(code="too_long")
    body = shield.cut(wanted.body).text
    fresh = {"mode": wanted.mode, "body": body, "files": list(wanted.files), "key": wanted.key}
    own = ReplyDraft.objects.filter(agent_id=viewer.id, conversation_id=conversation.id)
    if wanted.version == 0:
        _make_room(viewer)
        is_stored = own.get_or_create(agent_id=viewer.id, conversation_id=conversation.id, defaults=fresh)[1]
    else:
        next_one = {**fresh, "version": F("version") + 1, "updated_at": clock.now()}
        is_stored = own.filter(version=wanted.version).update(**next_one) == 1
    if not is_stored:
        raise Outdated
    _told(viewer, conversation, version=wanted.version + 1)
    return wanted.version + 1


def sent(viewer: Viewer, conversation: ConversationRecord) -> int:
    """The draft is a message now. Leaves an empty row with a newer version, whatever still comes in for the old one."""
    own = ReplyDraft.objects.filter(agent_id=viewer.id, conversation_id=conversation.id)
    empty = {"mode": ReplyDraft.Mode.REPLY.value, "body": "", "files": [], "key": public_id()}
    if not own.get_or_create(agent_id=viewer.id, conversation_id=conversation.id, defaults=empty)[1]:
        own.update(**empty, version=F("version") + 1, updated_at=clock.now())
    version = draft_for(viewer, conversation).version
    _told(viewer, conversation, version=version)
    return version


def reply_standing_since(agent: int, conversation: ConversationRecord) -> datetime | None:
    """When this agent last typed at a reply that stands here unsent; None if there is none."""
    own = ReplyDraft.objects.filter(agent_id=agent, conversation_id=conversation.id, mode=ReplyDraft.Mode.REPLY)
    found = own.exclude(body="").values_list("body", "updated_at").first()
    return found[1] if found and found[0].strip() else None


def files_of(viewer: Viewer, kept: Kept) -> list[FileRef]:
    """What is attached and can still be sent; what is not ready any more is left out."""
    found: list[FileRef] = []
    for upload_id in kept.files:
        try:
            found += uploads.refs(viewer, [upload_id])
        except FileNotReady:
            continue
    return found


def sweep(now: datetime) -> int:
    """Empty rows after a day, forgotten drafts after two months."""
    empty = ReplyDraft.objects.filter(body="", files=[], updated_at__lt=now - EMPTY_FOR).delete()[0]
    return empty + ReplyDraft.objects.filter(updated_at__lt=now - KEPT_FOR).delete()[0]


def _make_room(viewer: Viewer) -> None:
    """An agent has so many drafts and no more: the oldest goes for the newest."""
    own = ReplyDraft.objects.filter(agent_id=viewer.id).order_by("-updated_at", "-id")
    beyond = list(own.values_list("pk", flat=True)[MAX_DRAFTS - 1 :])
    if beyond:
        ReplyDraft.objects.filter(pk__in=beyond).delete()


def _told(viewer: Viewer, conversation: ConversationRecord, *, version: int) -> None:
    nudges.send(Nudge(conversation.id, conversation.public_id, About.DRAFT.value, viewer.id, version))
