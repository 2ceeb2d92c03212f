"""Writes a tick on a checklist: an entry of its own, folded into the list when shown. Used by `batch` alone."""

from dataclasses import replace

from kefu.conversations import columns, data_checklists, store
from kefu.conversations.data_checklists import CheckedData
from kefu.conversations.joining import Pen
from kefu.conversations.kinds import Kind
from kefu.conversations.records import Draft, EntryRecord, Outcome, Refused


def write(pen: Pen, head: columns.Head, draft: Draft, *, depth: int) -> Outcome:
    """Refused where there is no such item, and where it already is as wanted."""
    tick = draft.data
    target = store.entry_at(head.id, tick.target) if isinstance(tick, CheckedData) else None
    if not isinstance(tick, CheckedData) or target is None or target.kind is not Kind.CHECKLIST:
        return Refused("not_found")
    if not 1 <= tick.item <= len(data_checklists.items_of(target.body)):
        return Refused("not_found")
    if tick.on == (tick.item in ticked(target)):
        return Refused("pointless")
    told = replace(tick, target_public=target.public_seq)
    return pen.add(head, replace(draft, data=told), depth=depth, hashed=draft)


def ticked(checklist: EntryRecord) -> frozenset[int]:
    """The items that are done, as stored."""
    where = "e.conversation_id = %s AND e.seq > %s AND e.kind = %s"
    params = [checklist.conversation, checklist.seq, Kind.CHECKED.value]
    changes = [entry.data for entry in store.select_entries(where, params, tail="ORDER BY e.seq")]
    own = [change for change in changes if isinstance(change, CheckedData) and change.target == checklist.seq]
    return data_checklists.ticked(own)
