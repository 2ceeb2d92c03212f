"""A mail held against this installation's registry, its keys asked of the system's name servers."""

from django.conf import settings

from kefu.kit.dns import Names
from kefu.trust import registry
from kefu.trust.mails.judging import Against, judge
from kefu.trust.mails.kinds import MailVerdict, Sent

MAX_BYTES = 10 * 1024 * 1024


def verdict(raw: bytes, *, sent: Sent | None = None) -> MailVerdict:
    """NotAMail for bytes that are none. Takes no longer than `Names` waits for servers, and what the bytes cost."""
    return judge(raw, Against(registry.known(), Names().txt, frozenset(settings.MAIL_FORWARDERS), sent))
