"""What the desk remembers for one of our people, read in one statement: a page needs all of it, a query each adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kefu.conversations.records import ConversationRecord
from kefu.kit import clock, db
from kefu.people.access import Viewer
from kefu.web.desk import answering, drafts, saved
from kefu.web.desk.answering import Answering
from kefu.web.desk.drafts import Kept
from kefu.web.desk.layout import Layout
from kefu.web.desk.models import ReplyDraft
from kefu.web.desk.saved import View

_ASKED = (
    "SELECT p.density, p.list_width_px, p.side_width_px,"
    " d.mode, d.body, d.files, d.key, d.version, l.agent_id, l.expires_at, b.updated_at,"
    " v.public_id, v.name, v.filter, v.is_shared, v.owner_id FROM (SELECT 1 AS one) o"
    " LEFT JOIN desk_deskpreference p ON p.agent_id = %s"
    " LEFT JOIN desk_replydraft d ON d.agent_id = %s AND d.conversation_id = %s"
    " LEFT JOIN desk_lease l ON l.conversation_id = %s AND l.expires_at > %s"
    " LEFT JOIN desk_replydraft b ON b.agent_id = l.agent_id AND b.conversation_id = l.conversation_id"
    f" AND b.mode = '{ReplyDraft.Mode.REPLY.value}' AND trim(b.body) <> ''"
    " LEFT JOIN desk_savedview v ON v.owner_id = %s OR v.is_shared"
    f" ORDER BY v.is_shared, v.position, v.id LIMIT {saved.MOST * 2}"
)
_NONE = -1  # no conversation has this row


@dataclass(frozen=True, slots=True)
class Remembered:
    """How the desk looks, its saved views, the own draft in a conversation, and which colleague answers there."""

    layout: Layout
    views: Sequence[View]
    draft: Kept
    answering: Answering | None


def remembered_for(viewer: Viewer, conversation: ConversationRecord | None = None) -> Remembered:
    row = conversation.id if conversation else _NONE
    found = db.rows(
        _ASKED, [viewer.id, viewer.id, row, row, db.to_moment(clock.now() - answering.BEGUN_FOR), viewer.id]
    )
    first = found[0]
    return Remembered(
        layout=Layout(*first[:3]) if first[0] is not None else Layout(),
        views=[saved.view_of(viewer, each[11:]) for each in found if each[11] is not None],
        draft=drafts.kept_of(*first[3:8]) if first[7] is not None else Kept(),
        answering=_answering(viewer, *first[8:11]),
    )


def _answering(viewer: Viewer, agent: int | None, expires_at: Any, standing_since: Any) -> Answering | None:
    until = db.from_moment(expires_at)
    if agent is None or until is None or agent == viewer.id:
        return None
    return answering.answering(agent, until, standing_since=db.from_moment(standing_since))
