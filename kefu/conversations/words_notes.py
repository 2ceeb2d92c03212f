"""The words of an entry as its reader sees them: with markers for what was cut, and what a release says in their language."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.conversations import words_cut
from kefu.conversations.data import NoteData
from kefu.conversations.data_notes import Alarm, AppealAlarm, MailNote, Reading, Release, RequestStep
from kefu.conversations.records import EntryRecord


def body(entry: EntryRecord) -> str:
    """Of a note about a release or a request the stored words are only a code, of an alarm the colleague's name: worded here."""
    if isinstance(entry.data, NoteData) and entry.data.alarm is not None:
        return _ALARMS[entry.data.alarm]() % {"name": entry.body}
    if entry.body and isinstance(entry.data, NoteData) and entry.data.release is not None:
        rule = _RULES.get(entry.data.rule)
        return _SAID[entry.data.release]() % {"rule": rule() if rule else entry.data.rule}
    if entry.body and isinstance(entry.data, NoteData) and entry.data.request is not None:
        return _STEPS[entry.data.request]() % {"action": action_name(entry.data.action)}
    if entry.body and isinstance(entry.data, NoteData) and entry.data.reading is not None:
        return _READINGS[entry.data.reading]() % {"words": words_cut.worded(entry.body)}
    if entry.body and isinstance(entry.data, NoteData) and entry.data.appeal is not None:
        return _APPEALS[entry.data.appeal]()
    if isinstance(entry.data, NoteData) and entry.data.arrived is not None:
        return _MAILS[entry.data.arrived]() % {"named": words_cut.worded(entry.body)}
    return words_cut.worded(entry.body)


def action_name(action: str) -> str:
    """What is asked for, as our people say it."""
    known = _ACTIONS.get(action)
    return known() if known else action


_SAID: Mapping[Release, Callable[[], str]] = {
    Release.RELEASED: lambda: _("Let out by a second person: the guard had stopped the message above (%(rule)s)."),
    Release.DECLINED: lambda: _(
        "A message that the guard had stopped (%(rule)s) was read by a second person and does not go out."
    ),
}
_READINGS: Mapping[Reading, Callable[[], str]] = {
    Reading.READ: lambda: _("Read by a second person before it went out: the message above."),
    Reading.SENT_BACK: lambda: _("A second person sent an answer back to its writer: %(words)s"),
    Reading.LAPSED: lambda: _("Nobody read an answer in time that waits for a second person. Its writer can ask anew."),
}
_APPEALS: Mapping[AppealAlarm, Callable[[], str]] = {
    AppealAlarm.SOON: lambda: _("Account appeal: four fifths of the time are over. See what is still to be done."),
    AppealAlarm.DUE: lambda: _("Account appeal: THE DEADLINE IS OVER. The customer has been told this day."),
}
_MAILS: Mapping[MailNote, Callable[[], str]] = {
    MailNote.UNPROVED: lambda: _(
        "Nothing proves that the mail above is from whom it says. Ask for a proof before you tell anything of an account."
    ),
    MailNote.STAFF: lambda: _(
        "The mail above says that it is from one of our own people. They do nothing by mail: treat its writer as a stranger."
    ),
    MailNote.STRANGER: lambda: _(
        "The mail above answers to conversation %(named)s, but it is not from that customer. Tell its writer nothing of it."
    ),
    MailNote.HEARD_OF: lambda: _(
        "Somebody else answered to this conversation by mail. Their mail lies in conversation %(named)s; the customer sees"
        " nothing of it."
    ),
    MailNote.MACHINE: lambda: _("A machine wrote the mail above. Nothing answers it by itself."),
    MailNote.MACHINE_SAID: lambda: _("Written by a machine, from the customer's mailbox: %(named)s"),
    MailNote.LOST_FILES: lambda: _("Files of the mail above that we do not take, and did not keep: %(named)s"),
    MailNote.GUESSES: lambda: _(
        "Somebody guesses at the marks that lead mails into conversations: the mail above is one of many. No guess leads"
        " anywhere. Tell this writer nothing of anybody's account, and look at kefu doctor."
    ),
    MailNote.LOOP: lambda: _(
        "Machines of this sender's domain have opened conversations one after the other. For an hour no more are opened: such"
        " mails are parked. See whether two systems answer each other."
    ),
    MailNote.LONG: lambda: _("The mail above is longer than a message. All of it is in its first file."),
}
_RULES: Mapping[str, Callable[[], str]] = {
    "password": lambda: _("password"),
    "code": lambda: _("code"),
    "phrase": lambda: _("recovery phrase"),
    "key": lambda: _("private key"),
    "remote": lambda: _("remote control"),
    "transfer": lambda: _("sending money"),
    "link": lambda: _("a link that is not ours"),
}
_ACTIONS: Mapping[str, Callable[[], str]] = {
    "reset_second_factor": lambda: _("reset of the second factor"),
    "unfreeze": lambda: _("opening of the frozen account"),
    "change_email": lambda: _("change of the e-mail address"),
    "unlock_address": lambda: _("unlocking of a withdrawal address"),
}
_STEPS: Mapping[RequestStep, Callable[[], str]] = {
    RequestStep.ASKED: lambda: _("Account request: %(action)s. It needs a proof of identity and a second person."),
    RequestStep.PROVED: lambda: _("Account request (%(action)s): a proof of identity was recorded."),
    RequestStep.APPROVED: lambda: _(
        "Account request (%(action)s): approved by a second person. The owner is told now."
    ),
    RequestStep.WAITING: lambda: _("Account request (%(action)s): the owner was told on all channels. The hold runs."),
    RequestStep.VETOED: lambda: _("Account request (%(action)s): STOPPED BY THE OWNER over the link in the notice."),
    RequestStep.STOPPED: lambda: _("Account request (%(action)s): stopped by one of us."),
    RequestStep.REFUSED: lambda: _("Account request (%(action)s): refused by a second person."),
    RequestStep.EXPIRED: lambda: _("Account request (%(action)s): nobody approved it within seven days."),
    RequestStep.FAILED: lambda: _("Account request (%(action)s): the exchange did not do it. It is tried again."),
    RequestStep.EXECUTED: lambda: _("Account request (%(action)s): the exchange has done it."),
}
_ALARMS: Mapping[Alarm, Callable[[], str]] = {
    Alarm.MANY_AN_HOUR: lambda: _("Insider guard: %(name)s revealed data of many customers within an hour."),
    Alarm.HALF_A_DAY: lambda: _("Insider guard: %(name)s has used half of what one person may reveal in a day."),
    Alarm.MANY_A_MONTH: lambda: _("Insider guard: %(name)s revealed data of very many customers within 30 days."),
    Alarm.SLOWED: lambda: _("Insider guard: %(name)s reveals so much that only one a minute goes through now."),
    Alarm.FROZEN_HOUR: lambda: _("Insider guard: %(name)s reached the bound for an hour and reveals nothing any more."),
    Alarm.FROZEN_DAY: lambda: _("Insider guard: %(name)s reached the bound for a day and reveals nothing any more."),
    Alarm.IN_A_ROW: lambda: _("Insider guard: %(name)s reveals customers one after the other, in the order they came."),
    Alarm.NOT_OWN: lambda: _("Insider guard: %(name)s keeps revealing customers of conversations that are not theirs."),
    Alarm.OFF_SHIFT: lambda: _("Insider guard: %(name)s reveals customers without working at the desk."),
    Alarm.UNUSUAL: lambda: _(
        "Insider guard: %(name)s reveals many more customers than is usual for them and their team."
    ),
    Alarm.SLOW_DRIP: lambda: _(
        "Insider guard: %(name)s reveals a little more from shift to shift, or for days customers who are not theirs."
    ),
    Alarm.SAME_KIND: lambda: _(
        "Insider guard: %(name)s reveals customers of one kind, by level or country, far more often than is usual for them"
        " and their team."
    ),
    Alarm.HONEY: lambda: _(
        "Insider guard: %(name)s asked for a customer whom nobody should, and reveals nothing any more."
    ),
}
