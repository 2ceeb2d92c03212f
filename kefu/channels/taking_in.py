"""From the ledger into the log: what waits is read, its sender proved, its place found, and appended. Once, whatever breaks.

What was decided of a thing is written down before the log is asked, and the log knows it by its digest: cut off anywhere and
begun again, it becomes the same entries. What cannot be read or appended is parked, and the next one goes on.
"""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import DatabaseError, IntegrityError, transaction

from kefu.channels import appending, arrivals, registry, senders
from kefu.channels.appending import Decided
from kefu.channels.arrivals import Brought
from kefu.channels.contract import Arrival, Channel, NotReadable
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.senders import Untold
from kefu.channels.threading import Lane
from kefu.conversations.records import EntryRecord, Failed, Refused
from kefu.kit import clock
from kefu.kit.errors import TooMany, TryAgain
from kefu.trust.mails.kinds import SenderVerdict

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
LEASE = timedelta(minutes=5)  # whoever holds one longer is gone
AT_ONCE = 20
_WAITS = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_LATER = (Untold, TooMany, TryAgain, OSError)  # others were too busy, or away
_Outcome = Arrived.Outcome


def work(now: datetime) -> int:
    """Take in what is due, in the order it came; how many were looked at. Safe to run twice, and beside itself."""
    due = Arrived.objects.filter(next_try_at__lte=now, outcome=_Outcome.WAITING).order_by("pk")
    rows = list(due.values_list("pk", flat=True)[:AT_ONCE])
    return sum(take_in(row) for row in rows)


def take_in(row: int) -> bool:
    """Take one in. False if it is not waiting, or somebody else is at it."""
    now = clock.now()
    waiting = Arrived.objects.filter(pk=row, outcome=_Outcome.WAITING, next_try_at__lte=now)
    found = waiting.first()
    if found is None or not waiting.filter(attempts=found.attempts).update(
        attempts=found.attempts + 1, next_try_at=now + LEASE
    ):
        return False
    if found.attempts >= MOST_ATTEMPTS:
        _park(row, found.why or "gave_up")
        return True
    try:
        _take_in(found)
    except NotReadable as error:
        _park(row, error.why)
    except _LATER as error:
        _later(row, found.attempts, type(error).__name__)
    except DatabaseError:
        raise  # it is away: the lease runs out
    except Exception:
        logger.exception("what came in as %s cannot be taken in", row)
        _later(row, found.attempts, "broken")
    return True


def _take_in(row: Arrived) -> None:
    channel = registry.channels()[row.account.channel]
    try:
        brought = arrivals.opened(row.pk)
    except ValueError as error:
        raise NotReadable("sealed") from error
    path = brought.envelope.sender if brought.envelope.helo else None
    arrival = channel.read(brought.raw, receivers=brought.receivers, return_path=path)
    if not _is_first(row, arrival):
        return
    if arrival.is_report:
        senders.heard(row.account_id, arrival.report)
        _done(row.pk, _Outcome.REPORT)
        return
    decided = _decided(row, channel, arrival, brought)
    if decided.lane is Lane.ECHO:
        _done(row.pk, _Outcome.ECHO)
        return
    _finish(row, arrival, decided)


def _is_first(row: Arrived, arrival: Arrival) -> bool:
    """Whether nothing else in the ledger is the same thing in other bytes."""
    message = arrivals.message_hash(arrival.external_id)
    try:
        with transaction.atomic():
            Arrived.objects.filter(pk=row.pk).update(digest=arrival.digest, message=message)
    except IntegrityError:
        _done(row.pk, _Outcome.KNOWN)
        return False
    return True


def _decided(row: Arrived, channel: Channel, arrival: Arrival, brought: Brought) -> Decided:
    """What was decided before, else what is decided now and written down."""
    stored = Held.objects.values_list("decided", flat=True).get(pk=row.pk)
    if stored is not None:
        return Decided.of(stored)
    verdict = senders.verdict(channel, brought, is_last_try=row.attempts + 1 >= MOST_ATTEMPTS)
    decided = appending.decide(row.account_id, channel, arrival, verdict)
    with transaction.atomic(durable=True):
        Held.objects.filter(pk=row.pk).update(decided=asdict(decided), customer=decided.customer or None)
        Arrived.objects.filter(pk=row.pk).update(**_told(verdict), named=decided.named)
    return decided


def _told(verdict: SenderVerdict) -> dict[str, object]:
    ways = {name: getattr(verdict, name).value for name in ("spf", "dkim", "dmarc", "arc")}
    return {**ways, "is_proved": verdict.is_proved}


def _finish(row: Arrived, arrival: Arrival, decided: Decided) -> None:
    outcome = appending.append(row.account_id, arrival, decided)
    if isinstance(outcome, Failed):
        raise TryAgain
    if isinstance(outcome, Refused):
        raise NotReadable(outcome.code[:40])
    entry = outcome if isinstance(outcome, EntryRecord) else outcome.entry
    _done(row.pk, _Outcome(decided.lane.value), entry)


def _done(row: int, outcome: str, entry: EntryRecord | None = None) -> None:
    told = {"conversation": entry.conversation, "entry": entry.id} if entry else {}
    with transaction.atomic():
        Arrived.objects.filter(pk=row).update(outcome=outcome, why="", next_try_at=None, **told)
        Held.objects.filter(pk=row).delete()


def _park(row: int, why: str) -> None:
    logger.warning("what came in as %s is parked: %s", row, why)
    Arrived.objects.filter(pk=row).update(outcome=_Outcome.PARKED, why=why[:40], next_try_at=None)


def _later(row: int, attempts: int, why: str) -> None:
    wait = _WAITS[min(attempts, len(_WAITS) - 1)]
    Arrived.objects.filter(pk=row).update(why=why[:40], next_try_at=clock.now() + wait)
