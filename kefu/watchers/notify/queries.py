"""What our people have not seen yet."""

from collections.abc import Collection

from kefu.conversations import marks
from kefu.conversations.kinds import AuthorKind
from kefu.kit import db
from kefu.people.access import Viewer

_UNREAD = "notify_unread"


def unread_for(viewer: Viewer, conversation_ids: Collection[int]) -> set[int]:
    """Of these conversations (rows), the ones with words from the customer that this viewer has not read."""
    wanted = list(conversation_ids)
    if not wanted:
        return set()
    condition, params = db.among("u.conversation_id", wanted)
    sql = (
        f"SELECT u.conversation_id FROM {_UNREAD} u LEFT JOIN {marks.TABLE} m ON m.conversation_id = u.conversation_id"
        f" AND m.person_kind = %s AND m.person_id = %s WHERE {condition} AND u.last_seq > coalesce(m.read_seq, 0)"
    )
    return {row[0] for row in db.rows(sql, [AuthorKind.AGENT.value, viewer.id, *params])}
