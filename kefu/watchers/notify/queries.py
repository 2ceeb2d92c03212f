"""What our people have not seen yet."""

from collections.abc import Collection

from kefu.conversations import marks
from kefu.people.access import Viewer
from kefu.watchers.notify.models import Unread


def unread_for(viewer: Viewer, conversation_ids: Collection[int]) -> set[int]:
    """Of these conversations (rows), the ones with words from the customer that this viewer has not read."""
    waiting = dict(Unread.objects.filter(pk__in=conversation_ids).values_list("pk", "last_seq"))
    read = marks.read_by(viewer, list(waiting))
    return {row for row, last_seq in waiting.items() if read.get(row, 0) < last_seq}
