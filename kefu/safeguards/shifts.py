"""Whoever is confined to a shift reveals, opens and exports nothing outside it; that they tried is told to those who watch."""

from django.db import transaction

from kefu.conversations.data_notes import Alarm
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people import access
from kefu.people.access import Viewer
from kefu.safeguards import alarms
from kefu.trust import journal


def require(viewer: Viewer, conversation: ConversationRecord | None, *, what: str) -> None:
    """access.OffShift outside the viewer's hours. The alarm is about `conversation`; without one the journal alone tells."""
    now = clock.now()
    if viewer.compartment.lets_now(now):
        return
    with transaction.atomic():
        told = f"{what} {conversation.public_id if conversation else ''}".strip()
        journal.write([journal.Act(now, "agent", viewer.id, "off_shift_refused", "agent", viewer.id, told)])
        new = alarms.sound(viewer, conversation, {Alarm.OFF_SHIFT}, now=now) if conversation else []
        transaction.on_commit(lambda: alarms.count(viewer, new))
    access.require_on_shift(viewer, now=now)
