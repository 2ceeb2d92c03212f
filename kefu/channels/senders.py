"""Who a thing that came in is from, as far as it is proved; and what other servers report of what we sent."""

from django.conf import settings

from kefu.channels.arrivals import Brought
from kefu.channels.contract import Channel, Report
from kefu.channels.delivery import without_addresses
from kefu.conversations import deliveries
from kefu.kit.dns import Names
from kefu.trust.mails.kinds import Checked, Records, SenderVerdict
from kefu.trust.mails.senders import judge_sender

WITHIN_S = 15.0
NOBODY = SenderVerdict(None)


class Untold(Exception):
    """Name servers did not answer, and nothing else proves the sender: it is asked again."""


def verdict(channel: Channel, brought: Brought, *, is_last_try: bool) -> SenderVerdict:
    """Untold where another try may find a proof that this one did not; the last try makes do with what there is."""
    if not channel.capabilities.is_proved_by_domain:
        return NOBODY
    trusted = frozenset(settings.MAIL_FORWARDERS)
    told = judge_sender(brought.raw, records=records(), envelope=brought.envelope, trusted=trusted)
    if not told.is_proved and Checked.UNANSWERED in {told.spf, told.dkim, told.dmarc} and not is_last_try:
        raise Untold
    return told


def records() -> Records:
    """The system's name servers, for one mail."""
    return Names(within_s=WITHIN_S)


def heard(account: int, report: Report | None) -> None:
    """Write down what became of something we sent. What we never sent, or a report says unclearly, changes nothing."""
    if report is None or not report.external_id:
        return
    sent = deliveries.by_external_id(account, report.external_id)
    if sent is None:
        return
    if report.is_final:
        deliveries.bounced(sent.id, error=without_addresses(report.why))
    elif report.is_arrived:
        deliveries.delivered(sent.id)
