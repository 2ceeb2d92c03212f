"""From the ledger into the log: what waits is read, its sender proved, its place found, and appended. Once, whatever breaks.

What was decided of a thing is written down before the log is asked, and the log knows it by its digest: cut off anywhere and
begun again, it becomes the same entries. What cannot be read or appended is parked, and the next one goes on.
"""

import logging
import time
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from kefu.channels import appending, arrivals, registry, senders
from kefu.channels.appending import Decided, Mailbox
from kefu.channels.arrivals import Brought
from kefu.channels.contract import Arrival, Channel, NotReadable
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.senders import Untold
from kefu.channels.threading import Lane
from kefu.conversations.records import EntryRecord, Failed, Refused
from kefu.kit import clock, db
from kefu.kit.errors import TooMany, TryAgain
from kefu.trust.mails.kinds import SenderVerdict

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
LEASE = timedelta(minutes=5)  # whoever holds one longer is gone
AT_ONCE, AT_ONCE_S = 200, 1.0
_WAITS = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_LATER = (Untold, TooMany, TryAgain, OSError)  # others were too busy, or away
_Outcome = Arrived.Outcome


def work(now: datetime) -> int:
    """Take in what is due, in the order it came, what was tried before last; how many were looked at. Safe to run twice, and
    beside itself."""
    due = Arrived.objects.filter(next_try_at__lte=now, outcome=_Outcome.WAITING).order_by("attempts", "pk")
    rows, ends = list(due.values_list("pk", flat=True)[:AT_ONCE]), time.monotonic() + AT_ONCE_S
    count = 0
    for row in rows:
        count += take_in(row)
        if time.monotonic() > ends:
            break
    return count


def take_in(row: int) -> bool:
    """Take one in. False if it is not waiting, or somebody else is at it."""
    now = clock.now()
    waiting = Arrived.objects.filter(pk=row, outcome=_Outcome.WAITING, next_try_at__lte=now)
    found = waiting.select_related("account").first()
    if found is None:
        return False
    before, found.attempts = found.attempts, found.attempts + 1
    with db.on_disk_later():  # lost, it is tried once more
        if not waiting.filter(attempts=before).update(attempts=found.attempts, next_try_at=now + LEASE):
            return False
    if before >= MOST_ATTEMPTS:
        _park(found, found.why or "gave_up")
        return True
    try:
        _take_in(found)
    except NotReadable as error:
        _park(found, error.why)
    except _LATER as error:
        _later(found, type(error).__name__)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the lease runs out
    except Exception:
        logger.exception("what came in as %s cannot be taken in", row)
        _later(found, "broken")
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
        _done(row, _Outcome.REPORT)
        return
    category = str(row.account.settings.get("category", ""))
    ours = Mailbox(row.account_id, row.account.channel, row.account.language, category)
    decided = _decided(row, ours, channel, arrival, brought)
    if decided.lane is Lane.ECHO:
        _done(row, _Outcome.ECHO)
        return
    _finish(row, ours, arrival, decided)


def _is_first(row: Arrived, arrival: Arrival) -> bool:
    """Whether nothing else in the ledger is the same thing in other bytes."""
    message = arrivals.message_hash(arrival.external_id)
    try:
        with db.on_disk_later(), transaction.atomic():
            Arrived.objects.filter(pk=row.pk).update(digest=arrival.digest, message=message)
    except IntegrityError:
        _done(row, _Outcome.KNOWN)
        return False
    return True


def _decided(row: Arrived, ours: Mailbox, channel: Channel, arrival: Arrival, brought: Brought) -> Decided:
    """What was decided before, else what is decided now and written down: before the entries are, in the order of commits."""
    decisions = Held.objects.filter(pk=row.pk)
    stored = decisions.values_list("decided", flat=True).get()
    if stored is not None:
        return Decided.of(stored)
    verdict = senders.verdict(channel, brought, is_last_try=row.attempts >= MOST_ATTEMPTS)
    decided = appending.decide(ours, channel, arrival, verdict)
    with db.on_disk_later(), transaction.atomic():
        if not decisions.filter(decided__isnull=True).update(
            decided=asdict(decided), customer=decided.customer or None
        ):
            quicker = decisions.values_list("decided", flat=True).get()  # another, after our lease had run out
            return Decided.of(quicker or {})
        Arrived.objects.filter(pk=row.pk).update(**_told(verdict), named=decided.named)
    return decided


def _told(verdict: SenderVerdict) -> dict[str, object]:
    ways = {name: getattr(verdict, name).value for name in ("spf", "dkim", "dmarc", "arc")}
    return {**ways, "is_proved": verdict.is_proved}


def _finish(row: Arrived, ours: Mailbox, arrival: Arrival, decided: Decided) -> None:
    outcome = appending.append(ours, arrival, decided)
    if isinstance(outcome, Failed):
        raise TryAgain
    if isinstance(outcome, Refused):
        raise NotReadable(outcome.code[:40])
    entry = outcome if isinstance(outcome, EntryRecord) else outcome.entry
    _done(row, _Outcome(decided.lane.value), entry)


def _done(row: Arrived, outcome: str, entry: EntryRecord | None = None) -> None:
    """Lost by a cut of the power, it is found done by the log the next time."""
    told = {"conversation": entry.conversation, "entry": entry.id} if entry else {}
    with db.on_disk_later(), transaction.atomic():
        if _held(row).update(outcome=outcome, why="", next_try_at=None, **told):
            Held.objects.filter(pk=row.pk).delete()


def _park(row: Arrived, why: str) -> None:
    logger.warning("what came in as %s is parked: %s", row.pk, why)
    _held(row).update(outcome=_Outcome.PARKED, why=why[:40], next_try_at=None)


def _later(row: Arrived, why: str) -> None:
    wait = _WAITS[min(row.attempts, len(_WAITS)) - 1]
    _held(row).update(why=why[:40], next_try_at=clock.now() + wait)


def _held(row: Arrived) -> QuerySet[Arrived]:
    """It, while our lease is the last that was given out."""
    return Arrived.objects.filter(pk=row.pk, outcome=_Outcome.WAITING, attempts=row.attempts)
