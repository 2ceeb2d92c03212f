"""The words of an entry as its reader sees them: with markers for what was cut, and what a release says in their language."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.conversations import words_cut
from kefu.conversations.data import NoteData
from kefu.conversations.data_notes import Release
from kefu.conversations.records import EntryRecord


def body(entry: EntryRecord) -> str:
    """Of a note about a release the stored words are only the rule's name: what it says is worded here."""
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
