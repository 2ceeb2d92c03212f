"""Sentences for the steps against abuse and the appeal: plain, without blame, and always with what comes next."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kefu.conversations.data_conduct import AppealDecidedData, EndedData, Misconduct, PausedData, WarnedData
from kefu.conversations.records import EntryRecord


def misconduct_text(reason: Misconduct) -> str:
    match reason:
        case Misconduct.INSULTS:
            return _("insults")
        case Misconduct.THREATS:
            return _("threats")
        case Misconduct.HARASSMENT:
            return _("harassment")
        case Misconduct.FLOODING:
            return _("the same message again and again")


def for_staff(entry: EntryRecord, *, who: str) -> str:
    match entry.data:
        case WarnedData(reason=reason):
            said, why = _("%(who)s warned the customer: %(why)s"), misconduct_text(reason)
        case PausedData(reason=reason, minutes=minutes):
            said = ngettext(
                "%(who)s paused the customer's writing for %(minutes)d minute: %(why)s",
                "%(who)s paused the customer's writing for %(minutes)d minutes: %(why)s",
                minutes,
            )
            return said % {"who": who, "minutes": minutes, "why": misconduct_text(reason)}
        case EndedData(reason=reason):
            said, why = _("%(who)s ended the conversation: %(why)s"), misconduct_text(reason)
        case AppealDecidedData(is_lifted=True):
            said, why = _("%(who)s accepted the appeal: the customer can write again"), ""
        case AppealDecidedData():
            said, why = _("%(who)s looked at the appeal: the ending stands"), ""
        case _:
            said, why = _("The customer appealed against the ending"), ""
    return said % {"who": who, "why": why}


def for_customer(entry: EntryRecord, *, who: str) -> str:
    match entry.data:
        case WarnedData(reason=reason):
            said = _("%(who)s asks you to stay polite (%(why)s). If it goes on, writing here will be paused.")
            return said % {"who": who, "why": misconduct_text(reason)}
        case PausedData(reason=reason, minutes=minutes):
            return _paused(minutes, who=who, why=misconduct_text(reason))
        case EndedData(reason=reason):
            said = _(
                "%(who)s ended this conversation (%(why)s). You cannot write in it any more."
                " If you think that is wrong, you can appeal once; somebody else decides."
            )
            return said % {"who": who, "why": misconduct_text(reason)}
        case AppealDecidedData(is_lifted=True):
            return _("Your appeal was accepted. You can write here again.")
        case AppealDecidedData():
            return _("Somebody else looked at your appeal. The conversation stays ended; you can begin a new one.")
        case _:
            return _("You appealed. Somebody who did not end this conversation will decide, and you will read it here.")


def _paused(minutes: int, *, who: str, why: str) -> str:
    said = ngettext(
        "%(who)s paused writing here for %(minutes)d minute (%(why)s). Your text is kept, and you can go on after that.",
        "%(who)s paused writing here for %(minutes)d minutes (%(why)s). Your text is kept, and you can go on after that.",
        minutes,
    )
    return said % {"who": who, "minutes": minutes, "why": why}
