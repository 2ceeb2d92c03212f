"""From the ledger into the log: what waits is claimed, read, its sender looked at in other threads, and settled.

What cannot be read or appended is parked, and the next one goes on.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ALL_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import groupby

from django.db import transaction
from django.db.models import F

from kefu.channels import arrivals, blocking, bounds, holding, leases, registry, senders, settling, tallies
from kefu.channels.arrivals import Brought, Opened
from kefu.channels.contract import Arrival, Channel, NotReadable
from kefu.channels.deciding import Decided, Mailbox
from kefu.channels.leases import Done
from kefu.channels.models import Account
from kefu.channels.models_arrivals import Arrived
from kefu.channels.settling import Begun, Proof
from kefu.channels.tallies import What
from kefu.kit import clock, db
from kefu.trust import distress

MOST_ATTEMPTS = 6
CLOSED = "mailbox_closed"
UNKNOWN_REPORT, MOST_REPORTS = "unknown_report", 100  # that wait for a person at once
LEASE = timedelta(minutes=5)  # whoever holds one longer is gone
AT_ONCE, AT_ONCE_S = 200, 1.0
CLAIMED_AT_ONCE = 16
LOOKERS = 16  # threads that ask name servers; none of them holds a connection to the database
MOST_AHEAD, MOST_AHEAD_BYTES = 64, 64 * 1024 * 1024  # that are looked up at once
_SOON_S = 0.05
_Outcome = Arrived.Outcome

_left: list[Begun] = []  # begun in a round before, while name servers are asked
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
        claimed = _claimed(rows[start : start + CLAIMED_AT_ONCE])
        for begun in _begun(claimed):
            while _is_much(open_ones):  # a look takes seconds at most
                open_ones = _end_soon(open_ones)
            open_ones.append(begun)
        open_ones = _end_soon(open_ones)
        count += len(claimed)
        if time.monotonic() > ends:
            break
    while open_ones and time.monotonic() < ends:
        open_ones = _end_soon(open_ones)
    with _leaving:
        _left.extend(open_ones)
    return count


def take_in(row: int) -> bool:
    """Take one in. False if it is not waiting, or somebody else is at it."""
    claimed = _claimed([row])
    for begun in _begun(claimed):
        if begun.looks is not None:
            wait([begun.looks])
        settling.settle([begun])
    return bool(claimed)


def _is_much(begun: Sequence[Begun]) -> bool:
    return len(begun) >= MOST_AHEAD or sum(each.size_bytes for each in begun) > MOST_AHEAD_BYTES


def _end_soon(begun: Sequence[Begun]) -> list[Begun]:
    """Settle what is looked up within a moment, a sender's things in the order they came; what is left."""
    wait([each.looks for each in begun if each.looks], timeout=_SOON_S, return_when=ALL_COMPLETED)
    ready: list[Begun] = []
    left: list[Begun] = []
    for each in begun:
        if each.is_ready and all(each.domain != other.domain for other in left):
            ready.append(each)
        else:
            left.append(each)
    settling.settle(ready)
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


def _begun(rows: Sequence[Arrived]) -> Iterator[Begun]:
    """Read, and their senders asked about, in order; of large ones no two lie here before somebody wants them."""
    small = arrivals.small_ones([row.pk for row in rows]) if len(rows) > 1 else {}
    for is_small, run in groupby(rows, key=lambda row: row.pk in small):
        for together in [list(run)] if is_small else ([row] for row in run):
            reads = [(row, leases.guarded(row, partial(_read, row, small.get(row.pk)))) for row in together]
            yield from _asked([(row, read) for row, read in reads if read is not None])


@dataclass(frozen=True, slots=True)
class _Read:
    brought: Brought
    stored: Mapping[str, object] | None
    channel: Channel
    arrival: Arrival
    peer: str


def _read(row: Arrived, opened: Callable[[], Opened] | None) -> _Read | None:
    """None where there is nothing more to do. NotReadable."""
    if row.attempts > MOST_ATTEMPTS:
        raise NotReadable(row.why or "gave_up")
    if not row.account.is_open:
        raise NotReadable(CLOSED)
    channel = registry.channels()[row.account.channel]
    try:
        brought, stored = opened() if opened else arrivals.opened_with_decision(row.pk)
    except ValueError as error:
        raise NotReadable("sealed") from error
    peer = holding.together(brought.envelope.peer)
    path = brought.envelope.sender if brought.envelope.helo else None
    arrival = channel.read(brought.raw, receivers=brought.receivers, return_path=path)
    if row.attempts == 1:
        bounds.guessed(arrival, peer=peer)
    if arrival.is_report:
        if settling.first_ones([(row, arrival, Proof.REPORT)]):
            _hear(row, arrival)
        return None
    if not arrival.sender:
        raise NotReadable("no_sender")
    return _Read(brought, stored, channel, arrival, peer)


def _asked(reads: Sequence[tuple[Arrived, _Read]]) -> Iterator[Begun]:
    blockers = blocking.blockers_of({read.arrival.sender for _row, read in reads})
    for row, read in reads:
        arrival, blocker = read.arrival, blockers.get(read.arrival.sender)
        if blocker is not None and not distress.is_hacked(f"{arrival.subject}\n{arrival.text}"):
            leases.block(row, blocker)
            continue
        size, ours = len(read.brought.raw), _mailbox(row.account)
        begun = Begun(row, ours, read.channel, arrival, size, read.peer, blocker)
        if read.stored is not None:
            yield replace(begun, decided=Decided.of(read.stored))
            continue
        ask = partial(senders.verdict, read.channel, read.brought, is_last_try=row.attempts >= MOST_ATTEMPTS)
        yield replace(begun, looks=_lookers().submit(ask))


def _mailbox(account: Account) -> Mailbox:
    category = str(account.settings.get("category", ""))
    return Mailbox(account.pk, account.channel, account.language, account.team_id, category)


def _hear(row: Arrived, arrival: Arrival) -> None:
    """What is about nothing of ours is for a person to see, so much of it as nobody can write to hide all else."""
    if not senders.heard(row.account_id, arrival):
        if arrivals.parked_because(UNKNOWN_REPORT) < MOST_REPORTS:
            raise NotReadable(UNKNOWN_REPORT)
        tallies.add(What.UNKNOWN_REPORT)
    leases.done([Done(row, _Outcome.REPORT)])
