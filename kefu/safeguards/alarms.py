"""Alarms about reveals: written with what set them off, told to those who watch by a note in the conversation."""

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kefu.conversations import log
from kefu.conversations.data import NoteData
from kefu.conversations.data_notes import Alarm
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import ConversationRecord, Draft, Failed
from kefu.kit import clock, metrics, wake
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability
from kefu.safeguards import alarm_drills, insiders
from kefu.safeguards.models import RevealAlarm
from kefu.trust import journal

logger = logging.getLogger(__name__)
AT_ONCE = 50
TOPIC = "alarms"

_alarms = metrics.counter("kefu_insider_alarms", "Rules about reveals that were broken.", ("rule",))
for _rule in (*Alarm, alarm_drills.RULE):
    _alarms.labels(str(_rule))


def sound(viewer: Viewer, conversation: ConversationRecord, rules: Collection[Alarm], *, now: datetime) -> list[Alarm]:
    """Write down those that were not told of lately; returns them. Inside the transaction of what set them off."""
    new = [rule for rule in Alarm if rule in rules and not _is_known(viewer, rule, now)]
    RevealAlarm.objects.bulk_create(
        RevealAlarm(
            agent_id=viewer.id,
            conversation_id=conversation.id,
            conversation_public_id=conversation.public_id,
            rule=rule.value,
            at=now,
        )
        for rule in new
    )
    journal.write([journal.Act(now, "agent", viewer.id, "insider_alarm", "agent", viewer.id, rule) for rule in new])
    if new:
        transaction.on_commit(lambda: wake.wake(TOPIC, []))
    return new


def count(viewer: Viewer, rules: Collection[Alarm]) -> None:
    """For machines, once it is on disk."""
    for rule in rules:
        _alarms.labels(rule.value).inc()
        logger.warning("insider guard: agent %s broke the rule %s", viewer.id, rule.value)


def work(now: datetime) -> int:
    """For a lane of the worker's that nothing slow holds up."""
    del now
    return tell()


def tell() -> int:
    """Put a note for staff where it happened, which names everybody who watches; returns how many. May run twice.

    Drills go the same way as far as they can without a conversation.
    """
    alarm_drills.tell(lambda rule: _alarms.labels(rule).inc())
    waiting = list(RevealAlarm.objects.filter(told_at=None).order_by("id")[:AT_ONCE])
    if not waiting:
        return 0
    watching = directory.staff_with(Capability.WATCH_REVEALS)
    outcomes = log.append([_note(row, watching) for row in waiting])
    told = []
    for row, outcome in zip(waiting, outcomes, strict=True):
        if isinstance(outcome, Failed):
            continue  # the next sweep tries again
        told.append(row.pk)
    RevealAlarm.objects.filter(pk__in=told).update(told_at=clock.now())
    return len(told)


def _is_known(viewer: Viewer, rule: Alarm, now: datetime) -> bool:
    since = now - insiders.told_within(rule)
    return RevealAlarm.objects.filter(agent_id=viewer.id, rule=rule.value, at__gt=since).exists()


def _note(row: RevealAlarm, watching: Collection[int]) -> Draft:
    """Worded when shown; the log holds the rule and the colleague's name. Whom it is about is not told."""
    card = directory.agent_card(row.agent_id)
    data = NoteData(alarm=Alarm(row.rule), mentions=tuple(each for each in watching if each != row.agent_id))
    author, key = Author(AuthorKind.WATCHER, name="insiders"), f"insiders.{row.public_id}"
    name = card.name if card else str(row.agent_id)
    return Draft(row.conversation_id, Kind.NOTE, author, data, audience=Audience.STAFF, body=name, key=key)
