"""Folds entries into a conversation's columns. Pure; `replay` over the whole log must equal what is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from kefu.conversations import conduct, joins
from kefu.conversations.data import (
    AssignedData,
    Data,
    FieldSetData,
    FieldValue,
    OpenedData,
    SnoozedData,
    SortedData,
    TaggedData,
)
from kefu.conversations.data_conduct import FREE, AppealDecidedData, Conduct
from kefu.conversations.data_emptied import Because, ErasedData
from kefu.conversations.data_joins import (
    ALONE,
    Joins,
    MergedFromData,
    MergedIntoData,
    SplitFromData,
    UnmergedData,
    UnsplitData,
)
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Audience, AuthorKind, Holder, Kind, Priority, Status
from kefu.conversations.records import EntryRecord


@dataclass(frozen=True, slots=True)
class Sorting:
    """The columns by which a conversation is found again. No message touches them, so they travel as one."""

    team: int | None = None
    priority: Priority = Priority.NORMAL
    category: str = ""
    snoozed_until: datetime | None = None
    tags: tuple[str, ...] = ()
    fields: Mapping[str, FieldValue] = field(default_factory=dict)


UNSORTED = Sorting()


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded columns of a conversation. `waiting_since`: when the customer's oldest unanswered word came."""

    status: Status = Status.OPEN
    holder: Holder = Holder.QUEUE
    assignee: int | None = None
    last_seq: int = 0
    last_public_seq: int = 0
    last_message_seq: int = 0
    waiting_since: datetime | None = None
    last_entry_at: datetime | None = None
    sorting: Sorting = UNSORTED
    joins: Joins = ALONE
    conduct: Conduct = FREE


def apply(state: Folded, entry: EntryRecord) -> Folded:
    """The columns after one more entry."""
    public_seq = entry.public_seq or state.last_public_seq
    if entry.kind is Kind.MESSAGE:  # nearly all are: one new state instead of two, at half of what `replace` takes
        return Folded(
            status=state.status,
            holder=state.holder if state.holder is not Holder.BOT else _holder_after(entry),
            assignee=state.assignee,
            last_seq=entry.seq,
            last_public_seq=public_seq,
            last_message_seq=entry.seq,
            waiting_since=_waiting_since(state, entry),
            last_entry_at=entry.created_at,
            sorting=state.sorting,
            joins=state.joins,
            conduct=state.conduct,
        )
    if entry.kind is not Kind.ERASED:
        return _after_event(state, entry, public_seq)
    return _after_erased(state, entry, public_seq)


def _after_event(state: Folded, entry: EntryRecord, public_seq: int) -> Folded:
    state = replace(state, last_seq=entry.seq, last_public_seq=public_seq, last_entry_at=entry.created_at)
    match entry.kind:
        case Kind.CLOSED:
            return replace(_awake(state), status=Status.CLOSED, waiting_since=None)
        case Kind.REOPENED | Kind.WOKEN:
            return replace(_awake(state), status=Status.OPEN)
        case Kind.SNOOZED:
            return replace(state, status=Status.SNOOZED, sorting=_sorted(state.sorting, entry.data))
        case Kind.ASSIGNED | Kind.OPENED | Kind.BOT_SAID | Kind.CHOSEN | Kind.HANDED_OVER | Kind.PAPERS:
            return _after_moved(state, entry)
        case Kind.TAGGED | Kind.SORTED | Kind.FIELD_SET | Kind.PARTICULARS:
            return replace(state, sorting=_sorted(state.sorting, entry.data))
        case Kind.WARNED | Kind.PAUSED | Kind.ENDED | Kind.APPEALED | Kind.APPEAL_DECIDED:
            return _after_conduct(state, entry)
        case _:
            return _after_joined(state, entry)


def replay(entries: Iterable[EntryRecord]) -> Folded:
    """The columns as the log alone tells them."""
    state = Folded()
    for entry in entries:
        state = apply(state, entry)
    return state


def _after_erased(state: Folded, entry: EntryRecord, public_seq: int) -> Folded:
    """It keeps its place among the others: nothing was said. What was noted in fields is gone, and so is who waited."""
    sorting = replace(_awake(state).sorting, fields={})
    state = replace(state, last_seq=entry.seq, last_public_seq=public_seq, sorting=sorting)
    if isinstance(entry.data, ErasedData) and entry.data.because is Because.RULE:
        return state
    return replace(state, status=Status.CLOSED, waiting_since=None)


def _waiting_since(state: Folded, message: EntryRecord) -> datetime | None:
    if message.author.kind is AuthorKind.CUSTOMER:
        return state.waiting_since or message.created_at
    return None


def _after_papers(state: Folded, entry: EntryRecord) -> datetime | None:
    """Who sends papers waits for somebody to look; whom we asked or answered waits no more."""
    if entry.author.kind is AuthorKind.CUSTOMER:
        return state.waiting_since or entry.created_at
    is_word = entry.author.kind is AuthorKind.AGENT and entry.audience is Audience.EVERYONE
    return None if is_word else state.waiting_since


def _holder_after(message: EntryRecord) -> Holder:
    """A word of staff ends what the assistant began, for good."""
    return Holder.QUEUE if message.author.kind is AuthorKind.AGENT else Holder.BOT


def _after_moved(state: Folded, entry: EntryRecord) -> Folded:
    """Who has it now. Whoever is handed over waits for a person from then on."""
    match entry.kind:
        case Kind.ASSIGNED:
            return _after_assigned(state, entry.data)
        case Kind.OPENED:
            is_bots = isinstance(entry.data, OpenedData) and entry.data.bot
            return replace(state, holder=Holder.BOT) if is_bots else state
        case Kind.PAPERS:
            return replace(state, waiting_since=_after_papers(state, entry))
        case Kind.BOT_SAID:
            return replace(state, waiting_since=None)
        case Kind.HANDED_OVER if state.holder is Holder.BOT:
            return replace(state, holder=Holder.QUEUE, waiting_since=state.waiting_since or entry.created_at)
        case _:
            return replace(state, waiting_since=state.waiting_since or entry.created_at)


def _after_assigned(state: Folded, data: object) -> Folded:
    agent = data.agent if isinstance(data, AssignedData) else None
    holder = Holder.QUEUE if agent is None else Holder.AGENT
    if isinstance(data, AssignedData) and data.team is not None:
        return replace(state, assignee=agent, holder=holder, sorting=replace(state.sorting, team=data.team or None))
    return replace(state, assignee=agent, holder=holder)


def _awake(state: Folded) -> Folded:
    if state.sorting.snoozed_until is None:
        return state
    return replace(state, sorting=replace(state.sorting, snoozed_until=None))


def _sorted(old: Sorting, data: Data) -> Sorting:
    match data:
        case SnoozedData(until=until):
            return replace(old, snoozed_until=until)
        case TaggedData(added=added, removed=removed):
            return replace(old, tags=tuple(sorted((set(old.tags) - set(removed)) | set(added))))
        case FieldSetData(field=name, value=value):
            others = {key: kept for key, kept in old.fields.items() if key != name}
            return replace(old, fields=others if value is None else {**others, name: value})
        case ParticularsData(category=category):
            return replace(old, category=category or old.category)
        case SortedData():
            return replace(
                old,
                team=old.team if data.team is None else data.team or None,
                priority=old.priority if data.priority is None else data.priority,
                category=old.category if data.category is None else data.category,
            )
        case _:
            return old


def _after_conduct(state: Folded, entry: EntryRecord) -> Folded:
    state = replace(state, conduct=conduct.apply(state.conduct, entry))
    if entry.kind is Kind.ENDED:
        return replace(_awake(state), status=Status.CLOSED, waiting_since=None)
    if isinstance(entry.data, AppealDecidedData) and entry.data.is_lifted:
        return replace(state, status=Status.OPEN)
    return state


def _after_joined(state: Folded, entry: EntryRecord) -> Folded:
    """What was merged is closed; whoever waited in it waits in the one that goes on."""
    state = replace(state, joins=joins.apply(state.joins, entry))
    match entry.data:
        case MergedIntoData() | UnsplitData(leaves=True, joins=True):
            return replace(_awake(state), status=Status.CLOSED, waiting_since=None)
        case (
            MergedFromData(was_open=True, since=since)
            | UnmergedData(leaves=True, was_open=True, since=since)
            | UnsplitData(leaves=False, was_open=True, since=since)
        ):
            return replace(_awake(state), status=Status.OPEN, waiting_since=_earlier(state.waiting_since, since))
        case SplitFromData(waits=True):
            return replace(state, waiting_since=entry.created_at)
        case _:
            return state


def _earlier(one: datetime | None, other: str) -> datetime | None:
    moments = [moment for moment in (one, datetime.fromisoformat(other) if other else None) if moment is not None]
    return min(moments, default=None)
