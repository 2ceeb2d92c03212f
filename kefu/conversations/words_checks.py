"""What a check found, in one sentence of the active language: the verdict. The whole receipt is drawn from the same words."""

from dataclasses import replace

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kefu.conversations import data_checks
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.kinds import Audience
from kefu.conversations.records import EntryRecord
from kefu.exchange.diagnoses import wording
from kefu.exchange.diagnoses.definition import Line, Mark, State
from kefu.exchange.diagnoses.wording import Told
from kefu.people.access import Viewer

FOLLOWED = Line(Mark.INFO, "followed")  # `watchers/cases` does, for whom the log tells it


def text(entry: EntryRecord, *, viewer: Viewer) -> str:
    if entry.is_erased:
        return _("A check was run. What it found was erased with the customer's data.")
    receipt = told(entry, viewer=viewer)
    if receipt is None:
        return _("A check was run; this version cannot show what it found.")
    return f"{receipt.title} {receipt.verdict}"


def told(entry: EntryRecord, *, viewer: Viewer) -> Told | None:
    """None where it cannot be shown. Staff see addresses and TxIDs by their ends (docs/reveals.md)."""
    found = data_checks.read(entry.data) if isinstance(entry.data, DiagnosedData) else None
    if found is None:
        return None
    definition, finding = found
    if entry.audience is Audience.EVERYONE and finding.state is State.WAITING and finding.follow:
        finding = replace(finding, lines=(*finding.lines, FOLLOWED))
    zone = timezone.get_current_timezone_name()
    return wording.told_if_known(
        definition, finding, locale=translation.get_language() or "en", zone=zone, is_masked=viewer.is_staff
    )
