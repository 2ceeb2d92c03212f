"""From the ledger into the log: what waits is read, its sender proved, its place found, and appended. Once, whatever breaks.

What was decided of a thing is written down before the log is asked, and the log knows it by its digest: cut off anywhere and
begun again, it becomes the same entries. What cannot be read or appended is parked, and the next one goes on.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, partial
from typing import TypeVar

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet

from kefu.channels import appending, arrivals, blocking, bounds, holding, originals, registry, senders, tallies
from kefu.channels.appending import Decided, Mailbox
from kefu.channels.contract import Arrival, Channel, NotReadable
from kefu.channels.models import Account
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.senders import Untold
from kefu.channels.tallies import What
from kefu.channels.threading import Lane
from kefu.conversations.records import EntryRecord, Failed, Refused
from kefu.kit import clock, db
from kefu.kit.errors import TooMany, TryAgain
from kefu.people import recognising
from kefu.trust import distress
from kefu.trust.mails.kinds import SenderVerdict

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
CLOSED = "mailbox_closed"
UNKNOWN_REPORT, MOST_REPORTS = "unknown_report", 100  # that wait for a person at once
LEASE = timedelta(minutes=5)  # whoever holds one longer is gone
AT_ONCE, AT_ONCE_S = 200, 1.0
CLAIMED_AT_ONCE = 8
LOOKERS = 16  # threads that ask name servers; none of them holds a connection to the database
MOST_AHEAD, MOST_AHEAD_BYTES = 64, 64 * 1024 * 1024  # that are looked up at once
_SOON_S = 0.05
_WAITS = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_LATER = (Untold, TooMany, TryAgain, OSError)  # others were too busy, or away
_Outcome = Arrived.Outcome
T = TypeVar("T")


class Proof(StrEnum):
    """What is known of who a thing is from. Part of what it is known by: never rename a value."""

    PROVED = "proved"
    NONE = "unproved"
    REPORT = "report"  # nobody asks


@dataclass(frozen=True, slots=True)
class _Begun:
    """Claimed and read: `decided` before, or what `looks` at its sender in another thread."""

    row: Arrived
    ours: Mailbox
    channel: Channel
    arrival: Arrival
    size_bytes: int
    peer: str
    blocker: int | None = None  # whom our people blocked is heard in need alone
    decided: Decided | None = None
    looks: "Future[SenderVerdict] | None" = None

    @property
    def is_ready(self) -> bool:
        return self.looks is None or self.looks.done()

    @property
    def domain(self) -> str:
        return self.arrival.sender.rpartition("@")[2].casefold()


_left: list[_Begun] = []  # begun in a round before, while name servers are asked
_leaving = threading.Lock()


@cache
def _lookers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LOOKERS, thread_name_prefix="senders")


def work(now: datetime) -> int:
    """Take in what is due, in the order it came, what was tried before last; how many were looked at or still are. Safe to run
    twice, and beside itself. A name server that stands still keeps nobody waiting but those it tells of."""
    due = Arrived.objects.filter(next_try_at__lte=now, outcome=_Outcome.WAITING).order_by("attempts", "pk")
    rows, ends = list(due.values_list("pk", flat=True)[:AT_ONCE]), time.monotonic() + AT_ONCE_S
    with _leaving:
        open_ones, count = list(_left), len(_left)
        _left.clear()
    for start in range(0, len(rows), CLAIMED_AT_ONCE):
        for found in _claimed(rows[start : start + CLAIMED_AT_ONCE]):
            while _is_much(open_ones):  # a look takes seconds at most
                open_ones = _end_soon(open_ones)
            begun = _guarded(found, partial(_begin, found))
            open_ones = _end_ready([*open_ones, begun] if begun else open_ones)
            count += 1
        if time.monotonic() > ends:
            break
    while open_ones and time.monotonic() < ends:
        open_ones = _end_soon(open_ones)
    with _leaving:
        _left.extend(open_ones)
    return count


def take_in(row: int) -> bool:
    """Take one in. False if it is not waiting, or somebody else is at it."""
    for found in _claimed([row]):
        begun = _guarded(found, partial(_begin, found))
        if begun is not None:
            _guarded(found, partial(_end, begun))
        return True
    return False


def _is_much(begun: Sequence[_Begun]) -> bool:
    return len(begun) >= MOST_AHEAD or sum(each.size_bytes for each in begun) > MOST_AHEAD_BYTES


def _end_soon(begun: Sequence[_Begun]) -> list[_Begun]:
    """The same, once one more is looked up or a moment is over."""
    wait([each.looks for each in begun if each.looks], timeout=_SOON_S, return_when=FIRST_COMPLETED)
    return _end_ready(begun)


def _end_ready(begun: Sequence[_Begun]) -> list[_Begun]:
    """End what is looked up, a sender's mails in the order they came; what is left."""
    left: list[_Begun] = []
    for each in begun:
        if each.is_ready and all(each.domain != other.domain for other in left):
            _guarded(each.row, partial(_end, each))
        else:
            left.append(each)
    return left


def _claimed(rows: Sequence[int]) -> list[Arrived]:
    """Those of them that wait and nobody else is at, with a lease that is ours, in the order they came."""
    now = clock.now()
    waiting = Arrived.objects.filter(pk__in=rows, outcome=_Outcome.WAITING, next_try_at__lte=now)
    locked = waiting.select_related("account").select_for_update(of=("self",), skip_locked=True)
    with db.on_disk_later(), transaction.atomic():  # lost, they are tried once more
        found = list(locked.order_by("attempts", "pk"))
        taken = Arrived.objects.filter(pk__in=[each.pk for each in found])
        taken.update(attempts=F("attempts") + 1, next_try_at=now + LEASE)
    for each in found:
        each.attempts += 1
    return found


def _guarded(row: Arrived, job: Callable[[], T]) -> T | None:
    """What the job returns; None where it is parked, or waits for another try."""
    try:
        return job()
    except NotReadable as error:
        _park(row, error.why)
    except _LATER as error:
        _later(row, type(error).__name__)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the lease runs out
    except Exception:
        logger.exception("what came in as %s cannot be taken in", row.pk)
        _later(row, "broken")
    return None


def _begin(row: Arrived) -> _Begun | None:
    """Read, and its sender asked about; None where there is nothing more to do. NotReadable."""
    if row.attempts > MOST_ATTEMPTS:
        raise NotReadable(row.why or "gave_up")
    if not row.account.is_open:
        raise NotReadable(CLOSED)
    channel = registry.channels()[row.account.channel]
    try:
        brought, stored = arrivals.opened_with_decision(row.pk)
    except ValueError as error:
        raise NotReadable("sealed") from error
    peer = holding.together(brought.envelope.peer)
    path = brought.envelope.sender if brought.envelope.helo else None
    arrival = channel.read(brought.raw, receivers=brought.receivers, return_path=path)
    if row.attempts == 1:
        bounds.guessed(arrival, peer=peer)
    if arrival.is_report:
        if _is_first(row, arrival, Proof.REPORT):
            _hear(row, arrival)
        return None
    blocker = blocking.blocker_of(arrival.sender) if arrival.sender else None
    if blocker is not None and not distress.is_hacked(f"{arrival.subject}\n{arrival.text}"):
        _block(row, blocker)
        return None
    begun = _Begun(row, _mailbox(row.account), channel, arrival, len(brought.raw), peer, blocker)
    if stored is not None:
        return replace(begun, decided=Decided.of(stored))
    ask = partial(senders.verdict, channel, brought, is_last_try=row.attempts >= MOST_ATTEMPTS)
    return replace(begun, looks=_lookers().submit(ask))


def _mailbox(account: Account) -> Mailbox:
    category = str(account.settings.get("category", ""))
    return Mailbox(account.pk, account.channel, account.language, account.team_id, category)


def _end(begun: _Begun) -> None:
    row, arrival = begun.row, begun.arrival
    if begun.decided is not None:
        _finish(row, begun.ours, replace(arrival, digest=row.digest or arrival.digest), begun.decided)
    elif begun.looks is not None:
        _end_anew(begun, begun.looks.result())


def _end_anew(begun: _Begun, verdict: SenderVerdict) -> None:
    row, arrival = begun.row, begun.arrival
    sender = appending.sender_of(begun.channel, arrival, verdict)
    if begun.blocker is not None and not (sender.is_proved and recognising.is_signed(arrival.sender)):
        _block(
            row, begun.blocker
        )  # one whom the exchange signed for, proved, is heard when they say that they were robbed
        return
    proof = Proof.PROVED if sender.is_proved else Proof.NONE
    if not _is_first(row, arrival, proof):
        return
    known = replace(arrival, digest=ledger_digest(arrival.digest, proof))
    decided = _decided(row, appending.decide(begun.ours, known, sender, peer=begun.peer), verdict)
    _finish(row, begun.ours, known, decided)


def _block(row: Arrived, blocker: int) -> None:
    _held(row).update(outcome=_Outcome.BLOCKED, blocked=blocker, next_try_at=None)


def _hear(row: Arrived, arrival: Arrival) -> None:
    """What is about nothing of ours is for a person to see, so much of it as nobody can write to hide all else."""
    if senders.heard(row.account_id, arrival):
        _done(row, _Outcome.REPORT)
    elif arrivals.parked_because(UNKNOWN_REPORT) < MOST_REPORTS:
        raise NotReadable(UNKNOWN_REPORT)
    else:
        tallies.add(What.UNKNOWN_REPORT)
        _done(row, _Outcome.REPORT)


def ledger_digest(digest: str, proof: Proof) -> str:
    """What a thing is known by: another for what is proved than for what only says the same, so that a forged copy that comes
    first never silences the genuine one."""
    return digest if proof is Proof.PROVED else hashlib.sha256(f"{digest}.{proof}".encode()).hexdigest()


def _is_first(row: Arrived, arrival: Arrival, proof: Proof) -> bool:
    """Whether nothing else in the ledger is the same thing in other bytes, as well proved or better."""
    if proof is Proof.NONE and Arrived.objects.filter(digest=arrival.digest).exclude(pk=row.pk).exists():
        _done(row, _Outcome.KNOWN)
        return False
    told = {"digest": ledger_digest(arrival.digest, proof), "message": arrivals.message_hash(arrival.external_id)}
    try:
        with db.on_disk_later():
            Arrived.objects.filter(pk=row.pk).update(**told)
    except IntegrityError:
        _done(row, _Outcome.KNOWN)
        return False
    return True


def _decided(row: Arrived, decided: Decided, verdict: SenderVerdict) -> Decided:
    """Written down: before the entries are, in the order of commits. What another decided meanwhile, when our lease had run
    out, holds."""
    decisions = Held.objects.filter(pk=row.pk)
    with db.on_disk_later(), transaction.atomic():
        if not decisions.filter(decided__isnull=True).update(
            decided=asdict(decided), customer=decided.customer or None
        ):
            quicker = decisions.values_list("decided", flat=True).get()
            return Decided.of(quicker or {})
        Arrived.objects.filter(pk=row.pk).update(**_told(verdict), named=decided.named)
    return decided


def _told(verdict: SenderVerdict) -> dict[str, object]:
    ways = {name: getattr(verdict, name).value for name in ("spf", "dkim", "dmarc", "arc")}
    return {**ways, "is_proved": verdict.is_proved}


def _finish(row: Arrived, ours: Mailbox, arrival: Arrival, decided: Decided) -> None:
    if decided.lane is Lane.ECHO:
        _done(row, _Outcome.ECHO)
        return
    outcome = appending.append(ours, arrival, decided)
    if isinstance(outcome, Failed):
        raise TryAgain
    if isinstance(outcome, Refused):
        raise NotReadable(outcome.code[:40])
    entry = outcome if isinstance(outcome, EntryRecord) else outcome.entry
    originals.keep(row, arrival, decided, entry)
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
