"""The one door into the log: `append`, and the verbs over it. Everyone may call it; nobody else writes the log.

The verbs return an outcome; `stored` turns it into the entry or the error people see. Permission is asked by the edges.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from kefu.conversations import (
    copies,
    data_checklists,
    definitions,
    leaving,
    measured,
    mentions,
    outward,
    refusals,
    rules,
    shielded,
)
from kefu.conversations.batch import Batch
from kefu.conversations.data import (
    AssignedData,
    ClosedData,
    EditedData,
    FieldSetData,
    FieldValue,
    MessageData,
    NoteData,
    RedactedData,
    ReopenedData,
    SnoozedData,
    SortedData,
    TaggedData,
    WokenData,
)
from kefu.conversations.data_bot import ChosenData, HandedOverData
from kefu.conversations.data_checklists import CheckedData, ChecklistData
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.data_conduct import (
    AppealDecidedData,
    AppealedData,
    EndedData,
    Misconduct,
    PausedData,
    WarnedData,
)
from kefu.conversations.data_identity import IdentityAskedData, IdentityCheckedData
from kefu.conversations.data_joins import MergedIntoData, SplitToData, UnmergedData, UnsplitData
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Audience, Author, CloseReason, Kind, Priority, Visibility
from kefu.conversations.records import Draft, EntryRecord, Failed, Known, NewConversation, Outcome, Refused
from kefu.files.kinds import FileRef
from kefu.kit import clock, wake
from kefu.kit.errors import KefuError, TryAgain
from kefu.kit.text import clean_body, clean_line
from kefu.trust import queues, shield

logger = logging.getLogger(__name__)

TOPIC = "entries"
POISON = (DatabaseError, ValueError, OverflowError, UnicodeError)
OUTAGE = (OperationalError, InterfaceError)


def append(drafts: Sequence[Draft]) -> list[Outcome]:
    """Store drafts in one transaction, in order; one outcome per draft. Returns after the commit is on disk."""
    return [outcomes[0] for outcomes in append_parts([[draft] for draft in drafts])]


def append_parts(parts: Sequence[Sequence[Draft]]) -> list[list[Outcome]]:
    """The same of parts: a first, and what is stored with it or never. What fails is tried part by part, harming no other."""
    outcomes = _written(parts)
    if outcomes is None and len(parts) > 1:
        return [append_parts([part])[0] for part in parts]
    found = outcomes or [[Refused("bad_frame") for _ in part] for part in parts]
    measured.counted([outcome for part in found for outcome in part])
    return found


def _written(parts: Sequence[Sequence[Draft]]) -> list[list[Outcome]] | None:
    """None where one of them is nothing that the database takes."""
    batch = Batch()
    try:
        vetted = [vet(part) for part in parts]
        with measured.append_seconds(), transaction.atomic(durable=True):
            outcomes = batch.write_parts(vetted)
    except OUTAGE as error:
        logger.error("append: %d parts not stored: %s", len(parts), error)
        return [[Failed(type(error).__name__) for _ in part] for part in parts]
    except POISON as error:
        logger.error("append: %d parts refused by the database: %s", len(parts), type(error).__name__)
        return None
    announce(batch.announced)
    if batch.leaving:
        wake.wake(leaving.TOPIC, [len(batch.leaving)])
    return outcomes


def vet(drafts: Sequence[Draft]) -> list[Draft | Refused]:
    """What stands before the transaction, for whoever brings a transaction of their own (`react`)."""
    return [_vetted(draft) for draft in drafts]


def announce(entries: Sequence[EntryRecord]) -> None:
    """Wake whoever listens, after the commit: [conversation row, its public id, newest seq, newest public seq]."""
    if not entries:
        return
    newest: dict[int, list[object]] = {}
    for entry in entries:
        public = entry.public_seq or (newest.get(entry.conversation) or [0, "", 0, 0])[3]
        newest[entry.conversation] = [entry.conversation, entry.conversation_public_id, entry.seq, public]
    wake.wake(TOPIC, list(newest.values()), entries)


def open(  # noqa: A001  (the field's verb)
    customer_id: int,
    *,
    author: Author,
    body: str,
    key: str | None,
    locale: str,
    origin: str = "livechat",
    page: str = "",
    files: Sequence[FileRef] = (),
) -> Outcome:
    """A customer's first words: into their open conversation of this origin, or a new one."""
    place = NewConversation(customer=customer_id, origin=origin, locale=locale, page=page_of(page))
    return _one(Draft(place, Kind.MESSAGE, author, MessageData(files=tuple(files)), body=body, key=key))


def page_of(address: str) -> str:
    """The page somebody writes from, as it may be kept."""
    return clean_line(shield.cut_link(clean_line(address, max_chars=4_096)), max_chars=300)


def publish(customer_id: int, *, author: Author, body: str, key: str | None, locale: str, origin: str) -> Outcome:
    """A customer's first words in a new conversation that every customer may read, for good: private never becomes public."""
    place = NewConversation(customer_id, origin=origin, locale=locale, visibility=Visibility.PUBLIC)
    return _one(Draft(place, Kind.MESSAGE, author, MessageData(), body=body, key=key))


def told_before(message: Draft, particulars: ParticularsData) -> Draft:
    """What a customer told before their first words, to be appended before these. Sent again with them, it is known.

    A part that cannot be what it claims to be is left out, and so are secrets in what was searched for.
    """
    key = f"{message.key}.particulars" if message.key else None
    told = shielded.particulars(particulars)
    return Draft(message.conversation, Kind.PARTICULARS, message.author, told, key=key)


def reply(
    conversation_id: int,
    *,
    author: Author,
    body: str,
    key: str | None = None,
    files: Sequence[FileRef] = (),
    seen: int | None = None,
    claims: bool = False,
) -> Outcome:
    """Say something that everyone in the conversation sees. `seen` and `claims` are those of `Draft`."""
    data = MessageData(files=tuple(files))
    draft = Draft(conversation_id, Kind.MESSAGE, author, data, body=body, key=key, seen=seen, claims=claims)
    return _one(draft)


def note(
    conversation_id: int, *, author: Author, body: str, key: str | None = None, files: Sequence[FileRef] = ()
) -> Outcome:
    """Say something that only staff see."""
    data = NoteData(files=tuple(files))
    return _one(Draft(conversation_id, Kind.NOTE, author, data, audience=Audience.STAFF, body=body, key=key))


def assign(
    conversation_id: int, *, author: Author, agent: int | None, team: int | None = None, key: str | None = None
) -> Outcome:
    """Give the conversation to an agent, or back to the queue: its team's, or that of another `team`."""
    data = AssignedData(agent=agent, previous=None, team=team)
    return _one(Draft(conversation_id, Kind.ASSIGNED, author, data, audience=Audience.STAFF, key=key))


def close(conversation_id: int, *, author: Author, reason: CloseReason, key: str | None = None) -> Outcome:
    return _one(Draft(conversation_id, Kind.CLOSED, author, ClosedData(reason=reason), key=key))


def reopen(conversation_id: int, *, author: Author, key: str | None = None) -> Outcome:
    return _one(Draft(conversation_id, Kind.REOPENED, author, ReopenedData(), key=key))


def snooze(conversation_id: int, *, author: Author, until: datetime, key: str | None = None) -> Outcome:
    """Put it away until then; a word of the customer brings it back before."""
    fault = rules.fault_of_snooze(until, now=clock.now())
    if fault is not None:
        return Refused(fault)
    data = SnoozedData(until=until.astimezone(UTC))
    return _one(Draft(conversation_id, Kind.SNOOZED, author, data, audience=Audience.STAFF, key=key))


def wake_up(conversation_id: int, *, author: Author, key: str | None = None) -> Outcome:
    """Bring back what was snoozed."""
    return _one(Draft(conversation_id, Kind.WOKEN, author, WokenData(), audience=Audience.STAFF, key=key))


def tag(
    conversation_id: int,
    *,
    author: Author,
    add: Collection[str] = (),
    remove: Collection[str] = (),
    key: str | None = None,
) -> Outcome:
    """Put tags on and take tags off. A new tag needs no permission: using it makes it."""
    data = TaggedData(added=rules.tag_slugs(add), removed=rules.tag_slugs(remove))
    return _one(Draft(conversation_id, Kind.TAGGED, author, data, audience=Audience.STAFF, key=key))


def sort(
    conversation_id: int,
    *,
    author: Author,
    team: int | None = None,
    priority: Priority | None = None,
    category: str | None = None,
    key: str | None = None,
) -> Outcome:
    """Say whose, how urgent and what about it is. What is null stays as it is; team 0 and category "" mean none."""
    if category and not definitions.has_category(category):
        return Refused("unknown_category")
    data = SortedData(team=team, priority=priority, category=category)
    return _one(Draft(conversation_id, Kind.SORTED, author, data, audience=Audience.STAFF, key=key))


def set_field(
    conversation_id: int, *, author: Author, field: str, value: FieldValue | None, key: str | None = None
) -> Outcome:
    """Note a value under one of the exchange's own fields; null empties it."""
    known = definitions.field(field)
    if known is None:
        return Refused("unknown_field")
    try:
        fits = None if value is None or value == "" else rules.field_value(known, value)
    except ValueError:
        return Refused("bad_value")
    data = FieldSetData(field=field, value=fits)
    return _one(Draft(conversation_id, Kind.FIELD_SET, author, data, audience=Audience.STAFF, key=key))


def diagnosed(
    conversation_id: int, *, author: Author, found: DiagnosedData, audience: Audience, key: str | None = None
) -> Outcome:
    """What a check found, for everyone in the conversation or for staff alone."""
    return _one(Draft(conversation_id, Kind.DIAGNOSED, author, found, audience=audience, key=key))


def ask_identity(conversation_id: int, *, author: Author, data: IdentityAskedData, key: str) -> Outcome:
    """Tell everyone that the customer is asked to prove anew who they are."""
    return _one(Draft(conversation_id, Kind.IDENTITY_ASKED, author, data, key=key))


def tell_identity(conversation_id: int, *, author: Author, data: IdentityCheckedData, key: str) -> Outcome:
    """Tell everyone what came of it."""
    return _one(Draft(conversation_id, Kind.IDENTITY_CHECKED, author, data, key=key))


def choose(conversation_id: int, *, target: int, choice: str, author: Author, key: str | None = None) -> Outcome:
    """Take one of the things that the assistant offers at `target` (a `seq`)."""
    return _one(Draft(conversation_id, Kind.CHOSEN, author, ChosenData(target, choice), key=key))


def hand_over(conversation_id: int, *, author: Author, data: HandedOverData, key: str | None = None) -> Outcome:
    """End what the assistant does here: the conversation comes to the queue, with what was gathered."""
    return _one(Draft(conversation_id, Kind.HANDED_OVER, author, data, key=key))


def edit(conversation_id: int, *, author: Author, target: int, body: str) -> Outcome:
    """Change one's own words at `target` (a `seq`)."""
    data = EditedData(target=target, target_public=None)
    return _one(Draft(conversation_id, Kind.EDITED, author, data, body=body))


def redact(conversation_id: int, *, author: Author, target: int, reason: str = "") -> Outcome:
    """Take the words and files at `target` (a `seq`) out of the log for good."""
    data = RedactedData(target=target, target_public=None, reason=clean_line(reason, max_chars=200))
    return _one(Draft(conversation_id, Kind.REDACTED, author, data))


def merge(conversation_id: int, *, into: int, author: Author, key: str | None = None) -> Outcome:
    """Let another conversation of the same customer go on for this one, which is closed. No entry moves."""
    return _one(Draft(conversation_id, Kind.MERGED_INTO, author, MergedIntoData(into), key=key))


def unmerge(conversation_id: int, *, author: Author, key: str | None = None) -> Outcome:
    """Let a merged conversation stand alone again, open if it was."""
    return _one(Draft(conversation_id, Kind.UNMERGED, author, UnmergedData(), key=key))


def split(conversation_id: int, *, entries: Sequence[int], author: Author, key: str | None = None) -> Outcome:
    """Show these messages and notes (by `seq`) in a new conversation; the entry's data names it. No entry moves."""
    data = SplitToData(entries=tuple(sorted(set(entries))))
    return _one(Draft(conversation_id, Kind.SPLIT_TO, author, data, key=key))


def unsplit(conversation_id: int, *, author: Author, key: str | None = None) -> Outcome:
    """Take a split back: called with the new conversation, which then goes on in the one it came from."""
    return _one(Draft(conversation_id, Kind.UNSPLIT, author, UnsplitData(), key=key))


def warn(
    conversation_id: int, *, reason: Misconduct, words: str = "", author: Author, key: str | None = None
) -> Outcome:
    """The first of three steps against abuse."""
    return _one(Draft(conversation_id, Kind.WARNED, author, WarnedData(reason), body=words, key=key))


def pause(
    conversation_id: int, *, reason: Misconduct, minutes: int, words: str = "", author: Author, key: str | None = None
) -> Outcome:
    """The second step: the customer cannot write here for so many minutes."""
    data = PausedData(reason, minutes=minutes)
    return _one(Draft(conversation_id, Kind.PAUSED, author, data, body=words, key=key))


def end(
    conversation_id: int, *, reason: Misconduct, words: str = "", author: Author, key: str | None = None
) -> Outcome:
    """The last step: closed, and the customer cannot write here any more unless an appeal is accepted."""
    return _one(Draft(conversation_id, Kind.ENDED, author, EndedData(reason), body=words, key=key))


def appeal(conversation_id: int, *, words: str, author: Author, key: str | None = None) -> Outcome:
    """The customer's word against an ending; one for each."""
    return _one(Draft(conversation_id, Kind.APPEALED, author, AppealedData(), body=words, key=key))


def decide_appeal(
    conversation_id: int, *, is_lifted: bool, words: str, author: Author, key: str | None = None
) -> Outcome:
    """Accept an appeal, which reopens the conversation, or let the ending stand. Never by whoever ended it."""
    data = AppealDecidedData(is_lifted=is_lifted)
    return _one(Draft(conversation_id, Kind.APPEAL_DECIDED, author, data, body=words, key=key))


def give_checklist(
    conversation_id: int, *, title: str, items: Sequence[str], author: Author, key: str | None = None
) -> Outcome:
    """Send steps for the customer to tick."""
    body = data_checklists.body_of(title, items)
    return _one(Draft(conversation_id, Kind.CHECKLIST, author, ChecklistData(), body=body, key=key))


def check(conversation_id: int, *, target: int, item: int, on: bool, author: Author, key: str | None = None) -> Outcome:
    """Tick an item (from 1) of the checklist at `target` (a `seq`), or take the tick away."""
    data = CheckedData(target=target, item=item, on=on)
    return _one(Draft(conversation_id, Kind.CHECKED, author, data, key=key))


def stored(outcome: Outcome) -> EntryRecord:
    """The entry an outcome stands for, or the error that tells what to do."""
    if isinstance(outcome, EntryRecord):
        return outcome
    if isinstance(outcome, Known):
        return outcome.entry
    raise error_of(outcome)


def error_of(outcome: Refused | Failed) -> KefuError:
    """The error with this outcome's code, worded for people."""
    return refusals.error(outcome) if isinstance(outcome, Refused) else TryAgain()


def _one(draft: Draft) -> Outcome:
    return append([draft])[0]


def _vetted(draft: Draft) -> Draft | Refused:
    """Stands before the transaction: cleaned, within bounds, shielded, guarded."""
    draft = _saying(clean_body(draft.body), draft)
    fault = rules.fault_of(draft) or copies.fault_of(draft)
    if fault is not None:
        return Refused(fault)
    if draft.key is not None and not 0 < len(draft.key) <= rules.MAX_KEY_CHARS:
        return Refused("bad_frame")
    if rules.is_said_in_chat(draft) and not queues.are_open():
        return refusals.not_open()
    draft = shielded.without_secrets(draft)
    blocked = outward.refusal(draft)
    if blocked is not None:
        return blocked
    return replace(draft, data=mentions.noted(draft.data, draft.body)) if draft.kind is Kind.NOTE else draft


def _saying(body: str, draft: Draft) -> Draft:
    return draft if body == draft.body else replace(draft, body=body)
