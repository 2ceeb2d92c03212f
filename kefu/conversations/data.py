"""What an entry of each kind holds besides its words, and how that is stored. No Django here.

Facts only: ids, numbers, enums; wording is chosen when shown (`words`). Stored: never rename a field.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from kefu.conversations import data_shapes
from kefu.conversations.data_bot import Act, BotSaidData, ChosenData, HandedOverData, Offer, Told, Why
from kefu.conversations.data_checklists import CheckedData, ChecklistData
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.data_conduct import (
    AppealDecidedData,
    AppealedData,
    ConductData,
    EndedData,
    Misconduct,
    PausedData,
    WarnedData,
)
from kefu.conversations.data_emptied import Because, ErasedData
from kefu.conversations.data_identity import IdentityAskedData, IdentityCheckedData, Reason
from kefu.conversations.data_identity import Outcome as IdentityOutcome
from kefu.conversations.data_joins import (
    JoinData,
    MergedFromData,
    MergedIntoData,
    SplitFromData,
    SplitToData,
    UnmergedData,
    UnsplitData,
)
from kefu.conversations.data_mail import MailHead, UndeliverableData
from kefu.conversations.data_notes import Alarm, AppealAlarm, MailNote, Reading, Release, RequestStep
from kefu.conversations.data_papers import PapersData, PapersStep
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.data_sla import SlaData, Target
from kefu.conversations.kinds import CloseReason, DeliveryStatus, Kind, Priority
from kefu.files.kinds import FileRef
from kefu.files.vault_kinds import PaperKind

FieldValue = str | int | float | bool


@dataclass(frozen=True, slots=True)
class MessageData:
    """`mail`: it came by mail. No part of what a key stands for: that is hashed of the others alone (`repeats`)."""

    files: tuple[FileRef, ...] = ()
    mail: MailHead | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NoteData:
    """`mentions` are the rows of colleagues named with an @; `log` finds them. `release`: the note tells of a decision about
    a message that broke the guard's `rule`; `request`: of a step of a request that moves the account by this `action`; `alarm`:
    it tells `mentions` of a rule that the colleague named in the body broke; `reading`: what a second person made of a reply,
    told to its writer; `appeal`: it tells `mentions` of an account appeal's deadline;
    `arrived`: what our people have to know of a mail; `forwarded`: entries (rows) that left with these words for somebody
    outside. All are worded when shown
    (`words_notes`)."""

    files: tuple[FileRef, ...] = ()
    mentions: tuple[int, ...] = ()
    release: Release | None = None
    rule: str = ""
    request: RequestStep | None = None
    action: str = ""
    alarm: Alarm | None = None
    reading: Reading | None = None
    appeal: AppealAlarm | None = None
    arrived: MailNote | None = None
    forwarded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedData:
    """`origin` is the channel's key; `page` the address of the page the customer wrote from, where known.

    `bot`: the assistant answers first.
    """

    origin: str
    page: str = ""
    bot: bool = False


@dataclass(frozen=True, slots=True)
class ClosedData:
    reason: CloseReason


@dataclass(frozen=True, slots=True)
class ReopenedData:
    pass


@dataclass(frozen=True, slots=True)
class AssignedData:
    """`agent` null: back to the queue. `team` null: it stays where it is. Ids are rows; names are worded when shown."""

    agent: int | None
    previous: int | None
    team: int | None = None
    previous_team: int | None = None


@dataclass(frozen=True, slots=True)
class EditedData:
    """`target_public` is null when the target is for staff only."""

    target: int
    target_public: int | None


@dataclass(frozen=True, slots=True)
class RedactedData:
    target: int
    target_public: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SnoozedData:
    until: datetime


@dataclass(frozen=True, slots=True)
class WokenData:
    """`until`: the moment that came, which must still be the one it was put off to; null: somebody woke it."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaggedData:
    """Slugs, sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SortedData:
    """What is null stays as it was; team 0 and category "" mean none. The log fills in what was there before."""

    team: int | None = None
    priority: Priority | None = None
    category: str | None = None
    previous_team: int | None = None
    previous_priority: Priority | None = None
    previous_category: str | None = None


@dataclass(frozen=True, slots=True)
class FieldSetData:
    """`value` null: emptied. A date is its ISO form, a choice its slug."""

    field: str
    value: FieldValue | None
    previous: FieldValue | None = None


@dataclass(frozen=True, slots=True)
class BrokenData:
    """Of an entry that cannot be read."""


Data = (
    MessageData
    | NoteData
    | OpenedData
    | ClosedData
    | ReopenedData
    | AssignedData
    | EditedData
    | RedactedData
    | SnoozedData
    | WokenData
    | TaggedData
    | SortedData
    | FieldSetData
    | JoinData
    | ConductData
    | ChecklistData
    | CheckedData
    | ParticularsData
    | DiagnosedData
    | BotSaidData
    | ChosenData
    | HandedOverData
    | ErasedData
    | PapersData
    | IdentityAskedData
    | IdentityCheckedData
    | UndeliverableData
    | SlaData
    | BrokenData
)

DATA_OF: dict[Kind, type[Data]] = {
    Kind.MESSAGE: MessageData,
    Kind.NOTE: NoteData,
    Kind.OPENED: OpenedData,
    Kind.CLOSED: ClosedData,
    Kind.REOPENED: ReopenedData,
    Kind.ASSIGNED: AssignedData,
    Kind.EDITED: EditedData,
    Kind.REDACTED: RedactedData,
    Kind.SNOOZED: SnoozedData,
    Kind.WOKEN: WokenData,
    Kind.TAGGED: TaggedData,
    Kind.SORTED: SortedData,
    Kind.FIELD_SET: FieldSetData,
    Kind.MERGED_INTO: MergedIntoData,
    Kind.MERGED_FROM: MergedFromData,
    Kind.UNMERGED: UnmergedData,
    Kind.SPLIT_TO: SplitToData,
    Kind.SPLIT_FROM: SplitFromData,
    Kind.UNSPLIT: UnsplitData,
    Kind.WARNED: WarnedData,
    Kind.PAUSED: PausedData,
    Kind.ENDED: EndedData,
    Kind.APPEALED: AppealedData,
    Kind.APPEAL_DECIDED: AppealDecidedData,
    Kind.CHECKLIST: ChecklistData,
    Kind.CHECKED: CheckedData,
    Kind.PARTICULARS: ParticularsData,
    Kind.DIAGNOSED: DiagnosedData,
    Kind.BOT_SAID: BotSaidData,
    Kind.CHOSEN: ChosenData,
    Kind.HANDED_OVER: HandedOverData,
    Kind.ERASED: ErasedData,
    Kind.PAPERS: PapersData,
    Kind.IDENTITY_ASKED: IdentityAskedData,
    Kind.IDENTITY_CHECKED: IdentityCheckedData,
    Kind.UNDELIVERABLE: UndeliverableData,
    Kind.SLA_NEAR: SlaData,
    Kind.SLA_BREACHED: SlaData,
    Kind.BROKEN: BrokenData,
}

_REASONS: dict[type[Data], type[StrEnum]] = {
    ClosedData: CloseReason,
    WarnedData: Misconduct,
    PausedData: Misconduct,
    EndedData: Misconduct,
    IdentityAskedData: Reason,
}


def data_to_json(data: Data) -> dict[str, Any]:
    """Ready for JSON: moments in their ISO form."""
    told = asdict(data)
    if isinstance(data, SnoozedData | WokenData | PapersData | IdentityAskedData) and data.until is not None:
        told["until"] = data.until.isoformat()
    if isinstance(data, SlaData):
        told["due"] = data.due.isoformat()
    if isinstance(data, PapersData) and data.target is None:  # as nearly all
        del told["target"], told["moved"]
    if isinstance(data, MessageData) and data.mail is None:  # as nearly all: their rows stay as short as they were
        del told["mail"]
    return told


def data_from_json(kind: Kind, stored: Mapping[str, Any]) -> Data:
    """Rebuild a kind's data; unknown fields (from a later release) are left out. ValueError if one is missing or is not
    what it has to be.
    """
    shape = DATA_OF[kind]
    known = {f.name: stored[f.name] for f in fields(shape) if f.name in stored}
    for name in known.keys() & _READ.keys():
        if known[name] is not None:
            known[name] = _READ[name](known[name])
    if shape in _REASONS:
        known["reason"] = _REASONS[shape](known["reason"])
    try:
        data = shape(**known)
    except TypeError as error:
        raise ValueError(str(error)) from error
    data_shapes.check(data)
    return data


def _offers(stored: Sequence[Mapping[str, Any]]) -> tuple[Offer, ...]:
    return tuple(Offer(**each) for each in stored)


def _known(stored: Sequence[Mapping[str, Any]]) -> tuple[Told, ...]:
    return tuple(Told(**each) for each in stored)


def _mail(stored: Mapping[str, Any]) -> MailHead:
    return MailHead(**{**stored, "also_to": tuple(stored.get("also_to", ()))})


def _files(stored: Sequence[Mapping[str, Any]]) -> tuple[FileRef, ...]:
    return tuple(FileRef(**file) for file in stored)


_READ: dict[str, Callable[[Any], object]] = {
    "files": _files,
    "mail": _mail,
    "status": DeliveryStatus,
    "offers": _offers,
    "known": _known,
    "act": Act,
    "because": Because,
    "release": Release,
    "request": RequestStep,
    "alarm": Alarm,
    "reading": Reading,
    "appeal": AppealAlarm,
    "arrived": MailNote,
    "why": Why,
    "step": PapersStep,
    "paper": PaperKind,
    "outcome": IdentityOutcome,
    "until": datetime.fromisoformat,
    "due": datetime.fromisoformat,
    "what": Target,
    "moved": tuple,
    "added": tuple,
    "removed": tuple,
    "entries": tuple,
    "entries_public": tuple,
    "mentions": tuple,
    "forwarded": tuple,
    "priority": Priority,
    "previous_priority": Priority,
}
