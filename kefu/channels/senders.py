"""Who a thing that came in is from, as far as it is proved; and what other servers report of what we sent."""

from django.conf import settings

from kefu.channels.arrivals import Brought
from kefu.channels.contract import Arrival, Channel
from kefu.channels.delivery import without_addresses
from kefu.conversations import deliveries, reported
from kefu.kit.dns import Names
from kefu.trust.mails.kinds import Checked, Records, SenderVerdict
from kefu.trust.mails.senders import judge_sender

WITHIN_S = 4.0  # of one look; what is not told by then is looked at once more later
NOBODY = SenderVerdict(None)


class Untold(Exception):
    """Name servers did not answer, and nothing else proves the sender: it is asked again."""


def verdict(channel: Channel, brought: Brought, *, is_last_try: bool) -> SenderVerdict:
    """Untold where another try may find a proof that this one did not; the last try makes do with what there is. Asks no
    database: it may run in any thread."""
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


def heard(account: int, arrival: Arrival) -> bool:
    """Write down what became of something we sent. False for what is about nothing of ours, as far as can be seen."""
    report = arrival.report
    if report is None:
        return False
    sent = reported.delivery_of(
        account, external_id=report.external_id, receiver=report.receiver, conversations=arrival.tokens
    )
    if sent is None:
        return False
    if report.is_final:
        deliveries.bounced(sent.id, error=without_addresses(report.why))
    elif report.is_arrived:
        deliveries.delivered(sent.id)
    return True
