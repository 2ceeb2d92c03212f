"""What an entry changed, for staff: what, from what, to what, in the active language. What changed nothing has no changes.

Names of people, teams, categories and fields must be at hand: `words.warm` first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kefu.conversations import sorting_words, words, words_conduct
from kefu.conversations.data import (
    AssignedData,
    ClosedData,
    EditedData,
    FieldSetData,
    RedactedData,
    SnoozedData,
    SortedData,
    TaggedData,
)
from kefu.conversations.data_conduct import EndedData, PausedData, WarnedData
from kefu.conversations.kinds import AuthorKind, Kind, Priority
from kefu.conversations.records import EntryRecord
from kefu.people.access import Viewer


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `after` may be empty: nothing was there, or is there now."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, who made it, its sentence, and what it changed. Where nothing goes from one to another, the sentence tells."""

    entry: EntryRecord
    who: str
    sentence: str
    changes: Sequence[Change]


def told(entries: Iterable[EntryRecord], *, viewer: Viewer) -> Iterator[Told]:
    """In the order of the log: what a conversation's state was stands in the entries before."""
    state = ""
    for entry in entries:
        changes = _changes(entry, viewer=viewer, state=state)
        state = changes[-1].after if changes and entry.kind in _STATES else _begun(entry) or state
        yield Told(entry, _who(entry, viewer=viewer), words.history_text(entry, viewer=viewer), changes)


_STATES = frozenset({Kind.CLOSED, Kind.REOPENED, Kind.SNOOZED, Kind.WOKEN})


def _begun(entry: EntryRecord) -> str:
    return _("open") if entry.kind is Kind.OPENED else ""


def _who(entry: EntryRecord, *, viewer: Viewer) -> str:
    match entry.author.kind:
        case AuthorKind.CUSTOMER:
            return _("Customer")
        case AuthorKind.AGENT:
            return words.author_name(entry, viewer=viewer)
        case _:
            return _("by itself")


def _changes(entry: EntryRecord, *, viewer: Viewer, state: str) -> list[Change]:
    match entry.data:
        case AssignedData():
            return list(_assigned(entry.data, viewer=viewer))
        case SortedData():
            return list(_sorted(entry.data))
        case TaggedData(added=added, removed=removed):
            return [Change(_("Tags"), ", ".join(removed), ", ".join(added))]
        case FieldSetData(field=field, value=value, previous=previous):
            before, after = (
                "" if each is None else sorting_words.value_text(field, each) for each in (previous, value)
            )
            return [Change(sorting_words.field_name(field), before, after)]
        case EditedData(target=target):
            return [Change(_("Message %(number)d") % {"number": target}, "", _("in other words"))]
        case RedactedData(target=target, reason=reason):
            removed_for = _("removed: %(reason)s") % {"reason": reason} if reason else _("removed")
            return [Change(_("Message %(number)d") % {"number": target}, "", removed_for)]
        case WarnedData() | PausedData() | EndedData():
            return [_step(entry)]
        case _:
            return [Change(_("State"), state, after)] if (after := _state(entry)) else []


def _assigned(data: AssignedData, *, viewer: Viewer) -> Iterator[Change]:
    if data.agent != data.previous or data.team is None:
        before, after = (
            words.agent_name(agent, viewer=viewer) if agent else _("the queue") for agent in (data.previous, data.agent)
        )
        yield Change(_("With"), before, after)
    if data.team is not None:
        yield Change(_("Team"), sorting_words.team_name(data.previous_team), sorting_words.team_name(data.team))


def _sorted(data: SortedData) -> Iterator[Change]:
    if data.team is not None:
        yield Change(_("Team"), sorting_words.team_name(data.previous_team), sorting_words.team_name(data.team))
    if data.category is not None:
        before, after = (sorting_words.category_name(slug or "") for slug in (data.previous_category, data.category))
        yield Change(_("Category"), before, after)
    if data.priority is not None:
        before = "" if data.previous_priority is None else sorting_words.priority_name(Priority(data.previous_priority))
        yield Change(_("Priority"), before, sorting_words.priority_name(data.priority))


def _step(entry: EntryRecord) -> Change:
    match entry.data:
        case WarnedData(reason=reason):
            after = _("warned: %(why)s")
        case PausedData(reason=reason):
            after = _("paused: %(why)s")
        case EndedData(reason=reason):
            after = _("ended: %(why)s")
        case _:
            raise TypeError(entry.kind)
    return Change(_("The customer's writing"), "", after % {"why": words_conduct.misconduct_text(reason)})


def _state(entry: EntryRecord) -> str:
    match entry.data:
        case ClosedData(reason=reason):
            return _("closed: %(reason)s") % {"reason": words.reason_text(reason)}
        case SnoozedData(until=until):
            return _("snoozed until %(until)s") % {"until": sorting_words.moment_text(until)}
        case _:
            return _("open") if entry.kind in {Kind.REOPENED, Kind.WOKEN} else ""
