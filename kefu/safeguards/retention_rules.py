"""Closed conversations go when the time of their category is over: emptied in short batches, each on its own, by the worker.

What is open, held, or goes on in another one is kept and looked at again. Only writer of its table.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.conversations import emptying, everywhere, keeping
from kefu.conversations.data_emptied import Because
from kefu.conversations.keeping import LEAST_DAYS, MOST_DAYS, Due, Rule
from kefu.kit import clock, db
from kefu.kit.errors import Invalid
from kefu.people import inventory
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.people.inventory import Scope
from kefu.safeguards import holds, obstacles, second
from kefu.safeguards.kinds import ErasureState
from kefu.safeguards.models import Erasure, RetentionWait
from kefu.trust import journal

logger = logging.getLogger(__name__)

AT_ONCE = 50
LOOK_AGAIN = timedelta(hours=6)
HELD, JOINED, HINDERED = "hold", "joined", "case"


def rules_for(viewer: Viewer) -> list[Rule]:
    require(viewer, Capability.MANAGE_RETENTION)
    return keeping.rules()


def set_rule(viewer: Viewer, category: str, days: int | None) -> None:
    """From a day later on. Invalid for less than a week; None: kept for good."""
    require(viewer, Capability.MANAGE_RETENTION)
    second.require_desk(viewer)
    if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
        raise Invalid(_("Choose a number of days from 7 to 36,500, or leave it empty to keep them for good."))
    with transaction.atomic():
        before, now = keeping.rule_of(category).days, clock.now()
        if before == days:
            return
        keeping.set_rule(category, days, now=now)
        told = f"{category}: {before or 'for good'} -> {days or 'for good'}"[:200]
        journal.write([journal.Act(now, "agent", viewer.id, "retention_set", "definition", 0, told)])


def sweep(now: datetime) -> int:
    """What a crash cut off, what had to wait, and the next of each category. How many conversations were emptied."""
    return _go_on() + _waiting(now) + sum(_of_rule(rule, now) for rule in keeping.rules())


def _go_on() -> int:
    """Of a person, `erasing` does it: their conversations lie in an erasure that runs."""
    rows = emptying.unfinished(limit=AT_ONCE)
    running = set(Erasure.objects.filter(state=ErasureState.RUNNING).values_list("person", flat=True))
    own = [each for each in emptying.places(rows) if each.customer not in running]
    _empty(own)
    return len(own)


def _of_rule(rule: Rule, now: datetime) -> int:
    waiting = RetentionWait.objects.filter(category=rule.category).values_list("conversation_id", flat=True)
    found = keeping.due(rule, now=now, limit=AT_ONCE, but_not=list(waiting))
    count = _take(found, rule.category, now)
    keeping.looked_at(rule.category, found)
    return count


def _take(found: Sequence[Due], category: str, now: datetime) -> int:
    conversations, customers = holds.held_among(
        [each.conversation for each in found], [each.customer for each in found]
    )
    hindered = obstacles.hindered({each.conversation: each.public_id for each in found})
    read_in = everywhere.read_in([each.conversation for each in found])
    still_read = everywhere.open_among({row for further in read_in.values() for row in further})
    free = []
    for each in found:
        why = HINDERED if each.conversation in hindered else ""
        why = HELD if each.conversation in conversations or each.customer in customers else why
        if not why and read_in[each.conversation] & still_read:
            why = JOINED
        if why:
            _wait(each, category, why, now)
        elif emptying.begin(each.conversation, because=Because.RULE, category=category):
            free.append(emptying.Place(each.conversation, each.public_id, each.customer))
    _empty(free)
    return len(free)


def _waiting(now: datetime) -> int:
    rows = list(RetentionWait.objects.filter(look_at__lte=now).order_by("look_at")[:AT_ONCE])
    count = 0
    for row in rows:
        found = keeping.still_due(row.conversation_id, now=now)
        if found is not None:
            count += _take([found], row.category, now)
        RetentionWait.objects.filter(pk=row.pk, look_at=row.look_at).delete()  # unless it waits anew
    return count


def _wait(each: Due, category: str, why: str, now: datetime) -> None:
    told = {"category": category, "why": why, "look_at": now + LOOK_AGAIN}
    RetentionWait.objects.update_or_create(conversation_id=each.conversation, defaults=told)


def _empty(found: Sequence[emptying.Place]) -> None:
    """All rooms in their order, as for a person, of these conversations alone."""
    if not found:
        return
    rows = tuple(each.conversation for each in found)
    scope = Scope(rows, tuple(each.public_id for each in found))
    for holding in inventory.holdings():
        holding.erase(scope)
    emptying.done(rows, now=clock.now())
    db.shorten_log()
