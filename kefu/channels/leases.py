"""What becomes of the ledger's rows that we hold: done, parked, or tried again later. Nothing where another holds them now.

Used by `taking_in` and `settling` alone.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from kefu.channels.contract import NotReadable
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.senders import Untold
from kefu.conversations.records import EntryRecord
from kefu.kit import clock, db
from kefu.kit.errors import TooMany, TryAgain

logger = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)  # the database is: the lease runs out
_LATER = (Untold, TooMany, TryAgain, OSError)  # others were too busy, or away
_WAITS = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_TABLE = Arrived._meta.db_table
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """What a row came to, and the entry that it became."""

    row: Arrived
    outcome: str
    entry: EntryRecord | None = None


def guarded(row: Arrived, job: Callable[[], T]) -> T | None:
    """What the job returns; None where it is parked, or waits for another try."""
    try:
        return job()
    except NotReadable as error:
        park(row, error.why)
    except _LATER as error:
        later(row, type(error).__name__)
    except AWAY:
        raise
    except Exception:
        logger.exception("what came in as %s cannot be taken in", row.pk)
        later(row, "broken")
    return None


def done(ended: Sequence[Done]) -> None:
    """Lost by a cut of the power, they are found done by the log the next time."""
    attempts = {each.row.pk: each.row.attempts for each in ended}
    with db.on_disk_later(), transaction.atomic():
        waiting = Arrived.objects.filter(pk__in=attempts, outcome=Arrived.Outcome.WAITING).order_by("pk")
        held = dict(waiting.select_for_update().values_list("pk", "attempts"))
        ours = [each for each in ended if held.get(each.row.pk) == attempts[each.row.pk]]
        db.update_rows(_TABLE, "outcome, why, next_try_at, conversation, entry", [_columns(each) for each in ours])
        Held.objects.filter(pk__in=[each.row.pk for each in ours]).delete()


def block(row: Arrived, blocker: int) -> None:
    _held(row).update(outcome=Arrived.Outcome.BLOCKED, blocked=blocker, next_try_at=None)


def park(row: Arrived, why: str) -> None:
    logger.warning("what came in as %s is parked: %s", row.pk, why)
    _held(row).update(outcome=Arrived.Outcome.PARKED, why=why[:40], next_try_at=None)


def later(row: Arrived, why: str) -> None:
    wait = _WAITS[min(row.attempts, len(_WAITS)) - 1]
    _held(row).update(why=why[:40], next_try_at=clock.now() + wait)


def _columns(each: Done) -> tuple[object, ...]:
    place = (each.entry.conversation, each.entry.id) if each.entry else (None, None)
    return (each.row.pk, each.outcome, "", None, *place)


def _held(row: Arrived) -> QuerySet[Arrived]:
    """It, while our lease is the last that was given out."""
    return Arrived.objects.filter(pk=row.pk, outcome=Arrived.Outcome.WAITING, attempts=row.attempts)
