"""The words of an entry as its reader sees them: with markers for what was cut, and what a release says in their language."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.conversations import words_cut
from kefu.conversations.data import NoteData
from kefu.conversations.data_notes import Alarm, Release
from kefu.conversations.records import EntryRecord


def body(entry: EntryRecord) -> str:
    """Of a note about a release the stored words are only the rule's name, of an alarm the colleague's: both are worded here."""
    if isinstance(entry.data, NoteData) and entry.data.alarm is not None:
        return _ALARMS[entry.data.alarm]() % {"name": entry.body}
    if entry.body and isinstance(entry.data, NoteData) and entry.data.release is not None:
        rule = _RULES.get(entry.data.rule)
        return _SAID[entry.data.release]() % {"rule": rule() if rule else entry.data.rule}
    return words_cut.worded(entry.body)


_SAID: Mapping[Release, Callable[[], str]] = {
    Release.RELEASED: lambda: _("Let out by a second person: the guard had stopped the message above (%(rule)s)."),
    Release.DECLINED: lambda: _(
        "A message that the guard had stopped (%(rule)s) was read by a second person and does not go out."
    ),
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
_ALARMS: Mapping[Alarm, Callable[[], str]] = {
    Alarm.MANY_AN_HOUR: lambda: _("Insider guard: %(name)s revealed data of many customers within an hour."),
    Alarm.HALF_A_DAY: lambda: _("Insider guard: %(name)s has used half of what one person may reveal in a day."),
    Alarm.SLOWED: lambda: _("Insider guard: %(name)s reveals so much that only one a minute goes through now."),
    Alarm.FROZEN_HOUR: lambda: _("Insider guard: %(name)s reached the bound for an hour and reveals nothing any more."),
    Alarm.FROZEN_DAY: lambda: _("Insider guard: %(name)s reached the bound for a day and reveals nothing any more."),
    Alarm.IN_A_ROW: lambda: _("Insider guard: %(name)s reveals customers one after the other, in the order they came."),
    Alarm.NOT_OWN: lambda: _("Insider guard: %(name)s keeps revealing customers of conversations that are not theirs."),
    Alarm.OFF_SHIFT: lambda: _("Insider guard: %(name)s reveals customers without working at the desk."),
    Alarm.HONEY: lambda: _(
        "Insider guard: %(name)s asked for a customer whom nobody should, and reveals nothing any more."
    ),
}
