"""The proof code of what we said to a customer: which entries carry one, and over what it is made."""

from dataclasses import MISSING, fields

from kefu.conversations.data import Data, MessageData, data_to_json
from kefu.conversations.kinds import STEPS, Audience, AuthorKind, Kind
from kefu.conversations.records import EntryRecord
from kefu.trust import proofs
from kefu.trust.proofs import Delivery

OF_OURS = frozenset({AuthorKind.AGENT, AuthorKind.WATCHER, AuthorKind.SYSTEM})
PROVED = STEPS | {
    Kind.MESSAGE,
    Kind.CHECKLIST,
    Kind.APPEAL_DECIDED,
    Kind.DIAGNOSED,
    Kind.BOT_SAID,
    Kind.HANDED_OVER,
    Kind.PAPERS,
    Kind.IDENTITY_ASKED,
}
_MAY_BE_GONE = frozenset({Kind.MESSAGE, Kind.CHECKLIST})  # without words, these were taken out


def code_of(entry: EntryRecord) -> str:
    """The code this entry carries as it stands now; empty for what a customer said, notes, moves and what is gone."""
    return proofs.code_of(_delivery(entry)) if is_proved(entry) else ""


def carries(entry: EntryRecord, number: int) -> bool:
    """Whether its code carries this number: cheaper than making the code of each of many."""
    return is_proved(entry) and proofs.number_of(_delivery(entry)) == number


def is_proved(entry: EntryRecord) -> bool:
    is_ours = entry.author.kind in OF_OURS and entry.audience is Audience.EVERYONE and entry.public_seq is not None
    return is_ours and entry.kind in PROVED and not is_gone(entry)


def is_gone(entry: EntryRecord) -> bool:
    """Its words and files were taken out, or what it told of an account was erased."""
    has_files = isinstance(entry.data, MessageData) and bool(entry.data.files)
    return entry.is_erased or (entry.kind in _MAY_BE_GONE and not entry.body and not has_files)


def content_of(entry: EntryRecord) -> dict[str, object]:
    """All an entry says, ready for JSON. What is as it always is stays out, so that a later release's field changes nothing."""
    said = {"kind": entry.kind.value, "by": [entry.author.kind.value, entry.author.id, entry.author.name]}
    if isinstance(entry.data, MessageData):
        files = [[file.id, file.name, file.bytes] for file in entry.data.files]
        return {**said, "body": entry.body, "files": files}
    return {**said, "body": entry.body, "data": _unusual(entry.data)}


def _unusual(data: Data) -> dict[str, object]:
    told = data_to_json(data)
    usual = {
        each.name for each in fields(data) if each.default is not MISSING and getattr(data, each.name) == each.default
    }
    return {name: value for name, value in told.items() if name not in usual}


def _delivery(entry: EntryRecord) -> Delivery:
    return Delivery(
        place=entry.conversation_public_id,
        number=entry.public_seq or 0,
        version=entry.version,
        at=entry.created_at,
        content=content_of(entry),
    )
