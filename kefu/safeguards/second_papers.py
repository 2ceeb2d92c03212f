"""Asks for identity papers in categories whose words a second person reads first: handed in as replies are, and asked for in
their writer's name once somebody has read them.
"""

from kefu.conversations.records import ConversationRecord
from kefu.kit import ids
from kefu.people.access import Viewer
from kefu.safeguards import second_reading, vault_asks
from kefu.safeguards.errors import TooManyAsks
from kefu.safeguards.kinds import ReadingState
from kefu.safeguards.models import SecondReading
from kefu.safeguards.second_reading import Handed, Reading


def ask(viewer: Viewer, conversation: ConversationRecord, *, kind: str, why: str) -> Reading:
    """Hand it in. What `vault_asks.ask` and `second_reading.ask` have against it."""
    said = vault_asks.vetted(viewer, conversation, kind=kind, why=why)
    waiting = SecondReading.objects.filter(conversation_id=conversation.id, state=ReadingState.WAITING)
    if vault_asks.open_ones(conversation.id) + waiting.exclude(paper="").count() >= vault_asks.MOST_OPEN:
        raise TooManyAsks
    handed = Handed(said, f"papers.{ids.public_id()}", seen=conversation.last_seq, paper=kind)
    return second_reading.ask(viewer, conversation, handed)
