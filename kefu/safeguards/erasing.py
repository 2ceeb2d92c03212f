"""Erases a person step by step: each can be done again, and what a crash cut off goes on where it was.

First they are signed out, and nobody is them any more; then, a moment later, each room takes out what it holds; then all of them
once more, until nothing is found; then their key is destroyed, and what was done is signed.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from kefu.conversations import personal
from kefu.kit import clock, db
from kefu.people import inventory, keys
from kefu.people.inventory import Scope
from kefu.people.personal import end_sessions
from kefu.safeguards import erasures, holds, ledger, obstacles, report
from kefu.safeguards.kinds import ERASURE_IS_OPEN, ErasureBy, ErasureState
from kefu.safeguards.models import Erasure
from kefu.search import index
from kefu.trust import journal

logger = logging.getLogger(__name__)

QUIET = timedelta(seconds=30)  # sockets of whoever was signed out are closed long before
LOOK_AGAIN = timedelta(minutes=10)
MOST_LOOKS = 10  # at whether anything is left; then it waits for the next round
_RUN = 1
_ERASING = 2_052  # a space of db.held


def work(now: datetime) -> int:
    """The next person whose time has come. How many were erased, or came a step further."""
    row = _next(now)
    if row is None:
        return 0
    if row.state == ErasureState.DUE:
        return _begin(row, now)
    try:
        _finish(row, now)
    except OSError as error:  # a file's place is away
        logger.warning("an erasure waits for the place of files: %s", type(error).__name__)
        _later(row, now)
    except Exception:  # the others go on
        logger.exception("an erasure was cut off")
        _later(row, now)
    return 1


def at_once(public_id: str, *, now: datetime) -> bool:
    """For the command line, which waits for it: everything in one go. False where something stands against it."""
    row = Erasure.objects.get(public_id=public_id)
    if row.state == ErasureState.DUE and not _begin(row, now):
        return False
    row.refresh_from_db()
    if row.state == ErasureState.RUNNING:
        _finish(row, now)
    return True


def report_of(public_id: str) -> str:
    """The signed report; empty before it is done."""
    return Erasure.objects.values_list("report", flat=True).get(public_id=public_id)


def again(customer: int, told: ledger.Told, *, now: datetime) -> None:
    """A restored backup brought somebody back who was erased. What was decided then is not asked again."""
    with transaction.atomic():
        Erasure.objects.filter(person=customer, state__in=ERASURE_IS_OPEN).update(
            state=ErasureState.WITHDRAWN, ended_at=now, reason=""
        )
        row = Erasure.objects.create(
            person=customer,
            digest=told.digest,
            by=ErasureBy.RESTORE,
            state=ErasureState.RUNNING,
            asked_at=told.at,
            began_at=now,
        )
        ledger.note(told.digest, erasure=told.erasure, at=told.at)
        _journal(row, "erasure_replayed", now)
    end_sessions(customer)
    _finish(row, now)


def _next(now: datetime) -> Erasure | None:
    rows = Erasure.objects.filter(state__in=(ErasureState.DUE, ErasureState.RUNNING), due_at__lte=now)
    return rows.order_by("due_at", "pk").first()


def _begin(row: Erasure, now: datetime) -> int:
    """Asked once more whether anything stands against it: a hold may have been set meanwhile."""
    scope = erasures.scope_of(row.person)
    with transaction.atomic():
        holds.lock(row.person)
        found = obstacles.of(scope)
        if found:
            Erasure.objects.filter(pk=row.pk, state=ErasureState.DUE).update(
                obstacles=[each.value for each in found], due_at=now + LOOK_AGAIN
            )
            return 0
        told = {"state": ErasureState.RUNNING, "began_at": now, "obstacles": [], "due_at": now + QUIET}
        if not Erasure.objects.filter(pk=row.pk, state=ErasureState.DUE).update(**told):
            return 0
        ledger.note(row.digest, erasure=row.public_id, at=now)
        end_sessions(row.person)
        _journal(row, "erasure_began", now)
    return 1


def _later(row: Erasure, now: datetime) -> None:
    Erasure.objects.filter(pk=row.pk, state=ErasureState.RUNNING).update(due_at=now + LOOK_AGAIN)


def _finish(row: Erasure, now: datetime) -> None:
    """By one process at a time; another that comes meanwhile leaves it alone."""
    with db.held(_ERASING, str(row.pk)) as is_ours:
        if is_ours:
            _go_on(row, now)


def _go_on(row: Erasure, now: datetime) -> None:
    scope = erasures.scope_of(row.person)
    counts = dict(row.counts)
    for _look in range(MOST_LOOKS):
        found = _take_out(scope)
        for label, count in found.items():
            counts[label] = counts.get(label, 0) + count
        Erasure.objects.filter(pk=row.pk).update(counts=counts, step=F("step") + _RUN)
        if not any(found.values()):
            _end(row, scope, counts, clock.now())
            return
    _later(row, now)


def _take_out(scope: Scope) -> Mapping[str, int]:
    """By all rooms in their order; tables that lost something. Nothing of it is left on free pages of an embedded database."""
    found: dict[str, int] = {}
    with index.leaving_no_trace():
        for holding in inventory.holdings():
            found |= {label: count for label, count in holding.erase(scope).items() if count}
    return found


def _end(row: Erasure, scope: Scope, counts: Mapping[str, int], now: datetime) -> None:
    with transaction.atomic():
        if not Erasure.objects.filter(pk=row.pk, state=ErasureState.RUNNING).update(state=ErasureState.DONE):
            return  # somebody else has ended it
        keys.destroy(row.person)
        personal.done(scope, now=now)
        row.refresh_from_db()
        row.state, row.ended_at, row.reason, row.counts = ErasureState.DONE, now, "", dict(counts)
        row.report = report.written(row, scope)
        row.save(update_fields=["state", "ended_at", "reason", "counts", "report"])
        _journal(row, "erased", now)
    db.shorten_log()


def _journal(row: Erasure, action: str, now: datetime) -> None:
    journal.write([journal.Act(now, "operator", 0, action, erasures.SUBJECT, row.pk, row.public_id)])
