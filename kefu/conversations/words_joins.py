"""Sentences for what joins and parts conversations. Customers hear where it goes on, colleagues also who did it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kefu.conversations.data_joins import SplitFromData, SplitToData, UnmergedData, UnsplitData
from kefu.conversations.kinds import JOINS, Kind
from kefu.conversations.records import EntryRecord

KINDS = JOINS | {Kind.MERGED_FROM, Kind.SPLIT_FROM}


def for_staff(entry: EntryRecord, *, who: str) -> str:
    match entry.data:
        case UnmergedData():
            return _unmerged(entry.data, who=who)
        case UnsplitData(leaves=True):
            said = _("%(who)s took the split back: it goes on in the first conversation")
        case UnsplitData():
            said = _("%(who)s took the split back: the messages are here again")
        case SplitToData(entries=entries) | SplitFromData(entries=entries):
            return _split(entry, who=who, count=len(entries))
        case _ if entry.kind is Kind.MERGED_INTO:
            said = _("%(who)s merged this conversation into another one, where it goes on")
        case _:
            said = _("%(who)s merged another conversation into this one")
    return said % {"who": who}


def for_customer(entry: EntryRecord) -> str:
    match entry.data:
        case UnmergedData(leaves=True):
            return _("This conversation stands alone again.")
        case UnmergedData():
            return _("Your other conversation goes on by itself again.")
        case UnsplitData(leaves=True):
            return _("This goes on in your first conversation.")
        case UnsplitData():
            return _("Your question is answered here again.")
        case SplitToData():
            return _("One of your questions goes on in a conversation of its own.")
        case SplitFromData():
            return _("One of your questions goes on here, in a conversation of its own.")
        case _ if entry.kind is Kind.MERGED_INTO:
            return _("This goes on in your other conversation.")
        case _:
            return _("Another of your conversations goes on here.")


def _unmerged(data: UnmergedData, *, who: str) -> str:
    """With where to look for what came meanwhile."""
    if data.leaves:
        said = _("%(who)s took the merge back: this conversation stands alone again") % {"who": who}
        stays = ngettext(
            "%(count)d message that came meanwhile stays in the other one.",
            "%(count)d messages that came meanwhile stay in the other one.",
            data.meanwhile,
        )
    else:
        said = _("%(who)s took the merge back: the other conversation stands alone again") % {"who": who}
        stays = ngettext(
            "%(count)d message that came meanwhile stays here.",
            "%(count)d messages that came meanwhile stay here.",
            data.meanwhile,
        )
    return f"{said}. {stays % {'count': data.meanwhile}}" if data.meanwhile else said


def _split(entry: EntryRecord, *, who: str, count: int) -> str:
    if entry.kind is Kind.SPLIT_TO:
        said = ngettext(
            "%(who)s moved %(count)d message into a new conversation",
            "%(who)s moved %(count)d messages into a new conversation",
            count,
        )
    else:
        said = ngettext(
            "%(who)s began this conversation with %(count)d message from another one",
            "%(who)s began this conversation with %(count)d messages from another one",
            count,
        )
    return said % {"who": who, "count": count}
