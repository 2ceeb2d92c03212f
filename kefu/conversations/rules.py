"""What may be appended, and what else it brings with it. Pure: no tables, no clock."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from kefu.conversations import (
    conduct,
    data_bot,
    data_checklists,
    data_checks,
    data_identity,
    data_papers,
    data_particulars,
    joins,
)
from kefu.conversations.data import (
    AssignedData,
    Data,
    FieldSetData,
    FieldValue,
    MessageData,
    NoteData,
    ReopenedData,
    SnoozedData,
    SortedData,
    TaggedData,
    WokenData,
)
from kefu.conversations.data_bot import BotSaidData, ChosenData, HandedOverData
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.data_emptied import Because, ErasedData
from kefu.conversations.data_identity import IdentityAskedData, IdentityCheckedData
from kefu.conversations.data_papers import FOR_STAFF, PapersData
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.fold import Folded, Sorting
from kefu.conversations.kinds import (
    ALWAYS_STAFF,
    GOES_OUT,
    MESSAGES,
    MOVES,
    Audience,
    Author,
    AuthorKind,
    FieldKind,
    Holder,
    Kind,
    Status,
)
from kefu.conversations.records import Draft, EntryRecord, FieldRecord

MAX_BODY_CHARS = 8_000
MAX_FILES = 10
MAX_DEPTH = 4
MAX_KEY_CHARS = 80
MAX_TAGS = 20
MAX_TAG_CHARS = 40
MAX_FIELD_CHARS = 300
MAX_NUMBER = 2**53
REACHES = {"email": "email"}  # a channel that pushes -> which of their addresses (`people.Address.Kind`) it goes to
MAX_SNOOZE = timedelta(days=366)
_BRINGS = frozenset({Kind.MESSAGE, Kind.PAPERS})
_NO_WORD = re.compile(r"[\W_]+")


def fault_of(draft: Draft) -> str | None:
    """Why this draft cannot be stored whatever the log holds: a code of docs/protocol.md, or None."""
    if len(draft.body) > MAX_BODY_CHARS:
        return "too_long"
    if draft.kind in MESSAGES:
        return _fault_of_words(draft)
    if draft.kind is Kind.EDITED and not draft.body:
        return "empty"
    if draft.kind in ALWAYS_STAFF and draft.audience is not Audience.STAFF:
        return "bad_frame"
    if draft.kind is Kind.CHECKLIST and not data_checklists.is_well_formed(draft.body):
        return "bad_checklist"
    if isinstance(draft.data, PapersData) and (draft.data.step in FOR_STAFF) != (draft.audience is Audience.STAFF):
        return "bad_frame"
    if not _is_well_formed(draft.data):
        return "bad_frame"
    return conduct.fault_of(draft) or joins.fault_of(draft)


def _is_well_formed(data: Data) -> bool:
    match data:
        case ParticularsData():
            return data_particulars.is_well_formed(data)
        case DiagnosedData():
            return data_checks.is_well_formed(data)
        case BotSaidData() | ChosenData() | HandedOverData():
            return data_bot.is_well_formed(data)
        case PapersData():
            return data_papers.is_well_formed(data)
        case IdentityAskedData() | IdentityCheckedData():
            return data_identity.is_well_formed(data)
        case _:
            return True


def _fault_of_words(draft: Draft) -> str | None:
    data = draft.data
    files = data.files if isinstance(data, MessageData | NoteData) else ()
    if not draft.body and not files:
        return "empty"
    if len(files) > MAX_FILES:
        return "too_many"
    if draft.kind is Kind.NOTE and draft.audience is not Audience.STAFF:
        return "bad_frame"
    return None


def addresses_for(entry: EntryRecord, origin: str) -> str:
    """Of REACHES, in a conversation that came by an address of ours through the channel `origin`; empty for whatever does
    not go out.
    """
    return REACHES.get(origin, "") if is_for_outside(entry) else ""


def is_for_outside(entry: EntryRecord) -> bool:
    """What our side says to everyone: it leaves where its reader is outside."""
    is_ours = entry.author.kind is not AuthorKind.CUSTOMER and entry.audience is Audience.EVERYONE
    return is_ours and entry.kind in GOES_OUT


def is_automatic(author: Author) -> bool:
    """Nobody wrote it: a rule, the assistant, the system."""
    return author.kind is not AuthorKind.AGENT


def brings_before(draft: Draft, *, status: Status) -> Draft | None:
    """The entry this draft brings before itself: a customer's word reopens what is closed and wakes what is snoozed."""
    if status is Status.OPEN or draft.kind not in _BRINGS or draft.author.kind is not AuthorKind.CUSTOMER:
        return None
    if status is Status.CLOSED:
        return Draft(conversation=draft.conversation, kind=Kind.REOPENED, author=draft.author, data=ReopenedData())
    woken, audience = WokenData(), Audience.STAFF
    return Draft(draft.conversation, Kind.WOKEN, author=draft.author, data=woken, audience=audience)


def claim_of(draft: Draft, *, status: Status, assignee: int | None) -> Draft | None:
    """Who answers what is nobody's takes it: the entry that says so, put before the reply."""
    if not draft.claims or not is_reply(draft) or status is Status.CLOSED or assignee is not None:
        return None
    return Draft(
        conversation=draft.conversation,
        kind=Kind.ASSIGNED,
        author=draft.author,
        data=AssignedData(agent=draft.author.id, previous=None),
        audience=Audience.STAFF,
    )


def is_reply(draft: Draft) -> bool:
    """Words of an agent that the customer will read."""
    return draft.kind is Kind.MESSAGE and draft.author.kind is AuthorKind.AGENT


def is_said_in_chat(draft: Draft) -> bool:
    """A customer's own words, which nobody holds yet but their browser. A mail was taken in already, by its server or by us."""
    is_message = draft.kind is Kind.MESSAGE and draft.author.kind is AuthorKind.CUSTOMER
    return is_message and isinstance(draft.data, MessageData) and draft.data.mail is None


def is_news(entry: EntryRecord, *, writer: Author) -> bool:
    """What `writer` should have read before answering: words everyone sees, of the customer or of another agent."""
    is_said = entry.audience is Audience.EVERYONE and entry.kind not in MOVES
    is_by_a_person = entry.author.kind in {AuthorKind.CUSTOMER, AuthorKind.AGENT}
    return is_said and is_by_a_person and (entry.author.kind, entry.author.id) != (writer.kind, writer.id)


def refusal(draft: Draft, *, state: Folded) -> str | None:
    """Why this draft cannot be stored as things stand: `pointless` if it would change nothing, `closed`, `too_many_tags`."""
    if draft.kind is Kind.MESSAGE:  # nearly all are
        return None
    match draft.data:
        case SnoozedData() if state.status is Status.CLOSED:
            return "closed"
        case ErasedData(because=Because.RULE, through=through):
            return None if state.status is Status.CLOSED and state.last_seq == through else "stale"
        case TaggedData(added=added, removed=removed):
            if len((set(state.sorting.tags) | set(added)) - set(removed)) > MAX_TAGS:
                return "too_many_tags"
    return "pointless" if _is_pointless(draft, state=state) else None


def _is_pointless(draft: Draft, *, state: Folded) -> bool:
    """Closing what is closed, giving to whom it is with, sorting in where it lies; the assistant once a person has it."""
    match draft.data:
        case AssignedData() | BotSaidData() | HandedOverData():
            return _changes_no_holder(draft.data, state)
        case SnoozedData(until=until):
            return until == state.sorting.snoozed_until
        case WokenData(until=until):
            return state.status is not Status.SNOOZED or until not in {None, state.sorting.snoozed_until}
        case TaggedData(added=added, removed=removed):
            return set(added) <= set(state.sorting.tags) and not set(removed) & set(state.sorting.tags)
        case SortedData(team=team, priority=priority, category=category):
            same_rest = priority in {None, state.sorting.priority} and category in {None, state.sorting.category}
            return same_rest and _is_team(team, state)
        case FieldSetData(field=field, value=value):
            return value == state.sorting.fields.get(field)
    if draft.kind is Kind.CLOSED:
        return state.status is Status.CLOSED
    return draft.kind is Kind.REOPENED and state.status is not Status.CLOSED


def _changes_no_holder(data: AssignedData | BotSaidData | HandedOverData, state: Folded) -> bool:
    """Whatever takes it from the assistant counts; the assistant itself does nothing once a person has it."""
    is_bots = state.holder is Holder.BOT
    if not isinstance(data, AssignedData):
        return not is_bots
    return data.agent == state.assignee and _is_team(data.team, state) and not is_bots


def _is_team(team: int | None, state: Folded) -> bool:
    """It stays where it is: nothing said of a team, or the one it is with (0: none)."""
    return team is None or (team or None) == state.sorting.team


def with_previous(draft: Draft, *, state: Folded) -> Draft:
    """The draft with what stands there now filled in: so an entry alone tells what changed, and can be taken back."""
    if draft.kind is Kind.MESSAGE:
        return draft
    old, data = state.sorting, draft.data
    match data:
        case AssignedData():
            previous_team = old.team if data.team is not None else None
            return replace(draft, data=replace(data, previous=state.assignee, previous_team=previous_team))
        case TaggedData():
            added = tuple(sorted(set(data.added) - set(old.tags)))
            removed = tuple(sorted(set(data.removed) & set(old.tags)))
            return replace(draft, data=TaggedData(added=added, removed=removed))
        case SortedData():
            return replace(draft, data=_changes_only(data, old))
        case FieldSetData():
            return replace(draft, data=replace(data, previous=old.fields.get(data.field)))
    return draft


def _changes_only(data: SortedData, old: Sorting) -> SortedData:
    team = data.team if data.team is not None and (data.team or None) != old.team else None
    priority = data.priority if data.priority != old.priority else None
    category = data.category if data.category != old.category else None
    return SortedData(
        team=team,
        priority=priority,
        category=category,
        previous_team=None if team is None else old.team,
        previous_priority=None if priority is None else old.priority,
        previous_category=None if category is None else old.category,
    )


def fault_of_snooze(until: datetime, *, now: datetime) -> str | None:
    if until.tzinfo is None:
        return "bad_frame"
    if until <= now:
        return "past"
    return "too_far" if until - now > MAX_SNOOZE else None


def tag_slug(text: str) -> str:
    """How a tag is stored: one word in small letters of any script; empty if nothing is left of it."""
    words = _NO_WORD.sub("-", unicodedata.normalize("NFKC", text).casefold())
    return words.strip("-_")[:MAX_TAG_CHARS].strip("-_")


def tag_slugs(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({slug for slug in map(tag_slug, texts) if slug}))


def field_value(field: FieldRecord, value: FieldValue) -> FieldValue:
    """What is stored for a value somebody gave, in the field's own type. ValueError if it is none of that kind."""
    match field.kind:
        case FieldKind.BOOL if isinstance(value, bool):
            return value
        case FieldKind.NUMBER if isinstance(value, int | float | str) and not isinstance(value, bool):
            return _number(value)
        case FieldKind.CHOICE if value in field.choices:
            return value
        case FieldKind.DATE if isinstance(value, str):
            return date.fromisoformat(value).isoformat()
        case FieldKind.TEXT if isinstance(value, str) and 0 < len(value) <= MAX_FIELD_CHARS:
            return value
    raise ValueError(field.slug)


def _number(value: float | str) -> int | float:
    """A whole number stays whole. What JSON cannot hold (NaN, infinity) is no number."""
    number = float(value)
    if not math.isfinite(number) or abs(number) >= MAX_NUMBER:
        raise ValueError(value)
    return int(number) if number.is_integer() else number


def may_change(author: Author, *, target: EntryRecord, kind: Kind) -> bool:
    """Edited are one's own messages and notes. Redacted is anybody's, by staff (the edge asks for the capability)."""
    if kind is Kind.EDITED:
        return target.kind in MESSAGES and author == target.author
    return author.kind is not AuthorKind.CUSTOMER
