"""How far something we said is on its way to somebody outside, as the desk shows it under the message."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kefu.conversations import deliveries, words_mail
from kefu.conversations.copied import CopyRecord
from kefu.conversations.deliveries import DeliveryRecord
from kefu.conversations.kinds import DeliveryStatus
from kefu.people.access import Viewer
from kefu.people.capabilities import Capability

_NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """`nth` names the try that a press on "send again" is about."""

    nth: int
    status: str
    text: str
    reason: str
    at: datetime
    may_send_again: bool
    is_bad: bool


@dataclass(frozen=True, slots=True)
class ShownCopy:
    """Somebody else who gets it; `row` names the try that a press on "send again" is about."""

    row: int
    status: str
    text: str
    reason: str
    may_send_again: bool
    is_bad: bool


def copy(record: CopyRecord, *, viewer: Viewer) -> ShownCopy:
    """Words in the active language; addresses are masked."""
    is_bad = record.status in deliveries.AGAIN
    return ShownCopy(
        row=record.row,
        status=record.status.value,
        text=words_mail.copy_text(record),
        reason=words_mail.reason_text(record.error) if is_bad else "",
        may_send_again=is_bad and record.may_go and Capability.COPY_OUTSIDE in viewer.capabilities,
        is_bad=is_bad,
    )


def shown(record: DeliveryRecord) -> ShownDelivery:
    """Words in the active language; of what goes on from a chat, by which way it does."""
    text = words_mail.status_text(record.status)
    return ShownDelivery(
        nth=record.nth,
        status=record.status.value,
        text=text if record.first_seq is None else _("By mail: %(status)s") % {"status": text},
        reason=words_mail.reason_text(record.error) if record.status is not DeliveryStatus.SENT else "",
        at=record.changed_at,
        may_send_again=record.status in deliveries.AGAIN and record.error != _NO_ADDRESS,
        is_bad=record.status in deliveries.AGAIN,
    )
