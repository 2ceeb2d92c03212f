"""What is read, its sender looked at, becomes entries: several things by the same few statements, each of them once.

What was decided of a thing is written down before the log is asked, and the log knows it by its digest: cut off anywhere and
begun again, it becomes the same entries. What fails together is tried one by one. Used by `taking_in` alone.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TypeVar

from django.db import IntegrityError, transaction

from kefu.channels import accounts, appending, arrivals, deciding, leases, originals
from kefu.channels.contract import Arrival, Channel, NotReadable
from kefu.channels.deciding import Decided, Mailbox, Placed
from kefu.channels.leases import Done
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.tallies import Counting
from kefu.channels.threading import Lane, Sender
from kefu.conversations.records import EntryRecord, Failed, Known, Outcome, Refused
from kefu.kit import db
from kefu.kit.errors import TryAgain
from kefu.people import recognising
from kefu.trust.mails.kinds import SenderVerdict

logger = logging.getLogger(__name__)

MOST_TOGETHER, MOST_TOGETHER_BYTES = 16, 512 * 1024
_ARRIVED = Arrived._meta.db_table
_WRITE_DOWN = f"UPDATE {Held._meta.db_table} SET decided = %s, customer = %s WHERE arrived_id = %s"
_TOLD = "named, spf, dkim, dmarc, arc, is_proved"
_Outcome = Arrived.Outcome
T = TypeVar("T")


class Proof(StrEnum):
    """What is known of who a thing is from. Part of what it is known by: never rename a value."""

    PROVED = "proved"
    NONE = "unproved"
    REPORT = "report"  # nobody asks


@dataclass(frozen=True, slots=True)
class Begun:
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


@dataclass(slots=True)
class _Item:
    """One thing on its way; `is_over`: nothing more is to be done of it. `known`: the addresses in it that are our own."""

    begun: Begun
    arrival: Arrival
    verdict: SenderVerdict | None = None
    sender: Sender | None = None
    placed: Placed | None = None
    decided: Decided | None = None
    entry: EntryRecord | None = None
    known: Collection[str] = field(default_factory=set)
    is_over: bool = False

    @property
    def row(self) -> Arrived:
        return self.begun.row

    def guarded(self, job: Callable[[], T]) -> T | None:
        found = leases.guarded(self.row, job)
        self.is_over = self.is_over or found is None
        return found


def settle(begun: Sequence[Begun]) -> None:
    """All that is ready, in order."""
    for part in _parts(begun):
        items = [_item(each) for each in part]
        if len(items) == 1:
            _one_by_one(items)
            continue
        try:
            _settle(items)
        except leases.AWAY:
            raise
        except Exception:
            logger.exception("%d things that came in are taken in one by one", len(items))
            _one_by_one(items)


def _one_by_one(items: Sequence[_Item]) -> None:
    for item in items:
        if not item.is_over:
            item.guarded(partial(_settle, [item]))


def _parts(begun: Sequence[Begun]) -> Iterator[Sequence[Begun]]:
    """Runs in which nothing is of the same sender as another, the same thing, or an answer to it: the first is in by then."""
    part: list[Begun] = []
    for each in begun:
        if part and not _fits(each, part):
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _fits(begun: Begun, part: Sequence[Begun]) -> bool:
    arrival, others = begun.arrival, [each.arrival for each in part]
    size = begun.size_bytes + sum(each.size_bytes for each in part)
    if len(part) >= MOST_TOGETHER or size > MOST_TOGETHER_BYTES or begun.channel is not part[0].channel:
        return False
    names = {name for each in others for name in (each.digest, each.sender.casefold(), each.external_id)}
    return names.isdisjoint({arrival.digest, arrival.sender.casefold(), *arrival.answers})


def _item(begun: Begun) -> _Item:
    if begun.decided is None:
        return _Item(begun, begun.arrival)
    return _Item(begun, replace(begun.arrival, digest=begun.row.digest or begun.arrival.digest), decided=begun.decided)


def _settle(items: Sequence[_Item]) -> None:
    """Begun again it goes on where it was."""
    for step in (_prove, _know, _decide, _append, _end):
        left = [item for item in items if not item.is_over]
        if left:
            step(left)


def _prove(items: Sequence[_Item]) -> None:
    """Who each is from."""
    for item in items:
        if item.decided is None and item.begun.looks is not None:
            item.verdict = item.guarded(item.begun.looks.result)
    left = [item for item in items if not item.is_over]
    asked = set[str]().union(*(deciding.addresses_in(item.arrival, item.verdict) for item in left))
    known = accounts.ours(left[0].begun.channel.key, asked) if left else set()
    staffs = recognising.staffs({item.arrival.sender for item in left if item.verdict})
    for item in left:
        item.known = known
        if item.verdict is not None:
            item.sender = deciding.sender_of(item.arrival, item.verdict, known=known, staffs=staffs)
            _mind_blocker(item, item.sender)


def _mind_blocker(item: _Item, sender: Sender) -> None:
    """One whom the exchange signed for, proved, is heard when they say that they were robbed."""
    blocker = item.begun.blocker
    if blocker is not None and not (sender.is_proved and recognising.is_signed(item.arrival.sender)):
        leases.block(item.row, blocker)
        item.is_over = True


def _know(items: Sequence[_Item]) -> None:
    """Those go on that are nothing that came before."""
    new = {item.row.pk: item for item in items if item.decided is None}
    first = first_ones([(item.row, item.arrival, _proof(item)) for item in new.values()])
    for row, item in new.items():
        if row in first:
            digest = ledger_digest(item.begun.arrival.digest, _proof(item))
            item.arrival = replace(item.begun.arrival, digest=digest)
        else:
            item.is_over = True


def _proof(item: _Item) -> Proof:
    return Proof.PROVED if item.sender is not None and item.sender.is_proved else Proof.NONE


def first_ones(things: Sequence[tuple[Arrived, Arrival, Proof]]) -> set[int]:
    """Rows of those of which nothing else in the ledger is the same in other bytes, as well proved or better; the others are
    done. IntegrityError where one of several is not, whom somebody else takes in just now."""
    told = {row.pk: (row, ledger_digest(arrival.digest, proof), arrival, proof) for row, arrival, proof in things}
    asked = {arrival.digest for _row, arrival, proof in things if proof is Proof.NONE}
    asked |= {digest for _row, digest, _arrival, _proof in told.values()}
    taken = dict(Arrived.objects.filter(digest__in=asked).values_list("digest", "pk")) if asked else {}
    old = [
        Done(row, _Outcome.KNOWN)
        for pk, (row, digest, arrival, proof) in told.items()
        if {taken.get(digest, pk), taken.get(arrival.digest, pk) if proof is Proof.NONE else pk} != {pk}
    ]
    if old:
        leases.done(old)
    first = told.keys() - {each.row.pk for each in old}
    named = [(pk, told[pk][1], arrivals.message_hash(told[pk][2].external_id)) for pk in sorted(first)]
    try:
        with db.on_disk_later(), transaction.atomic():
            db.update_rows(_ARRIVED, "digest, message", named)
    except IntegrityError:
        if len(things) > 1:
            raise
        leases.done([Done(row, _Outcome.KNOWN) for row, _arrival, _proof in things])
        return set()
    return set(first)


def ledger_digest(digest: str, proof: Proof) -> str:
    """What a thing is known by: another for what is proved than for what only says the same, so that a forged copy that comes
    first never silences the genuine one."""
    return digest if proof is Proof.PROVED else hashlib.sha256(f"{digest}.{proof}".encode()).hexdigest()


def _decide(items: Sequence[_Item]) -> None:
    new = [item for item in items if item.decided is None]
    with Counting() as counting:
        for item in new:
            if item.placed is None and item.sender is not None:
                told = (item.begun.ours, item.arrival, item.sender)
                place = partial(deciding.placed, *told, peer=item.begun.peer, counting=counting)
                item.placed = item.guarded(place)
    placed = [(item, item.placed) for item in new if item.placed is not None and not item.is_over]
    customers = deciding.customers_of([thing for _item, thing in placed])
    floods = deciding.floods(set(customers) - {0})
    decided = {}
    for (item, thing), customer in zip(placed, customers, strict=True):
        found = item.guarded(partial(deciding.decide, thing, customer=customer, is_flood=customer in floods))
        if found is not None:
            decided[item.row.pk] = (item, found)
    holds = _written_down(decided)
    for pk, (item, _found) in decided.items():
        item.decided, item.is_over = holds.get(pk), pk not in holds


def _written_down(decided: dict[int, tuple[_Item, Decided]]) -> dict[int, Decided]:
    """Before the entries are, in the order of commits. What another decided meanwhile, when our lease had run out, holds;
    nothing of what they finished."""
    with db.on_disk_later(), transaction.atomic():
        rows = Held.objects.filter(pk__in=decided).order_by("pk").select_for_update()
        quicker = dict(rows.values_list("pk", "decided"))
        new = [pk for pk in decided if pk in quicker and quicker[pk] is None]
        old = {pk: Decided.of(stored) for pk, stored in quicker.items() if stored is not None}
        db.run_many(
            _WRITE_DOWN, [(json.dumps(asdict(decided[pk][1])), decided[pk][1].customer or None, pk) for pk in new]
        )
        db.update_rows(_ARRIVED, _TOLD, [(pk, *_told(*decided[pk])) for pk in new])
    return {pk: decided[pk][1] for pk in new} | old


def _told(item: _Item, decided: Decided) -> tuple[object, ...]:
    verdict = item.verdict or SenderVerdict(None)
    ways = (verdict.spf.value, verdict.dkim.value, verdict.dmarc.value, verdict.arc.value)
    return (decided.named, *ways, verdict.is_proved)


def _append(items: Sequence[_Item]) -> None:
    things = [(item, item.decided) for item in items if item.decided is not None and item.entry is None]
    words = [(item, decided) for item, decided in things if decided.lane is not Lane.ECHO]
    if not words:
        return
    outcomes = appending.append(
        [appending.Thing(item.begun.ours, item.arrival, decided, item.known) for item, decided in words]
    )
    for (item, _decided), outcome in zip(words, outcomes, strict=True):
        item.entry = item.guarded(partial(_entry, outcome))


def _entry(outcome: Outcome) -> EntryRecord:
    if isinstance(outcome, Failed):
        raise TryAgain
    if isinstance(outcome, Refused):
        raise NotReadable(outcome.code[:40])
    return outcome.entry if isinstance(outcome, Known) else outcome


def _end(items: Sequence[_Item]) -> None:
    ended = [(item, item.decided) for item in items if item.decided is not None]
    originals.keep(
        [
            originals.Became(item.row.pk, item.arrival, decided, item.entry, item.known)
            for item, decided in ended
            if item.entry is not None
        ]
    )
    leases.done([Done(item.row, _Outcome(decided.lane.value), item.entry) for item, decided in ended])
    for item, _decided in ended:
        item.is_over = True
