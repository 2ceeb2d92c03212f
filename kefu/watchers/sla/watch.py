"""Keeps the promise of a first answer: starts a clock where one was given, stops it at our first word, and tells in time.

A promise is given to who writes by mail (`KEFU_MAIL_PROMISE_HOURS`). Its clock runs day and night: putting the conversation
off or closing it does not stop it, the answer of a person does, unless it comes back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kefu.conversations import everywhere, log, reported
from kefu.conversations.data import ClosedData
from kefu.conversations.data_joins import MergedIntoData
from kefu.conversations.data_mail import UndeliverableData
from kefu.conversations.data_sla import SlaData, Target
from kefu.conversations.kinds import Audience, Author, AuthorKind, CloseReason, DeliveryStatus, Kind
from kefu.conversations.react import Effect, Watcher
from kefu.conversations.records import Draft, EntryRecord, Failed
from kefu.kit import clock, db
from kefu.watchers.sla import clocks

AT_ONCE = 100
LOOKED_AT_ONCE = 20
_JOINS = frozenset({Kind.MERGED_INTO, Kind.UNMERGED, Kind.UNSPLIT})


class Sla(Watcher):
    key = "sla"
    watches = frozenset({Kind.OPENED, Kind.MESSAGE, Kind.UNDELIVERABLE, Kind.CLOSED, Kind.REOPENED, *_JOINS})

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
        """It appends nothing. Twice changes nothing: a clock is started once, and the first answer stays the first."""
        told = [entry for entry in entries if entry.kind is not Kind.MESSAGE or is_answer(entry)]
        rows = {entry.conversation for entry in told}
        by_mail = everywhere.with_account(rows)
        promised = by_mail | clocks.that_run(rows) | _receive(told)
        if promised:
            with db.on_disk_later(), transaction.atomic():
                for entry in told:
                    if entry.conversation in (by_mail if entry.kind is Kind.OPENED else promised):
                        _follow(entry)
        return ()

    def sweep(self) -> None:
        clocks.bring_home()
        while tell(clock.now()) == AT_ONCE:
            pass
        for conversation in clocks.to_look_at(clock.now(), limit=LOOKED_AT_ONCE):
            _look_again(conversation)


def is_answer(entry: EntryRecord) -> bool:
    """A person of ours to the customer: what goes out by itself keeps no promise."""
    is_ours = entry.author.kind is AuthorKind.AGENT and entry.kind is Kind.MESSAGE
    return is_ours and entry.audience is Audience.EVERYONE


def tell(now: datetime) -> int:
    """Write into the log of each what is nearly due or over; how many were. What was told is told once."""
    found = clocks.to_tell(now, limit=AT_ONCE)
    author = Author(kind=AuthorKind.WATCHER, name=Sla.key)
    outcomes = log.append(
        [
            Draft(
                each.runs_in,
                Kind.SLA_BREACHED if each.is_over else Kind.SLA_NEAR,
                author,
                SlaData(what=Target.FIRST_ANSWER, due=each.due_at),
                audience=Audience.STAFF,
                key=f"{each.conversation}.{'over' if each.is_over else 'near'}",
            )
            for each in found
        ]
    )
    done = [each for each, outcome in zip(found, outcomes, strict=True) if not isinstance(outcome, Failed)]
    clocks.told(done)
    return len(done)


def _look_again(conversation: int) -> None:
    """A mail that came back is no answer."""
    for promised_in, since, since_here in clocks.logs_of(conversation):
        own = reported.first_arrived(promised_in, since=since)
        here = reported.first_arrived(conversation, since=since_here)
        arrived = min((moment for moment in (own, here) if moment is not None), default=None)
        clocks.returned(promised_in, arrived_at=arrived, now=clock.now())


def _receive(told: Iterable[EntryRecord]) -> set[int]:
    """What something is merged into in the same pass: what was said there after it is an answer too."""
    return {entry.data.conversation for entry in told if isinstance(entry.data, MergedIntoData)}


def _moves(conversation: int, at: datetime) -> None:
    """To where each is read now, however often that was joined and parted: whose clocks run here, and its own."""
    for row in {conversation, *clocks.merged_into(conversation)}:
        clocks.move(row, goes_on_in=everywhere.goes_on_in(row), at=at)


def _follow(entry: EntryRecord) -> None:
    match entry.kind, entry.data:
        case Kind.OPENED, _:
            if settings.MAIL_PROMISE_HOURS:
                promise = timedelta(hours=settings.MAIL_PROMISE_HOURS)
                clocks.start(entry.conversation, at=entry.created_at, promise=promise)
        case Kind.MESSAGE, _:
            if not clocks.answered(entry.conversation, at=entry.created_at):
                _look_again(entry.conversation)
        case Kind.UNDELIVERABLE, UndeliverableData(status=DeliveryStatus.FAILED | DeliveryStatus.BOUNCED):
            _look_again(everywhere.goes_on_in(entry.conversation))
        case Kind.CLOSED, ClosedData(reason=CloseReason.SPAM):
            clocks.void(entry.conversation, True)
        case Kind.REOPENED, _:
            clocks.void(entry.conversation, False)
        case ((Kind.MERGED_INTO | Kind.UNMERGED | Kind.UNSPLIT), _):
            _moves(entry.conversation, entry.created_at)
