"""What programs are told of an entry besides its words: the `data` of docs/protocol.md, in the reader's own numbering."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.utils import translation

from kefu.conversations import data_checklists, data_checks, words_checks, words_cut, words_papers, words_particulars
from kefu.conversations.data import (
    AssignedData,
    ClosedData,
    Data,
    EditedData,
    FieldSetData,
    MessageData,
    NoteData,
    RedactedData,
    SnoozedData,
    SortedData,
    TaggedData,
    WokenData,
    data_to_json,
)
from kefu.conversations.data_bot import BotSaidData, ChosenData, HandedOverData
from kefu.conversations.data_checklists import CheckedData, ChecklistData
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.data_conduct import AppealDecidedData, EndedData, PausedData, WarnedData
from kefu.conversations.data_identity import IdentityAskedData, IdentityCheckedData
from kefu.conversations.data_joins import SplitFromData, SplitToData, UnmergedData, UnsplitData
from kefu.conversations.data_mail import UndeliverableData
from kefu.conversations.data_papers import PapersData
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import AuthorKind
from kefu.conversations.records import EntryRecord
from kefu.conversations.words_joins import KINDS as JOIN_KINDS
from kefu.files.kinds import FileRef
from kefu.kit import clock
from kefu.knowledge import locales
from kefu.people import directory, teams
from kefu.people.access import Viewer
from kefu.ui import receipt, told_bot

# what a check may find that is a decision against the customer: under it stands the way to appeal
_AGAINST = {
    "account-status": frozenset(
        {"disabled", "frozen", "frozen_review", "frozen_law", "frozen_terms", "frozen_suspicious"}
    ),
    "kyc-rejected": frozenset({"rejected", "final", "duplicate", "no_tries", "later", "unsaid"}),
    "withdrawal-status": frozenset({"failed", "failed_ours"}),
}


def target_of(entry: EntryRecord, *, viewer: Viewer) -> int | None:
    """The number, in the viewer's counting, of the entry this one changed."""
    if not isinstance(entry.data, EditedData | RedactedData | CheckedData):
        return None
    return entry.data.target if viewer.is_staff else entry.data.target_public


def data_of(entry: EntryRecord, *, viewer: Viewer) -> dict[str, Any]:
    data = entry.data
    match data:
        case MessageData(files=files):
            return _message(entry, files, viewer=viewer)
        case NoteData():
            return _note(data)
        case ClosedData(reason=reason):
            return {"reason": reason.value} if viewer.is_staff else {}
        case AssignedData():
            return _assigned(data)
        case EditedData() | RedactedData() | CheckedData():
            return _about_target(entry, viewer=viewer)
        case (
            ChecklistData()
            | ParticularsData()
            | DiagnosedData()
            | BotSaidData()
            | ChosenData()
            | HandedOverData()
            | PapersData()
        ):
            return _form(entry, viewer=viewer)
        case _ if entry.kind in JOIN_KINDS:
            return _joined(entry, viewer=viewer)
        case _:
            return _conduct(entry) or (_for_staff(data) if viewer.is_staff else {})


def _for_staff(data: Data) -> dict[str, Any]:
    if isinstance(data, UndeliverableData):
        return {"target": data.target, "status": data.status.value, "error": data.error}
    return _sorting(data)


def _message(entry: EntryRecord, files: Sequence[FileRef], *, viewer: Viewer) -> dict[str, Any]:
    told: dict[str, Any] = {"files": [asdict(file) for file in files]} if files else {}
    if isinstance(entry.data, MessageData) and entry.data.mail is not None:
        told["by_mail"] = True
    return told | _cut(entry, viewer=viewer)


def _cut(entry: EntryRecord, *, viewer: Viewer) -> dict[str, Any]:
    """What was taken out of the viewer's own words, sent or edited, and what to do now."""
    is_own = viewer.is_customer and entry.author.kind is AuthorKind.CUSTOMER and entry.author.id == viewer.id
    cut = words_cut.advice(entry.body) if is_own else ()
    return {"cut": [asdict(each) for each in cut]} if cut else {}


def _note(data: NoteData) -> dict[str, Any]:
    told: dict[str, Any] = {"files": [asdict(file) for file in data.files]} if data.files else {}
    if data.mentions:
        told["mentions"] = [known for agent in data.mentions if (known := _agent_id(agent)) is not None]
    if data.release is not None:
        told |= {"release": data.release.value, "rule": data.rule}
    if data.request is not None:
        told |= {"request": data.request.value, "action": data.action}
    if data.alarm is not None:
        told["alarm"] = data.alarm.value
    return told


def _about_target(entry: EntryRecord, *, viewer: Viewer) -> dict[str, Any]:
    target = {"target": target_of(entry, viewer=viewer)}
    match entry.data:
        case RedactedData(reason=reason) if viewer.is_staff:
            return target | {"reason": reason}
        case CheckedData(item=item, on=on):
            return target | {"item": item, "on": on}
        case EditedData():
            return target | _cut(entry, viewer=viewer)
        case _:
            return target


def _form(entry: EntryRecord, *, viewer: Viewer) -> dict[str, Any]:
    if isinstance(entry.data, ParticularsData):
        return dict(words_particulars.told(entry.data, viewer=viewer))
    if isinstance(entry.data, DiagnosedData):
        return _receipt(entry, viewer=viewer)
    if isinstance(entry.data, PapersData):
        return _papers(entry.data)
    if isinstance(entry.data, BotSaidData | ChosenData | HandedOverData):
        return told_bot.data_of(entry.data, viewer=viewer)
    return _checklist(entry.body)


def _papers(data: PapersData) -> dict[str, Any]:
    told = {"step": data.step.value, "paper": data.paper.value, "name": words_papers.name(data.paper), "ask": data.ask}
    return told if data.until is None else told | {"until": clock.told(data.until)}


def _receipt(entry: EntryRecord, *, viewer: Viewer) -> dict[str, Any]:
    told = words_checks.told(entry, viewer=viewer)
    if not told:
        return {}
    shown = receipt.as_json(receipt.of(told, locale=locales.of_reader(translation.get_language() or "")))
    return shown | {"may_appeal": True} if _was_decided_against(entry) else shown


def _was_decided_against(entry: EntryRecord) -> bool:
    read = data_checks.read(entry.data) if isinstance(entry.data, DiagnosedData) else None
    return read is not None and read[1].verdict in _AGAINST.get(read[0].key, ())


def _checklist(body: str) -> dict[str, Any]:
    return {"title": data_checklists.title_of(body), "items": data_checklists.items_of(body)} if body else {}


def _joined(entry: EntryRecord, *, viewer: Viewer) -> dict[str, Any]:
    """Where it goes on, or where it came from."""
    told: dict[str, Any] = {"conversation": getattr(entry.data, "public_id", "")}
    match entry.data:
        case SplitToData() | SplitFromData():
            told["entries"] = list(entry.data.entries if viewer.is_staff else entry.data.entries_public)
        case UnmergedData(leaves=leaves):
            told["leaves"] = leaves
        case UnsplitData(leaves=leaves, joins=joins):
            told |= {"leaves": leaves, "joins": joins}
    return told


def _conduct(entry: EntryRecord) -> dict[str, Any]:
    match entry.data:
        case PausedData(reason=reason, minutes=minutes):
            until = entry.created_at + timedelta(minutes=minutes)
            return {"reason": reason.value, "until": until.isoformat(timespec="milliseconds")}
        case WarnedData(reason=reason) | EndedData(reason=reason):
            return {"reason": reason.value}
        case AppealDecidedData(is_lifted=is_lifted):
            return {"lifted": is_lifted}
        case IdentityAskedData() | IdentityCheckedData():
            return data_to_json(entry.data)  # all of it: what was presented never comes into the log
        case _:
            return {}


def _assigned(data: AssignedData) -> dict[str, Any]:
    told = {"agent": _agent_id(data.agent), "previous": _agent_id(data.previous)}
    return told if data.team is None else told | {"team": _team(data.team), "previous_team": _team(data.previous_team)}


def _sorting(data: Data) -> dict[str, Any]:
    """How staff sorted it."""
    match data:
        case SnoozedData() | WokenData() | TaggedData() | FieldSetData():
            return data_to_json(data)
        case SortedData():
            return _changes(data)
        case _:
            return {}


def _changes(data: SortedData) -> dict[str, Any]:
    """Only what changed, each with what it was before."""
    told: dict[str, Any] = {}
    if data.team is not None:
        told |= {"team": _team(data.team), "previous_team": _team(data.previous_team)}
    if data.category is not None:
        told |= {"category": data.category or None, "previous_category": data.previous_category or None}
    if data.priority is not None and data.previous_priority is not None:
        told |= {"priority": data.priority.name.lower(), "previous_priority": data.previous_priority.name.lower()}
    return told


def _team(team: int | None) -> str | None:
    card = teams.known_team(team) if team else None
    return card.slug if card else None


def _agent_id(agent: int | None) -> str | None:
    card = directory.known_agent(agent) if agent else None
    return card.public_id if card else None
