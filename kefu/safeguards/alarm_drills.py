"""A fire drill of the alarms: a row that goes the road of an alarm, in the process that tells alarms, marked as a drill.

It is told where machines watch (the figure of alarms, under the rule `drill`) and in the log, and noted as told; no colleague's
telephone rings for it, and no conversation holds it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from kefu.kit import clock
from kefu.safeguards.models import AlarmDrill

logger = logging.getLogger(__name__)
RULE = "drill"
KEPT = 90
STALE = timedelta(hours=1)  # nobody waits for it any more


def begin() -> str:
    """Sound one; its public id. The oldest go."""
    made = AlarmDrill.objects.create()
    old = AlarmDrill.objects.order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 1]
    AlarmDrill.objects.filter(pk__lte=max(old, default=0)).delete()
    return made.public_id


def tell(count: Callable[[str], None]) -> int:
    """Tell of those that wait; how many there were. `count`: the figure of alarms. Called where alarms are told alone."""
    waiting = AlarmDrill.objects.filter(told_at=None, at__gt=clock.now() - STALE).values_list("pk", "public_id")
    for row, public_id in list(waiting):
        if AlarmDrill.objects.filter(pk=row, told_at=None).update(told_at=clock.now()):
            count(RULE)
            logger.warning("insider guard: this is a drill (%s)", public_id)
    return len(waiting)


def arrived_at(public_id: str) -> datetime | None:
    """When it was told; None while it is on its way."""
    return AlarmDrill.objects.filter(public_id=public_id).values_list("told_at", flat=True).first()
