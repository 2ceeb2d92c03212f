"""The clocks as they stand: what is due when, what was kept. Reads and writes `Clock` alone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from kefu.kit import clock
from kefu.kit.kept import Kept
from kefu.watchers.sla import rules
from kefu.watchers.sla.models import Clock
from kefu.watchers.sla.rules import Week

NEAR, OVER = 1, 2
LOOK_AGAIN, LOOKED_FOR = timedelta(minutes=1), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """A promise that is nearly due, or over, and of which nobody was told yet. `conversation`: that which it was given in."""

    conversation: int
    runs_in: int
    due_at: datetime
    is_over: bool


def start(conversation: int, *, at: datetime, promise: timedelta) -> None:
    moments = {"opened_at": at, "near_at": rules.near(at, promise), "due_at": rules.due(at, promise)}
    new = Clock(conversation=conversation, runs_in=conversation, **moments)
    Clock.objects.bulk_create([new], ignore_conflicts=True)


def bring_home() -> None:
    """Those that the release before has started meanwhile, which did not know where a clock runs."""
    Clock.objects.filter(runs_in__isnull=True).update(runs_in=F("conversation"))


def that_run(conversations: Collection[int]) -> set[int]:
    """Those of them in which a clock runs or ran: their own, or one of what was merged into them."""
    return _places(Clock.objects.filter(runs_in__in=conversations)) if conversations else set()


def answered(conversation: int, *, at: datetime) -> bool:
    """The first answer stays the first. False where one came back before: then what arrived has to be looked up.

    What was said in a conversation before another was merged into it did not answer that one.
    """
    running = Clock.objects.filter(runs_in=conversation, answered_at__isnull=True, opened_at__lte=at)
    running = running.filter(Q(moved_at__isnull=True) | Q(moved_at__lte=at))
    running.filter(returned_at__isnull=True).update(answered_at=at)
    return not running.exists()


def logs_of(conversation: int) -> list[tuple[int, datetime, datetime]]:
    """Whose answers have to be looked up where one of this conversation came back: the row it was promised in, since when an
    answer there counts, and since when one in this conversation does.
    """
    rows = Clock.objects.filter(runs_in=conversation).values_list("conversation", "opened_at", "moved_at")
    return [(row, opened_at, moved_at or opened_at) for row, opened_at, moved_at in rows]


def returned(conversation: int, *, arrived_at: datetime | None, now: datetime) -> None:
    """What counted as an answer did not reach them: what did, counts, or nothing. When it is due stays as it was."""
    Clock.objects.filter(conversation=conversation).update(answered_at=arrived_at, returned_at=now)


def to_look_at(now: datetime, *, limit: int) -> list[int]:
    """Conversations whose answer came back and may have been sent anew since, those not looked at for longest first."""
    rows = Clock.objects.filter(answered_at__isnull=True, returned_at__lt=now - LOOK_AGAIN, is_void=False)
    rows = rows.filter(opened_at__gt=now - LOOKED_FOR).order_by("returned_at")
    return [each.runs_in or each.conversation for each in rows[:limit]]


def void(conversation: int, is_void: bool) -> None:
    Clock.objects.filter(runs_in=conversation).update(is_void=is_void)


def move(conversation: int, *, goes_on_in: int, at: datetime) -> None:
    """It runs where its customer is answered from now on; home again once it stands alone. What it promised stays what it was."""
    here = Clock.objects.filter(conversation=conversation).exclude(runs_in=goes_on_in)
    if goes_on_in == conversation:
        here.update(runs_in=conversation, moved_at=None, is_void=False)
    else:
        here.update(runs_in=goes_on_in, moved_at=at)
    carriers.forget()


def merged_into(conversation: int) -> list[int]:
    """Whose clocks run there now: of itself and of what came with it."""
    return list(Clock.objects.filter(runs_in=conversation).values_list("conversation", flat=True))


def to_tell(now: datetime, *, limit: int) -> list[Due]:
    """What is over first, each at most once in the list. Of several that run in one conversation the earliest alone is told."""
    waiting = Clock.objects.filter(answered_at__isnull=True, is_void=False)
    earlier = waiting.filter(runs_in=OuterRef("runs_in"), due_at__lt=OuterRef("due_at"))
    waiting = waiting.exclude(Exists(earlier))
    over = list(waiting.filter(told__lt=OVER, due_at__lte=now).order_by("due_at")[:limit])
    near = waiting.filter(told=0, near_at__lte=now, due_at__gt=now).order_by("near_at")[: limit - len(over)]
    return [
        Due(each.conversation, each.runs_in or each.conversation, each.due_at, each in over) for each in (*over, *near)
    ]


def told(found: Sequence[Due]) -> None:
    for stage, is_over in ((OVER, True), (NEAR, False)):
        rows = [each.conversation for each in found if each.is_over is is_over]
        Clock.objects.filter(conversation__in=rows, told__lt=stage).update(told=stage)


def due(conversations: Collection[int]) -> dict[int, datetime]:
    """Conversation -> by when an answer was promised first, of those that still wait for it."""
    rows = Clock.objects.filter(runs_in__in=conversations, answered_at__isnull=True, is_void=False)
    return dict(rows.order_by().values_list("runs_in").annotate(first=Min("due_at")))


def promised(conversations: Iterable[tuple[int, bool]]) -> dict[int, datetime]:
    """The same for whoever shows lists: (row, whether it came in by an address of ours). Of chats only those are looked at that
    something was merged into, which are kept for a few seconds."""
    carrying = carriers.fresh()
    asked = [row for row, came_in in conversations if came_in or row in carrying]
    return due(asked) if asked else {}


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


def _carrying() -> dict[int, bool]:
    rows = Clock.objects.filter(moved_at__isnull=False, answered_at__isnull=True, is_void=False)
    return dict.fromkeys(_places(rows), True)


def _places(rows: QuerySet[Clock]) -> set[int]:
    return {where for where in rows.values_list("runs_in", flat=True) if where is not None}


carriers: Kept[int, bool] = Kept(_carrying, lives_s=10)
