"""What we say to somebody outside is put on its way in the transaction that says it. Used by `batch` alone.

Of a chat nothing is asked but whether a mail was joined to it (`roads`): its customer reads it where they write.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kefu.conversations import roads, rules
from kefu.conversations.columns import Head
from kefu.conversations.kinds import DeliveryStatus
from kefu.conversations.models import Delivery
from kefu.conversations.records import EntryRecord
from kefu.conversations.roads import Road
from kefu.people import contact

TOPIC = "deliveries"
NO_ADDRESS = "no_address"

_Address = tuple[bytes, str]  # sealed, and its digest


def write(entries: Sequence[EntryRecord], heads: Mapping[int, Head], *, at: datetime) -> list[int]:
    """A row for each address that each of these entries goes to; their rows. One that has no address says so at once."""
    said = [entry for entry in entries if rules.is_for_outside(entry)]
    taken = roads.of([heads[row] for row in {entry.conversation for entry in said}]) if said else {}
    wanted = []
    for entry in said:
        road = taken.get(entry.conversation)
        if road is not None and (kind := rules.addresses_for(entry, road.channel)):
            wanted.append((entry, heads[entry.conversation], road, kind))
    if not wanted:
        return []
    found = {kind: _found(kind, wanted) for kind in {kind for *_, kind in wanted}}
    rows = [
        _row(entry, road.channel, road.account, found[kind].get(head.customer), at=at)
        for entry, head, road, kind in wanted
    ]
    Delivery.objects.bulk_create(rows)
    return [row.pk for row in rows]


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
