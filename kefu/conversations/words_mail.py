"""Sentences for what goes out to somebody outside: how far it is, and why it did not get there. For staff alone."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.conversations.copied import CopyRecord
from kefu.conversations.data import MessageData
from kefu.conversations.data_mail import MOST_SUBJECT_CHARS, CopyRole, UndeliverableData
from kefu.conversations.kinds import DeliveryStatus
from kefu.conversations.originals import Told
from kefu.conversations.records import EntryRecord
from kefu.kit.text import clean_line
from kefu.trust.mails.kinds import Checked


def subject(entry: EntryRecord) -> str:
    """Of a mail, in one line that turns and hides nothing; empty where there is none."""
    head = entry.data.mail if isinstance(entry.data, MessageData) else None
    return clean_line(head.subject, max_chars=MOST_SUBJECT_CHARS) if head else ""


def also_to(entry: EntryRecord) -> str:
    """Whom a mail's writer also sent it to, masked; empty where nobody."""
    head = entry.data.mail if isinstance(entry.data, MessageData) else None
    return ", ".join(head.also_to) if head else ""


def copy_text(copy: CopyRecord) -> str:
    """Somebody else who gets it, and how far it is."""
    return _COPIES[copy.role]() % {"who": copy.masked, "status": status_text(copy.status)}


def status_text(status: DeliveryStatus) -> str:
    """In a word or two, for under the message."""
    return _STATUS[status]()


def reason_text(error: str) -> str:
    """Why, as a sentence; what the other side said itself stands in quotation marks. Empty where nothing is to be told."""
    known = _REASONS.get(error)
    if known is not None:
        return known()
    return _("The other side said: “%(words)s”") % {"words": error} if error else ""


def verdict_text(told: Told) -> str:
    """Whether a mail is from whom it says, as a sentence."""
    domain = told.sender.rpartition("@")[2]
    if told.is_proved:
        way = next((way for way in ("dkim", "spf", "arc") if getattr(told, way) == Checked.PASS), "dkim")
        return _PROVED[way]() % {"domain": domain}
    if Checked.UNANSWERED in {told.spf, told.dkim, told.dmarc, told.arc}:
        return _("It could not be found out whether it came from this address: the name servers did not answer.")
    if told.dmarc == Checked.FAIL:
        return _("Nothing proves that it came from this address, and %(domain)s says not to believe it then.") % {
            "domain": domain
        }
    return _("Nothing proves that it came from this address.")


def held_back_text(why: str) -> str:
    """Why less is kept of how a mail looked than came; empty where all is."""
    known = _HELD_BACK.get(why)
    return known() if known else ""


def text(entry: EntryRecord) -> str:
    data = entry.data
    if not isinstance(data, UndeliverableData):
        return ""
    said = _UNDELIVERABLE.get(data.status, _UNDELIVERABLE[DeliveryStatus.FAILED])() % {"number": data.target}
    why = reason_text(data.error)
    return f"{said} {why}" if why else said


_COPIES: Mapping[CopyRole, Callable[[], str]] = {
    CopyRole.CC: lambda: _("Cc %(who)s: %(status)s"),
    CopyRole.BCC: lambda: _("Bcc %(who)s: %(status)s"),
    CopyRole.FORWARD: lambda: _("Forwarded to %(who)s: %(status)s"),
}
_PROVED: Mapping[str, Callable[[], str]] = {
    "dkim": lambda: _("Proved: %(domain)s signed it."),
    "spf": lambda: _("Proved: it came from a server of %(domain)s."),
    "arc": lambda: _("Proved: a forwarder that you trust saw that %(domain)s had signed it."),
}
_HELD_BACK: Mapping[str, Callable[[], str]] = {
    "secret": lambda: _(
        "Something in it was a secret, such as a recovery phrase or a password. So only its fields are kept, and nothing"
        " of how it looked."
    ),
    "long": lambda: _("It is too long to be looked through for secrets. So only its fields are kept."),
    "much": lambda: _("So much came from this sender within a day that how it looked is not kept."),
}
_STATUS: Mapping[DeliveryStatus, Callable[[], str]] = {
    DeliveryStatus.PENDING: lambda: _("Waiting to be sent"),
    DeliveryStatus.SENDING: lambda: _("Being sent"),
    DeliveryStatus.SENT: lambda: _("Sent"),
    DeliveryStatus.DELIVERED: lambda: _("Delivered"),
    DeliveryStatus.BOUNCED: lambda: _("Came back"),
    DeliveryStatus.FAILED: lambda: _("Not sent"),
    DeliveryStatus.UNCERTAIN: lambda: _("Not known whether it was sent"),
    DeliveryStatus.SEEN: lambda: _("Read in the chat, so no mail was sent"),
}
_UNDELIVERABLE: Mapping[DeliveryStatus, Callable[[], str]] = {
    DeliveryStatus.FAILED: lambda: _("The customer did not get message %(number)d: it could not be sent."),
    DeliveryStatus.BOUNCED: lambda: _("The customer did not get message %(number)d: it came back."),
    DeliveryStatus.UNCERTAIN: lambda: _(
        "It is not known whether the customer got message %(number)d: sending it was interrupted. Send it again only if"
        " getting it twice does no harm."
    ),
}
_REASONS: Mapping[str, Callable[[], str]] = {
    "no_address": lambda: _("No e-mail address of this customer is known."),
    "stopped_while_sending": lambda: _("Kefu was stopped while sending."),
    "answer_lost": lambda: _("The connection was lost after the mail was handed over."),
    "withdrawn": lambda: _("It was removed before it was sent."),
    "too_many_automatic": lambda: _("Too many automatic mails went to this customer within an hour or a day."),
    "to_a_machine": lambda: _("A machine wrote the mail that it answers."),
    "account_closed": lambda: _("The mailbox it would go out by is closed."),
    "bad_account": lambda: _("The mailbox it would go out by is not set up: run “kefu mailbox check”."),
    "too_big": lambda: _("It is larger than the mailbox lets out."),
    "unreachable": lambda: _("The mail server does not answer; it is tried again by itself."),
    "refused_sign_in": lambda: _("The mail server does not accept our user name or password."),
    "no_tls": lambda: _("The mail server offers no encrypted connection that can be trusted."),
    "blocked_sender": lambda: _("This sender is blocked: nothing is written to them by itself."),
    "bad_address": lambda: _("What is stored as this customer's e-mail address is none."),
    "faulty": lambda: _("Something went wrong on our side while it was made; the log says what."),
}
