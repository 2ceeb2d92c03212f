"""What checks found for a conversation, as the column beside its log shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from kefu.conversations import data_checks
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.kinds import Audience
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.exchange import runs
from kefu.exchange.diagnoses import wording
from kefu.exchange.runs import Run
from kefu.knowledge import locales
from kefu.people.access import Viewer
from kefu.ui import receipt
from kefu.ui.receipt import Receipt

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ShownRun:
    """`is_told`: the customer sees it too."""

    id: str
    key: str
    receipt: Receipt
    made_at: datetime
    by: str
    is_told: bool


def on_screen(viewer: Viewer, entries: Sequence[EntryRecord]) -> list[ShownRun]:
    """The newest of each check among these entries: what a page needs no further question for."""
    newest = {entry.data.check: entry for entry in entries if isinstance(entry.data, DiagnosedData)}
    found = [_of_entry(entry, viewer) for entry in reversed(newest.values())]
    return [each for each in found if each is not None][:MOST_SHOWN]


def found_for(viewer: Viewer, conversation: ConversationRecord) -> list[ShownRun]:
    """The newest of each check that was run for it."""
    found = [_shown(run, viewer) for run in runs.of_conversation(conversation.public_id)]
    return [each for each in found if each is not None][:MOST_SHOWN]


def _of_entry(entry: EntryRecord, viewer: Viewer) -> ShownRun | None:
    found = data_checks.read(entry.data) if isinstance(entry.data, DiagnosedData) else None
    if found is None or not isinstance(entry.data, DiagnosedData):
        return None
    definition, finding = found
    is_told = entry.audience is Audience.EVERYONE
    run = Run(entry.data.run, definition, finding, {}, entry.created_at, entry.author.kind.value, is_told)
    return _shown(run, viewer)


def _shown(run: Run, viewer: Viewer) -> ShownRun | None:
    """None for what this release cannot say."""
    locale = get_language() or "en"
    told = wording.told_if_known(run.definition, run.finding, locale=locale, zone=viewer.zone, is_masked=True)
    if told is None:
        return None
    shown = receipt.of(told, locale=locales.of_reader(get_language() or ""))
    return ShownRun(run.id, run.definition.key, shown, run.made_at, run.by, run.is_told)
