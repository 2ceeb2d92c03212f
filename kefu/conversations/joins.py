"""How conversations stand to each other: what may be joined or parted, and what that leaves. Pure: no tables, no clock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kefu.conversations.data_conduct import Conduct, Step
from kefu.conversations.data_joins import (
    MAX_SPLIT,
    Joins,
    MergedIntoData,
    SplitFromData,
    SplitToData,
    UnmergedData,
    UnsplitData,
)
from kefu.conversations.data_papers import PapersData, PapersStep
from kefu.conversations.kinds import MESSAGES, Kind
from kefu.conversations.records import Draft, EntryRecord

MAX_JOINED = 50
IN_A_MERGED_LOG = frozenset(
    {
        Kind.UNMERGED,
        Kind.UNSPLIT,
        Kind.EDITED,
        Kind.REDACTED,
        Kind.CHECKED,
        Kind.CHOSEN,
        Kind.ERASED,
        Kind.UNDELIVERABLE,  # of what was sent from here before
    }
)


def apply(joins: Joins, entry: EntryRecord) -> Joins:
    """How the conversation stands after one more entry of its log."""
    match entry.data:
        case MergedIntoData(conversation=other):
            return replace(joins, merged_into=other)
        case UnmergedData(leaves=True):
            return replace(joins, merged_into=None)
        case SplitFromData(conversation=other, entries=entries):
            return replace(joins, split_from=other, split_seqs=entries)
        case UnsplitData(leaves=True, conversation=other, joins=is_joined):
            merged_into = other if is_joined else joins.merged_into
            return Joins(merged_into=merged_into)
        case _:
            return joins


def fault_of(draft: Draft) -> str | None:
    """Why a split cannot be stored whatever the log holds."""
    if not isinstance(draft.data, SplitToData):
        return None
    wanted = draft.data.entries
    if not wanted:
        return "empty"
    if len(wanted) > MAX_SPLIT:
        return "too_many"
    return None if sorted(set(wanted)) == list(wanted) else "bad_frame"


def fault_in_place(draft: Draft, joins: Joins) -> str | None:
    """Why a draft has no place in this log: what was merged takes no more, what stands alone cannot be parted."""
    if draft.kind is Kind.UNMERGED:
        return None if joins.merged_into is not None else "pointless"
    if draft.kind is Kind.UNSPLIT:
        return None if joins.split_from is not None else "pointless"
    is_moved = (
        isinstance(draft.data, PapersData) and draft.data.step is PapersStep.MOVED
    )  # it changes an entry of this log
    if joins.merged_into is not None and draft.kind not in IN_A_MERGED_LOG and not is_moved:
        return "pointless" if draft.kind is Kind.MERGED_INTO else "merged"
    return None


def goes_on_elsewhere(draft: Draft, joins: Joins) -> bool:
    """What people write into a merged conversation goes to the one that goes on."""
    return joins.merged_into is not None and draft.kind in MESSAGES


def is_held(conduct: Conduct, *, at: datetime) -> bool:
    """Merging would be a way around a pause or an ending."""
    is_paused = conduct.paused_until is not None and at < conduct.paused_until
    return conduct.step is Step.ENDED or (conduct.step is Step.PAUSED and is_paused)


def fault_of_split(
    wanted: Sequence[int], found: Sequence[EntryRecord], *, shown_elsewhere: frozenset[int]
) -> str | None:
    """Only messages and notes of this log, each shown in one place. Notes alone stay: their customer would be shown an
    empty conversation, and thereby that something was noted."""
    if len(found) != len(wanted) or any(entry.kind not in MESSAGES for entry in found):
        return "not_found"
    if all(entry.public_seq is None for entry in found):
        return "only_notes"
    return "already_split" if shown_elsewhere.intersection(wanted) else None
