"""The clocks as they stand: what is due when, what was kept. Reads and writes `Clock` alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q

from kefu.kit import clock
from kefu.watchers.sla import rules
from kefu.watchers.sla.models import Clock
from kefu.watchers.sla.rules import Week

NEAR, OVER = 1, 2
LOOK_AGAIN, LOOKED_FOR = timedelta(minutes=1), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """A promise that is nearly due, or over, and of which nobody was told yet."""

    conversation: int
    due_at: datetime
    is_over: bool


def start(conversation: int, *, at: datetime, promise: timedelta) -> None:
    moments = {"opened_at": at, "near_at": rules.near(at, promise), "due_at": rules.due(at, promise)}
    Clock.objects.bulk_create([Clock(conversation=conversation, **moments)], ignore_conflicts=True)


def answered(conversation: int, *, at: datetime) -> bool:
    """The first answer stays the first. False where one came back before: then what arrived has to be looked up."""
    running = Clock.objects.filter(conversation=conversation, answered_at__isnull=True)
    if running.filter(returned_at__isnull=True).update(answered_at=at):
        return True
    return not running.exists()


def returned(conversation: int, *, arrived_at: datetime | None, now: datetime) -> None:
    """What counted as an answer did not reach them: what did, counts, or nothing. When it is due stays as it was."""
    Clock.objects.filter(conversation=conversation).update(answered_at=arrived_at, returned_at=now)


def to_look_at(now: datetime, *, limit: int) -> list[int]:
    """Conversations whose answer came back and may have been sent anew since, those not looked at for longest first."""
    rows = Clock.objects.filter(answered_at__isnull=True, returned_at__lt=now - LOOK_AGAIN, is_void=False)
    rows = rows.filter(opened_at__gt=now - LOOKED_FOR).order_by("returned_at")
    return list(rows.values_list("conversation", flat=True)[:limit])


def void(conversation: int, is_void: bool) -> None:
    Clock.objects.filter(conversation=conversation).update(is_void=is_void)


def merged(conversation: int, *, into: int) -> None:
    """Whoever waited longer is still owed an answer when they were told it."""
    for earlier in Clock.objects.filter(conversation=conversation, answered_at__isnull=True):
        later = Clock.objects.filter(conversation=into, answered_at__isnull=True, opened_at__gt=earlier.opened_at)
        later.update(opened_at=earlier.opened_at, near_at=earlier.near_at, due_at=earlier.due_at)
    void(conversation, True)


def to_tell(now: datetime, *, limit: int) -> list[Due]:
    """What is over first, each at most once in the list."""
    waiting = Clock.objects.filter(answered_at__isnull=True, is_void=False)
    over = list(waiting.filter(told__lt=OVER, due_at__lte=now).order_by("due_at")[:limit])
    near = waiting.filter(told=0, near_at__lte=now, due_at__gt=now).order_by("near_at")[: limit - len(over)]
    return [Due(each.conversation, each.due_at, each in over) for each in (*over, *near)]


def told(found: Sequence[Due]) -> None:
    for stage, is_over in ((OVER, True), (NEAR, False)):
        rows = [each.conversation for each in found if each.is_over is is_over]
        Clock.objects.filter(conversation__in=rows, told__lt=stage).update(told=stage)


def due(conversations: Collection[int]) -> dict[int, datetime]:
    """Conversation -> by when an answer was promised, of those that still wait for their first."""
    rows = Clock.objects.filter(conversation__in=conversations, answered_at__isnull=True, is_void=False)
    return dict(rows.values_list("conversation", "due_at"))


def weeks(count: int, *, zone: ZoneInfo) -> Sequence[Week]:
    """The last weeks by the clock of `zone`, this one included, the newest first: as `rules.weeks`, counted where they lie."""
    now = clock.now()
    today = now.astimezone(zone).date()
    mondays = [today - timedelta(days=today.weekday(), weeks=back) for back in range(count)]
    return [_week(monday, now=now, zone=zone) for monday in mondays]


def _week(monday: date, *, now: datetime, zone: ZoneInfo) -> Week:
    begins, ends = (datetime.combine(day, time.min, tzinfo=zone) for day in (monday, monday + timedelta(days=7)))
    rows = Clock.objects.filter(opened_at__gte=begins, opened_at__lt=ends, is_void=False)
    late = Q(answered_at__gt=F("due_at")) | Q(answered_at__isnull=True, due_at__lt=now)
    found = rows.aggregate(kept=Count("id", filter=Q(answered_at__lte=F("due_at"))), broken=Count("id", filter=late))
    return Week(monday, **found)
