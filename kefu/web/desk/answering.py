"""The leased reply box: whoever types an answer holds it for some seconds, told to all who look at the conversation.

Claimed and handed over by compare-and-set. It ends by sending, leaving, or by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from kefu.conversations import nudges
from kefu.conversations.nudges import About, Nudge
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.people.directory import AgentCard
from kefu.web.desk.models import Lease

LASTS = timedelta(seconds=20)
RENEWED_BELOW = timedelta(seconds=12)  # a save comes every second: most need not write


@dataclass(frozen=True, slots=True)
class Answering:
    """Who holds a reply box, and for how much longer unless they type on."""

    agent: AgentCard
    left_s: float


def holder_of(conversation: ConversationRecord) -> Answering | None:
    lease = Lease.objects.filter(conversation_id=conversation.id, expires_at__gt=clock.now()).first()
    return answering(lease.agent_id, lease.expires_at) if lease else None


def answering(agent: int, until: datetime) -> Answering | None:
    """By a lease's agent (row) and end."""
    card = directory.agent_card(agent)
    return Answering(agent=card, left_s=(until - clock.now()).total_seconds()) if card else None


def other_holder(viewer: Viewer, conversation: ConversationRecord) -> Answering | None:
    """The colleague who is writing, if it is not the viewer."""
    found = holder_of(conversation)
    return found if found and found.agent.id != viewer.id else None


def hold(viewer: Viewer, conversation: ConversationRecord) -> Answering | None:
    """Take the box if it is free, or keep it. Returns the colleague who holds it instead, else None."""
    now = clock.now()
    fresh = {"agent_id": viewer.id, "expires_at": now + LASTS}
    lease, is_new = Lease.objects.get_or_create(conversation_id=conversation.id, defaults=fresh)
    if is_new:
        _told(conversation)
        return None
    if lease.agent_id == viewer.id and lease.expires_at > now + RENEWED_BELOW:
        return None
    mine_or_free = Q(agent_id=viewer.id) | Q(expires_at__lte=now)
    was_mine = lease.agent_id == viewer.id and lease.expires_at > now
    taken = Lease.objects.filter(mine_or_free, conversation_id=conversation.id).update(**fresh)
    if taken and not was_mine:
        _told(conversation)
    return None if taken else other_holder(viewer, conversation)


def take_over(viewer: Viewer, conversation: ConversationRecord, *, holder: str) -> Answering | None:
    """Take the box from `holder` (a public id), whose desk is told. Returns who has it instead, if it moved meanwhile."""
    now = clock.now()
    theirs = Lease.objects.filter(conversation_id=conversation.id, agent__public_id=holder)
    if theirs.update(agent_id=viewer.id, expires_at=now + LASTS):
        _told(conversation)
        return None
    return hold(viewer, conversation)


def leave(viewer: Viewer, conversation: ConversationRecord) -> None:
    """Give the box back, if it is the viewer's."""
    if Lease.objects.filter(conversation_id=conversation.id, agent_id=viewer.id).delete()[0]:
        _told(conversation)


def sweep(now: datetime) -> int:
    return Lease.objects.filter(expires_at__lt=now).delete()[0]


def _told(conversation: ConversationRecord) -> None:
    nudges.send(Nudge(conversation.id, conversation.public_id, About.LEASE.value))
