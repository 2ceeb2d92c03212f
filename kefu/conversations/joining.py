"""Writes merge, split and their undo into both logs at once. Used by `batch` alone, inside its transaction and its locks."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from kefu.conversations import columns, joins, store
from kefu.conversations.data import OpenedData
from kefu.conversations.data_joins import (
    MergedFromData,
    MergedIntoData,
    SplitFromData,
    SplitToData,
    UnmergedData,
    UnsplitData,
)
from kefu.conversations.kinds import Audience, AuthorKind, Kind, Status
from kefu.conversations.records import Draft, EntryRecord, NewConversation, Outcome, Refused
from kefu.kit import db, ids

Heads = Mapping[int, columns.Head]


class Pen(Protocol):
    """What is needed of the batch."""

    at: datetime
    heads: dict[int, columns.Head]

    def add(self, head: columns.Head, draft: Draft, *, depth: int, hashed: Draft | None = None) -> EntryRecord: ...


def others_of(drafts: Iterable[Draft], heads: Heads) -> set[int]:
    """Which conversations these drafts reach beyond their own: where merged ones go on, and what a split is taken back to."""
    beyond = {head.state.joins.merged_into for head in heads.values()}
    for draft in drafts:
        head = heads.get(draft.conversation) if isinstance(draft.conversation, int) else None
        if draft.kind is Kind.UNSPLIT and head is not None:
            beyond.add(head.state.joins.split_from)
    return {row for row in beyond if row is not None} - heads.keys()


def lock_others(drafts: Iterable[Draft], heads: dict[int, columns.Head]) -> None:
    """Lock those too, to the end of each chain of merges.

    They come after the batch's own rows, whatever their number. Two batches that meet crosswise here are told apart by
    the database, and the one it refuses is tried again by whoever sent it.
    """
    drafts = list(drafts)
    while beyond := others_of(drafts, heads):
        heads.update(columns.lock_heads(beyond))


def going_on(draft: Draft, heads: Heads) -> Draft:
    """The draft where it belongs: what people write into a merged conversation goes to the one that goes on.

    What its writer had seen was counted in the other log, and says nothing here.
    """
    if isinstance(draft.conversation, NewConversation):
        return draft
    head = heads.get(draft.conversation)
    while head is not None and joins.goes_on_elsewhere(draft, head.state.joins):
        head = heads.get(head.state.joins.merged_into or 0)
    return draft if head is None or head.id == draft.conversation else replace(draft, conversation=head.id, seen=None)


def write(pen: Pen, head: columns.Head, draft: Draft, *, depth: int) -> Outcome:
    """The entry in this log and its counterpart in the other."""
    match draft.data:
        case MergedIntoData(conversation=row):
            return _merge(pen, head, pen.heads.get(row), draft, depth=depth)
        case UnmergedData():
            return _unmerge(pen, head, draft, depth=depth)
        case SplitToData():
            return _split(pen, head, draft, draft.data, depth=depth)
        case UnsplitData():
            return _unsplit(pen, head, draft, depth=depth)
        case _:
            return Refused("bad_frame")


def _merge(pen: Pen, head: columns.Head, into: columns.Head | None, draft: Draft, *, depth: int) -> Outcome:
    if into is None or into.customer != head.customer:
        return Refused("other_customer")
    if into.id == head.id or into.state.joins.merged_into is not None:
        return Refused("merged")
    if any(joins.is_held(one.state.conduct, at=pen.at) for one in (head, into)):
        return Refused("held")
    if store.count_merged(into.id) + store.count_merged(head.id) + 1 > joins.MAX_JOINED:
        return Refused("too_many_joined")
    was_open, since = head.state.status is not Status.CLOSED, _iso(head.state.waiting_since)
    told = MergedIntoData(into.id, public_id=into.public_id, was_open=was_open, since=since)
    back = MergedFromData(head.id, public_id=head.public_id, was_open=was_open, since=since)
    entry = pen.add(head, replace(draft, data=told), depth=depth, hashed=draft)
    pen.add(into, _counterpart(draft, into, Kind.MERGED_FROM, back), depth=depth)
    return entry


def _unmerge(pen: Pen, head: columns.Head, draft: Draft, *, depth: int) -> Outcome:
    into = pen.heads[head.state.joins.merged_into or 0]
    before = store.newest_of(head.id, Kind.MERGED_INTO)
    told = UnmergedData(into.id, public_id=into.public_id)
    if before is not None and isinstance(before.data, MergedIntoData):
        meanwhile = store.count_said(into.id, since=before.created_at)
        told = replace(told, was_open=before.data.was_open, since=before.data.since, meanwhile=meanwhile)
    back = UnmergedData(head.id, public_id=head.public_id, leaves=False, meanwhile=told.meanwhile)
    entry = pen.add(head, replace(draft, data=told), depth=depth, hashed=draft)
    pen.add(into, _counterpart(draft, into, Kind.UNMERGED, back), depth=depth)
    return entry


def _split(pen: Pen, head: columns.Head, draft: Draft, wanted: SplitToData, *, depth: int) -> Outcome:
    found = store.entries_at(head.id, wanted.entries)
    fault = joins.fault_of_split(wanted.entries, found, shown_elsewhere=store.split_off(head.id))
    if fault is not None:
        return Refused(fault)
    new = _opened(pen, head, draft)
    public = tuple(entry.public_seq for entry in found if entry.public_seq is not None)
    waits = any(entry.author.kind is AuthorKind.CUSTOMER for entry in found)
    told = SplitToData(wanted.entries, entries_public=public, conversation=new.id, public_id=new.public_id)
    back = SplitFromData(wanted.entries, public, head.id, head.public_id, waits=waits)
    entry = pen.add(head, replace(draft, data=told), depth=depth, hashed=draft)
    pen.add(new, _counterpart(draft, new, Kind.SPLIT_FROM, back), depth=depth)
    return entry


def _opened(pen: Pen, beside: columns.Head, draft: Draft) -> columns.Head:
    """A new conversation of the same customer, by the same door."""
    asked = columns.NewHead(
        public_id=ids.public_id(),
        customer=beside.customer,
        origin=beside.origin,
        locale=beside.locale,
        created_at=pen.at,
        account=beside.account,
    )
    head = columns.insert_heads([asked])[0]
    pen.heads[head.id] = head
    data = OpenedData(origin=beside.origin)
    pen.add(head, Draft(head.id, Kind.OPENED, draft.author, data, audience=Audience.STAFF), depth=0)
    return head


def _unsplit(pen: Pen, head: columns.Head, draft: Draft, *, depth: int) -> Outcome:
    source = pen.heads[head.state.joins.split_from or 0]
    is_free = head.state.joins.merged_into is None and _end_of(source, pen.heads) is not head
    was_open, since = is_free and head.state.status is not Status.CLOSED, _iso(head.state.waiting_since)
    told = UnsplitData(source.id, public_id=source.public_id, joins=is_free)
    back = UnsplitData(head.id, head.public_id, leaves=False, joins=is_free, was_open=was_open, since=since)
    entry = pen.add(head, replace(draft, data=told), depth=depth, hashed=draft)
    pen.add(source, _counterpart(draft, source, Kind.UNSPLIT, back), depth=depth)
    return entry


def _end_of(head: columns.Head, heads: Heads) -> columns.Head:
    """Where a chain of merges goes on."""
    while head.state.joins.merged_into is not None:
        head = heads[head.state.joins.merged_into]
    return head


def _counterpart(draft: Draft, head: columns.Head, kind: Kind, data: object) -> Draft:
    return replace(draft, conversation=head.id, kind=kind, data=data, key=None)  # type: ignore[arg-type]


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""


def were_joined(one: int, other: int) -> bool:
    """Whether the first was ever merged into the second, or the other way round, over however many steps."""
    return other in _family(one)


def _family(row: int) -> set[int]:
    """All that a merge ever tied to this conversation. Read when a retry comes home to another log: hardly ever."""
    sql = (
        f"SELECT e.conversation_id, e.data FROM {store.ENTRIES} e JOIN {columns.CONVERSATIONS} c"
        f" ON c.id = e.conversation_id WHERE c.customer_id = (SELECT customer_id FROM {columns.CONVERSATIONS}"
        " WHERE id = %s) AND e.kind IN ('merged_into', 'unsplit')"
    )
    ties = [(found[0], store.json_of(found[1])["conversation"]) for found in db.rows(sql, [row])]
    family, size = {row}, 0
    while len(family) > size:
        size = len(family)
        family |= {end for tie in ties if family.intersection(tie) for end in tie}
    return family
