"""Who else gets what we said, and how far it is there: for the desk, which sends it to them once more with one press.

`deliveries` writes the rows.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kefu.conversations import copies, deliveries, rules, second_readers
from kefu.conversations.data_mail import CopyRole
from kefu.conversations.kinds import DeliveryForm, DeliveryStatus
from kefu.conversations.models import Delivery
from kefu.conversations.records import ConversationRecord
from kefu.kit.errors import Conflict, NotFound
from kefu.people import directory, fields, keys


@dataclass(frozen=True, slots=True)
class CopyRecord:
    """Somebody else who gets it: what they are to it, their masked address, how far it is. `row` names the try; `error` is a code
    or the other side's own words. `may_go`: their domain is still one that copies go to.
    """

    row: int
    role: CopyRole
    masked: str
    status: DeliveryStatus
    error: str
    may_go: bool


def copies_for(entries: Collection[int], *, customer: int) -> Mapping[int, list[CopyRecord]]:
    """Entry (row) -> who else gets it, masked, and how far the newest try is; in the order in which they were named."""
    own = Delivery.objects.filter(entry_id__in=list(entries)).exclude(role=CopyRole.TO) if entries else ()
    newest: dict[tuple[int, str], Delivery] = {}
    for row in sorted(own, key=lambda each: (each.nth, each.pk)):
        newest[row.entry_id, row.digest] = row  # a dict keeps the place of the first
    ring = keys.ring([customer] if newest else [])  # an open page asks for many rows, again and again
    found: dict[int, list[CopyRecord]] = {}
    for row in newest.values():
        address = fields.address(ring, customer, rules.REACHES.get(row.channel, ""), row.sealed)
        found.setdefault(row.entry_id, []).append(_record(row, address))
    return found


def send_again(conversation: ConversationRecord, *, entry: int, row: int, agent: int) -> bool:
    """What did not reach somebody else, once more to them. False where a newer try was made; else as `deliveries.send_again`.

    Whoever it may not go to any more gets nothing, whatever was allowed when it was first sent.
    """
    old = Delivery.objects.filter(pk=row, entry_id=entry, form=DeliveryForm.WORDS).exclude(role=CopyRole.TO).first()
    if old is None:
        raise NotFound
    if second_readers.holds_for(conversation):
        raise Conflict(_("A second person reads what is said here. Nothing goes out from it in copies."))
    if not copies.is_allowed(deliveries.address_of(row, customer=conversation.customer)):
        raise Conflict(_("Copies do not go to this address any more."))
    return deliveries.send_again(row, agent=agent)


def _record(row: Delivery, address: str) -> CopyRecord:
    status = DeliveryStatus(row.status)
    masked = directory.masked_email(address)
    return CopyRecord(row.pk, CopyRole(row.role), masked, status, row.error, copies.is_allowed(address))
