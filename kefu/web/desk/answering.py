"""The leased reply box: whoever types an answer holds it for some seconds, told to all who look at the conversation.

Who stops and leaves words standing has begun: for some minutes nobody answers over them without being asked. Claimed and
handed over by compare-and-set. It ends by sending, emptying the box, or by itself.
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
from kefu.web.desk import drafts
from kefu.web.desk.models import Lease

LASTS = timedelta(seconds=20)
RENEWED_BELOW = timedelta(seconds=12)  # a save comes every second: most need not write
BEGUN_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Answering:
    """Who holds a reply box, and for how much longer unless they type on. `begun_at`: they stopped then, words stand there."""

    agent: AgentCard
    left_s: float
    begun_at: datetime | None = None


def holder_of(conversation: ConversationRecord) -> Answering | None:
    lease = Lease.objects.filter(conversation_id=conversation.id, expires_at__gt=clock.now() - BEGUN_FOR).first()
    if lease is None:
        return None
    is_typing = lease.expires_at > clock.now()
    since = None if is_typing else drafts.reply_standing_since(lease.agent_id, conversation)
    return answering(lease.agent_id, lease.expires_at, standing_since=since)


def answering(agent: int, until: datetime, *, standing_since: datetime | None) -> Answering | None:
    """By a lease's agent (row) and end: who types, or whose words stand here unsent and fresh."""
    now = clock.now()
    begun_at = None if until > now else standing_since
    ends_at = begun_at + BEGUN_FOR if begun_at else until
    card = directory.agent_card(agent)
    if card is None or ends_at <= now:
        return None
    return Answering(agent=card, left_s=(ends_at - now).total_seconds(), begun_at=begun_at)


def other_holder(viewer: Viewer, conversation: ConversationRecord) -> Answering | None:
    """The colleague who is writing or has begun, if it is not the viewer."""
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
    if other := other_holder(viewer, conversation):
        return other
    mine_or_free = Q(agent_id=viewer.id) | Q(agent_id=lease.agent_id, expires_at__lte=now)
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
    """Give the box back, if it is the viewer's. What they leave standing in it, they have begun."""
    own = Lease.objects.filter(conversation_id=conversation.id, agent_id=viewer.id)
    if drafts.reply_standing_since(viewer.id, conversation):
        changed = own.filter(expires_at__gt=clock.now()).update(expires_at=clock.now())
    else:
        changed = own.delete()[0]
    if changed:
        _told(conversation)


def sweep(now: datetime) -> int:
    return Lease.objects.filter(expires_at__lt=now - BEGUN_FOR).delete()[0]


def _told(conversation: ConversationRecord) -> None:
    nudges.send(Nudge(conversation.id, conversation.public_id, About.LEASE.value))
