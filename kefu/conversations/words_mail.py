"""Sentences for what goes out to somebody outside: how far it is, and why it did not get there. For staff alone."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.conversations.data import MessageData
from kefu.conversations.data_mail import MOST_SUBJECT_CHARS, UndeliverableData
from kefu.conversations.kinds import DeliveryStatus
from kefu.conversations.records import EntryRecord
from kefu.kit.text import clean_line


def subject(entry: EntryRecord) -> str:
    """Of a mail, in one line that turns and hides nothing; empty where there is none."""
    head = entry.data.mail if isinstance(entry.data, MessageData) else None
    return clean_line(head.subject, max_chars=MOST_SUBJECT_CHARS) if head else ""


def status_text(status: DeliveryStatus) -> str:
    """In a word or two, for under the message."""
    return _STATUS[status]()


def reason_text(error: str) -> str:
    """Why, as a sentence; what the other side said itself stands in quotation marks. Empty where nothing is to be told."""
    known = _REASONS.get(error)
    if known is not None:
        return known()
    return _("The other side said: “%(words)s”") % {"words": error} if error else ""


def text(entry: EntryRecord) -> str:
    data = entry.data
    if not isinstance(data, UndeliverableData):
        return ""
    said = _UNDELIVERABLE.get(data.status, _UNDELIVERABLE[DeliveryStatus.FAILED])() % {"number": data.target}
    why = reason_text(data.error)
    return f"{said} {why}" if why else said


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
    "bad_address": lambda: _("What is stored as this customer's e-mail address is none."),
    "faulty": lambda: _("Something went wrong on our side while it was made; the log says what."),
}
