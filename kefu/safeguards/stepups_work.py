"""The worker's part in step-ups: what nobody answered ends, and the log tells how each ended."""

import logging
from datetime import datetime

from kefu.conversations import log
from kefu.conversations.data_identity import IdentityCheckedData, Outcome
from kefu.conversations.kinds import Author, AuthorKind
from kefu.conversations.records import Failed, Refused
from kefu.conversations.records import Outcome as Stored
from kefu.safeguards import stepups
from kefu.safeguards.models import StepUp
from kefu.safeguards.stepup import OPEN, State

AT_ONCE = 50
US = Author(AuthorKind.WATCHER, name="stepups")

logger = logging.getLogger(__name__)


def work(now: datetime) -> int:
    """How many things were done. Safe to run twice, and beside itself."""
    return expire(now) + tell(now)


def expire(now: datetime) -> int:
    late = StepUp.objects.filter(state__in=OPEN, ends_at__lte=now).order_by("ends_at")
    return sum(
        stepups.end(pk, State.EXPIRED, action="stepup_expired")
        for pk in list(late.values_list("pk", flat=True)[:AT_ONCE])
    )


def tell(now: datetime) -> int:
    """What both sides read in the conversation; of one that the customer never saw nothing. How many were told."""
    rows = list(StepUp.objects.filter(told_at=None, settled_at__isnull=False).order_by("id")[:AT_ONCE])
    for told, row in enumerate(rows):
        outcome = _told(row) if row.is_asked else None
        if isinstance(outcome, Failed):
            return told
        if isinstance(outcome, Refused):
            logger.error("the end of a step-up was not told: %s", outcome.code)
        StepUp.objects.filter(pk=row.pk, told_at=None).update(told_at=now)
    return len(rows)


def _told(row: StepUp) -> Stored:
    data, key = IdentityCheckedData(row.public_id, Outcome(row.state), row.reached), f"stepup.{row.public_id}.end"
    told = log.tell_identity(row.conversation_id, author=US, data=data, key=key)
    if told != Refused("key_reused"):
        return told
    # it was told as passed, and its owner took that back since
    return log.tell_identity(row.conversation_id, author=US, data=data, key=f"{key}.after")
