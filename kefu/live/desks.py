"""What a desk is told of, where its agent does not see everything: nobody hears of what is not theirs to see, not even its id.

Whoever sees all costs no query; for all others together it is one reading.
"""

import logging
from collections.abc import Sequence

from kefu.conversations import seers
from kefu.live import closed_now, frames, threads
from kefu.live.hub import Hub, Member
from kefu.people.access import Viewer

logger = logging.getLogger(__name__)


async def tell_changed(hub: Hub) -> None:
    """Which lines changed since the last time. What could not be asked for is told the next time."""
    changed = hub.take_changed()
    if not changed:
        return
    frame, confined = frames.dump("inbox", changed=changed), list[Member]()
    for member in list(hub.inbox):
        if _sees_all(member.viewer):
            _put(member, frame)
        else:
            confined.append(member)
    if not confined:
        return
    try:
        await _tell_confined(confined, changed)
    except threads.TROUBLE as error:
        logger.warning("the lists wait for the database: %s", type(error).__name__)
        for public_id in changed:
            hub.note_change(public_id)


async def end_unseen(hub: Hub) -> None:
    """What somebody has open and may not see any more (its customer's region is another one, its category is closed to them)
    is taken from them, whether or not anything is said there."""
    cursors = [cursor for cursor in hub.staff_cursors() if not _sees_all(cursor.reader.viewer)]
    if not cursors:
        return
    sight = await threads.read(seers.sight_of, sorted({cursor.conversation.public_id for cursor in cursors}))
    for cursor in cursors:
        if not sight.lets(cursor.reader.viewer, cursor.conversation.public_id):
            cursor.reader.lost(cursor.conversation.public_id)


async def _tell_confined(members: Sequence[Member], changed: Sequence[str]) -> None:
    sight = await threads.read(seers.sight_of, changed)
    for member in members:
        theirs = [public_id for public_id in changed if sight.lets_hear(member.viewer, public_id)]
        if theirs:
            _put(member, frames.dump("inbox", changed=theirs))


def _put(member: Member, frame: bytes) -> None:
    if not member.outbox.is_full:
        member.outbox.put(frame)


def _sees_all(viewer: Viewer) -> bool:
    return seers.sees_all(viewer, are_closed=closed_now.known.are_any)
