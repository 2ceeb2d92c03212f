"""Words for how a conversation was sorted: for staff alone, in the active language. Called by `words`.

Names of teams, categories and fields are the exchange's own; `words.warm` has them at hand.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.conversations import definitions
from kefu.conversations.data import (
    Data,
    FieldSetData,
    FieldValue,
    SnoozedData,
    SortedData,
    TaggedData,
    WokenData,
)
from kefu.conversations.kinds import Priority
from kefu.conversations.records import FieldRecord
from kefu.people import teams


def text(data: Data, *, who: str) -> str:
    """A short sentence; empty if the data is not of sorting."""
    match data:
        case SnoozedData(until=until):
            return _("%(who)s snoozed the conversation until %(until)s") % {"who": who, "until": moment_text(until)}
        case WokenData(until=until):
            return _woken(until, who=who)
        case TaggedData():
            return _tagged(data, who=who)
        case SortedData():
            return _("%(who)s sorted the conversation: %(changes)s") % {"who": who, "changes": _changes(data)}
        case FieldSetData():
            return _field_set(data, who=who)
        case _:
            return ""


def team_name(team: int | None) -> str:
    card = teams.known_team(team) if team else None
    return card.name if card else _("no team")


def category_name(slug: str) -> str:
    known = definitions.known_category(slug) if slug else None
    if known is None:
        return slug or _("no category")
    return definitions.named(known.names, locale=_locale())


def priority_name(priority: Priority) -> str:
    match priority:
        case Priority.LOW:
            return _("low priority")
        case Priority.NORMAL:
            return _("normal priority")
        case Priority.HIGH:
            return _("high priority")
        case Priority.URGENT:
            return _("urgent")


def field_name(slug: str) -> str:
    known = definitions.known_field(slug)
    return definitions.named(known.names, locale=_locale()) if known else slug


def value_text(field: str, value: FieldValue) -> str:
    known = definitions.known_field(field)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and known is not None:
        return _choice(known, value)
    return str(value)


def moment_text(moment: datetime) -> str:
    """In the reader's zone; where none was told it says that it is UTC."""
    local = timezone.localtime(moment)
    written = f"{date_format(local, 'DATE_FORMAT')} {local:%H:%M}"
    return f"{written} UTC" if timezone.get_current_timezone_name() == "UTC" else written


def _choice(field: FieldRecord, value: str) -> str:
    names = field.choices.get(value)
    return definitions.named(names, locale=_locale()) if names else value


def _woken(until: datetime | None, *, who: str) -> str:
    if until is None:
        return _("%(who)s woke the conversation") % {"who": who}
    return _("The conversation is back: it was snoozed until now")


def _tagged(data: TaggedData, *, who: str) -> str:
    told = {"who": who, "added": ", ".join(data.added), "removed": ", ".join(data.removed)}
    if not data.removed:
        return _("%(who)s added the tags %(added)s") % told
    if not data.added:
        return _("%(who)s removed the tags %(removed)s") % told
    return _("%(who)s added the tags %(added)s and removed %(removed)s") % told


def _changes(data: SortedData) -> str:
    changes = []
    if data.team is not None:
        changes.append(team_name(data.team))
    if data.category is not None:
        changes.append(category_name(data.category))
    if data.priority is not None:
        changes.append(priority_name(data.priority))
    return ", ".join(changes)


def _field_set(data: FieldSetData, *, who: str) -> str:
    told = {"who": who, "field": field_name(data.field)}
    if data.value is None:
        return _("%(who)s emptied %(field)s") % told
    return _("%(who)s set %(field)s to %(value)s") % {**told, "value": value_text(data.field, data.value)}


def _locale() -> str:
    return get_language() or "en"
