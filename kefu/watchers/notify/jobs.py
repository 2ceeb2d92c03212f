"""The durable queue of pushes: what is to be told to which browser, taken by compare-and-set, settled by its outcome."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from kefu.conversations import marks
from kefu.conversations.kinds import AuthorKind
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.watchers.notify import preferences, subscriptions
from kefu.watchers.notify.models import PushJob, Subscription
from kefu.watchers.notify.rules import ONE_A, Reason, is_once_more, may_push

logger = logging.getLogger(__name__)

Status = PushJob.Status

GRACE = timedelta(seconds=5)  # in which a desk in sight says that it has told its person
AWAY_AFTER = timedelta(seconds=30)  # a customer whom an answer has not reached by then has left
AGENT_LIFE, CUSTOMER_LIFE = timedelta(hours=1), timedelta(hours=24)
STALE_AFTER = timedelta(minutes=2)
KEPT = timedelta(days=7)
MOST_WAITING = 10_000
IN_NUMBERS = frozenset({Reason.UNASSIGNED, Reason.ASSIGNED})  # a wave of newcomers, a hundred given at once
TOLD = (Status.WAITING, Status.SENDING, Status.SENT, Status.SHOWN, Status.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Telling:
    """An entry, and whom it concerns. `agents` null: every agent who asked to hear of what is nobody's yet."""

    conversation: int
    conversation_public_id: str
    seq: int
    reason: Reason
    agents: Sequence[int] | None = ()
    customer: int | None = None
    number: int = 0


def queue(tellings: Sequence[Telling]) -> int:
    """Put on the way what somebody's browser asked for, at most once a minute a conversation; how many were added.

    Running twice for an entry adds nothing the second time.
    """
    found = _found(tellings)
    if not found:
        return 0
    now = clock.now()
    chosen = preferences.preferences_of({s.person_id for s in found if s.person_kind == AuthorKind.AGENT.value})
    recent = _recent(found, now)
    jobs = []
    for telling in tellings:
        for browser in (b for b in found if _concerns(telling, b)):
            if telling.customer is None and not may_push(chosen[browser.person_id], telling.reason, now):
                continue
            if not _is_told(telling, browser, recent, now):
                jobs.append(_job(telling, browser, now))
                recent.setdefault(browser.pk, []).append(jobs[-1])
    return _add(jobs)


def add_trial(browser: Subscription) -> str:
    """One notice that its person asked for, to see whether it arrives; the job's public id."""
    now = clock.now()
    job = PushJob(subscription=browser, reason=Reason.ASSIGNED, due_at=now, expires_at=now + timedelta(minutes=5))
    job.save()
    return job.public_id


def seen_now(viewer: Viewer) -> int:
    """A desk in sight has told this agent: what waits for their browsers need not go out."""
    mine = PushJob.objects.filter(
        subscription__person_kind=AuthorKind.AGENT.value, subscription__person_id=viewer.id, conversation__isnull=False
    )
    return mine.filter(status=Status.WAITING).update(status=Status.SEEN)


def claim_next() -> PushJob | None:
    """One that is due, taken so that nobody else sends it too."""
    now = clock.now()
    due = PushJob.objects.filter(status=Status.WAITING, due_at__lte=now).order_by("due_at")
    for job in due.select_related("subscription")[:10]:
        taken = PushJob.objects.filter(pk=job.pk, status=Status.WAITING, attempts=job.attempts)
        if taken.update(status=Status.SENDING, attempts=job.attempts + 1, due_at=now) == 1:
            job.attempts += 1
            return job
    return None


def due(*, most: int) -> int:
    """How many are due, up to `most`."""
    return PushJob.objects.filter(status=Status.WAITING, due_at__lte=clock.now())[:most].count()


def waiting_by_status() -> dict[str, int]:
    """Status -> jobs, of those whose outcome is open."""
    open_ones = PushJob.objects.filter(status__in=(Status.WAITING, Status.SENDING))
    return {"waiting": 0, "sending": 0, **dict(open_ones.values_list("status").annotate(n=Count("pk")))}


def overdue(before: datetime) -> int:
    """How many should have gone out before this moment."""
    return PushJob.objects.filter(status=Status.WAITING, due_at__lt=before).count()


def settle(job: PushJob, status: Status, *, error: str = "") -> None:
    """What became of a claimed one. One that meanwhile was shown stays so."""
    PushJob.objects.filter(pk=job.pk, status=Status.SENDING).update(status=status, error=error[:120])


def put_back(job: PushJob, *, due_at: datetime, error: str) -> None:
    waits = {"status": Status.WAITING, "due_at": due_at, "error": error[:120]}
    PushJob.objects.filter(pk=job.pk, status=Status.SENDING).update(**waits)


def shown(public_id: str) -> bool:
    """A browser says that the notice stands on its screen. The id is known to us and to that browser alone."""
    now = clock.now()
    told = PushJob.objects.filter(public_id=public_id, status__in=(Status.SENDING, Status.SENT, Status.UNCERTAIN))
    browser = told.values_list("subscription_id", flat=True).first()
    if browser is None or not told.update(status=Status.SHOWN):
        return False
    Subscription.objects.filter(pk=browser).update(shown_at=now, error="")
    return True


def sweep() -> None:
    """What a runner left in the middle may have gone out: it stays undecided. What is old is forgotten."""
    now = clock.now()
    stale = PushJob.objects.filter(status=Status.SENDING, due_at__lt=now - STALE_AFTER)
    stale.update(status=Status.UNCERTAIN, error="stopped while sending")


def tidy() -> int:
    return PushJob.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]


def _found(tellings: Sequence[Telling]) -> list[Subscription]:
    agents = {agent for telling in tellings for agent in telling.agents or ()}
    customers = {telling.customer for telling in tellings if telling.customer is not None}
    is_for_all = any(telling.agents is None for telling in tellings)
    if not (agents or customers or is_for_all):
        return []
    return subscriptions.of_people(agents=agents, customers=customers, all_agents=is_for_all)


def _concerns(telling: Telling, browser: Subscription) -> bool:
    if browser.person_kind == AuthorKind.CUSTOMER.value:
        return browser.person_id == telling.customer
    return telling.customer is None and (telling.agents is None or browser.person_id in telling.agents)


_Recent = dict[int, list[PushJob]]


def _recent(browsers: Sequence[Subscription], now: datetime) -> _Recent:
    recent: _Recent = {}
    rows = PushJob.objects.filter(
        subscription_id__in=[b.pk for b in browsers], created_at__gt=now - ONE_A, status__in=TOLD
    )
    for job in rows:
        recent.setdefault(job.subscription_id, []).append(job)
    return recent


def _is_told(telling: Telling, browser: Subscription, recent: _Recent, now: datetime) -> bool:
    """Once a minute a conversation while it is unread; once a minute in all for what comes in numbers."""
    before = recent.get(browser.pk, [])
    if telling.reason in IN_NUMBERS and is_once_more([j.created_at for j in before if j.reason == telling.reason], now):
        return True
    same = [job for job in before if job.conversation_id == telling.conversation]
    if not is_once_more([job.created_at for job in same], now):
        return False
    kind = AuthorKind(browser.person_kind)
    _delivered, read = marks.reached_by(kind, browser.person_id, conversation=telling.conversation)
    return read < max(job.seq for job in same)


def _job(telling: Telling, browser: Subscription, now: datetime) -> PushJob:
    is_customers = telling.customer is not None
    return PushJob(
        subscription=browser,
        conversation_id=telling.conversation,
        reason=telling.reason,
        seq=telling.seq,
        number=telling.number or telling.seq,
        due_at=now + (AWAY_AFTER if is_customers else GRACE),
        expires_at=now + (CUSTOMER_LIFE if is_customers else AGENT_LIFE),
        created_at=now,
    )


def _add(jobs: Iterable[PushJob]) -> int:
    """As many as the queue still holds: a push service that is away must not fill our disk."""
    wanted = list(jobs)
    if not wanted:
        return 0
    waiting = PushJob.objects.filter(status=Status.WAITING)[:MOST_WAITING].count()
    taken = wanted[: MOST_WAITING - waiting]
    if len(taken) < len(wanted):
        logger.warning("%d notices were left out: %d wait already", len(wanted) - len(taken), waiting)
    PushJob.objects.bulk_create(taken, ignore_conflicts=True)
    return len(taken)
