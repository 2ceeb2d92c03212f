"""What a customer told before the first words, worded for one viewer: staff see an account masked."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kefu.conversations import sorting_words
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.records import EntryRecord
from kefu.people import directory
from kefu.people.access import Viewer


def text(entry: EntryRecord, *, viewer: Viewer) -> str:
    """One line: `About: Deposit · account 12••••34`."""
    if not isinstance(entry.data, ParticularsData):
        return ""
    seen = told(entry.data, viewer=viewer)
    about = entry.data.category
    parts = [_("About: %(what)s") % {"what": sorting_words.category_name(about)}] if about else []
    parts += [f"{_label(name)} {seen[name]}" for name in ("uid", "email", "phone") if name in seen]
    if entry.data.articles:
        parts.append(
            ngettext("%(n)s article read", "%(n)s articles read", count := len(entry.data.articles)) % {"n": count}
        )
    if entry.data.searched:
        parts.append(_("searched: %(words)s") % {"words": entry.data.searched})
    if entry.is_erased:
        parts.append(_("what they told of their account was erased"))
    return " · ".join(parts)


def told(data: ParticularsData, *, viewer: Viewer) -> dict[str, str]:
    """What was said, part by part, without what was not."""
    masked = viewer.is_staff
    seen = {
        "category": data.category,
        "uid": directory.masked_tail(data.uid) if masked else data.uid,
        "email": directory.masked_email(data.email) if masked else data.email,
        "phone": directory.masked_tail(data.phone) if masked else data.phone,
        "read": data.read,
        "searched": data.searched,
    }
    return {name: value for name, value in seen.items() if value}


def _label(name: str) -> str:
    match name:
        case "uid":
            return _("UID")
        case "email":
            return _("e-mail")
        case _:
            return _("phone")
