"""Sentences for a promise about time. For staff alone."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kefu.conversations.data_sla import SlaData
from kefu.conversations.kinds import Kind
from kefu.conversations.records import EntryRecord


def text(entry: EntryRecord) -> str:
    data = entry.data
    if not isinstance(data, SlaData):
        return ""
    local = timezone.localtime(data.due)
    due = f"{date_format(local, 'DATE_FORMAT')} {local:%H:%M}"
    if entry.kind is Kind.SLA_BREACHED:
        return _("The first answer was promised by %(due)s and is overdue.") % {"due": due}
    return _("The first answer is due soon: it was promised by %(due)s.") % {"due": due}
