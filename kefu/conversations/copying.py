"""Rows for whom a mail of ours also goes to, and the journal's, in the transaction that says it. Used by `leaving` alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kefu.conversations.data_mail import CopyRole
from kefu.conversations.models import Delivery
from kefu.conversations.records import Draft, EntryRecord
from kefu.conversations.roads import Road
from kefu.people import fields, keys
from kefu.trust import journal

_KIND = "email"


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that goes to others too, its customer (row), and the road it leaves by."""

    entry: EntryRecord
    draft: Draft
    customer: int
    road: Road


def write(posted: Sequence[Posted], *, own: frozenset[tuple[int, str]], at: datetime) -> list[int]:
    """`own`: (entry, digest) of the rows that go to customers: nobody gets one mail twice. The rows that were made."""
    made, acts = [], []
    for each in posted:
        taken = {digest for entry, digest in own if entry == each.entry.id}
        for role, address in each.draft.copies.by_role() if each.draft.copies else []:
            digest = fields.digest_of(_KIND, address)
            if digest not in taken:
                taken.add(digest)
                made.append(_row(each, role, address, digest, at=at))
                acts.append(_act(each.entry, role, digest, at=at))
    Delivery.objects.bulk_create(made)
    journal.write(acts)
    return [row.pk for row in made]


def _row(each: Posted, role: CopyRole, address: str, digest: str, *, at: datetime) -> Delivery:
    """Sealed under the key of the customer whom it is about: it goes when they are erased."""
    ring = keys.ring([each.customer], or_make=True)
    return Delivery(
        entry_id=each.entry.id,
        channel=each.road.channel,
        account_id=each.road.account,
        role=role.value,
        sealed=fields.sealed_address(ring, each.customer, _KIND, address),
        digest=digest,
        next_try_at=at,
        created_at=at,
        changed_at=at,
    )


def _act(entry: EntryRecord, role: CopyRole, digest: str, *, at: datetime) -> journal.Act:
    action = "mail_forwarded" if role is CopyRole.FORWARD else "mail_copied"
    detail = f"{entry.seq} {role.value} {digest}"
    return journal.Act(at, "agent", entry.author.id, action, "conversation", entry.conversation, detail)
