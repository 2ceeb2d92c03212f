"""What we say to somebody outside is put on its way in the transaction that says it. Used by `batch` alone.

Of a chat nothing is asked but whether a mail was joined to it (`roads`): its customer reads it where they write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kefu.conversations import copying, roads, rules
from kefu.conversations.columns import Head
from kefu.conversations.kinds import DeliveryStatus
from kefu.conversations.models import Delivery
from kefu.conversations.records import Draft, EntryRecord
from kefu.conversations.roads import Road
from kefu.people import contact

TOPIC = "deliveries"
NO_ADDRESS = "no_address"
NOTHING: Mapping[int, Draft] = {}

_Address = tuple[bytes, str]  # sealed, and its digest


def write(
    entries: Sequence[EntryRecord], heads: Mapping[int, Head], *, at: datetime, posted: Mapping[int, Draft] = NOTHING
) -> list[int]:
    """A row for each address that each of these entries goes to; their rows. One that has no address says so at once.

    `posted`: entry -> its draft, of those whose writer said how it leaves.
    """
    said = [entry for entry in entries if rules.is_for_outside(entry) or entry.id in posted]
    taken = roads.of([heads[row] for row in {entry.conversation for entry in said}]) if said else {}
    wanted, copied = [], []
    for entry in said:
        head, road = heads[entry.conversation], _road(taken.get(entry.conversation), posted.get(entry.id))
        if road is not None and (kind := rules.addresses_for(entry, road.channel)):
            wanted.append((entry, head, road, kind))
        if road is not None and entry.id in posted:
            copied.append(copying.Posted(entry, posted[entry.id], head.customer, road))
    if not wanted and not copied:
        return []
    found = {kind: _found(kind, wanted) for kind in {kind for *_, kind in wanted}}
    rows = [
        _row(entry, road.channel, road.account, found[kind].get(head.customer), at=at)
        for entry, head, road, kind in wanted
    ]
    Delivery.objects.bulk_create(rows)
    own = frozenset((row.entry_id, row.digest) for row in rows)
    return [row.pk for row in rows] + (copying.write(copied, own=own, at=at) if copied else [])


def _road(road: Road | None, draft: Draft | None) -> Road | None:
    """By another address of ours, where its writer chose one."""
    is_chosen = road is not None and draft is not None and draft.by_account
    return replace(road, account=draft.by_account) if road and draft and is_chosen else road


def _found(kind: str, wanted: Sequence[tuple[EntryRecord, Head, Road, str]]) -> dict[int, _Address]:
    return contact.sealed_addresses({head.customer for _, head, _, each in wanted if each == kind}, kind=kind)


def _row(entry: EntryRecord, channel: str, account: int, address: _Address | None, *, at: datetime) -> Delivery:
    made = Delivery(
        entry_id=entry.id,
        channel=channel,
        account_id=account,
        sealed=b"",
        created_at=at,
        changed_at=at,
        is_automatic=rules.is_automatic(entry.author),
    )
    if address is None:
        made.status, made.error, made.permanent = DeliveryStatus.FAILED, NO_ADDRESS, True
    else:
        made.sealed, made.digest = address
        made.next_try_at = at
    return made
