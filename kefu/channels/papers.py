"""Identity papers among the files of what came in: found before anything is in the log, so that nobody ever gets them there."""

from collections.abc import Sequence

from kefu.channels.contract import Arrival
from kefu.conversations import everywhere
from kefu.conversations.records import EntryRecord
from kefu.files import moving, shown_words
from kefu.files.errors import Busy
from kefu.files.kinds import FileRef
from kefu.files.vault_kinds import PaperKind
from kefu.safeguards import vault_moves, vault_signs
from kefu.safeguards.vault_signs import Clues

ABOUT_PAPERS = frozenset({"kyc", "verification", "identity", "appeal"})  # categories in which papers are sent

Seen = tuple[tuple[str, str], ...]


def seen(arrival: Arrival, files: Sequence[FileRef], *, conversation: int | None) -> Seen:
    """Which of these are papers, and of which kind. From here on nobody gets those but the vault."""
    asked = vault_moves.asked_in(conversation)
    category = everywhere.categories([conversation]).get(conversation, "") if conversation else ""
    said = f"{arrival.subject}\n{arrival.text}"
    found = {}
    for file in files:
        if not moving.may_be_held(file):
            continue
        clues = Clues(said, file.name, file.width, file.height, asked, category in ABOUT_PAPERS)
        kind = vault_signs.paper_in(clues) or _read(clues, file)
        if kind is not None:
            found[file.id] = kind
    return tuple((upload_id, found[upload_id].value) for upload_id in moving.hold(list(found)))


def move(entry: EntryRecord, customer: int, papers: Seen) -> None:
    """Once they stand in the log: called again, it is the same."""
    vault_moves.begin(entry, customer, files=[(upload_id, PaperKind(kind)) for upload_id, kind in papers])


def _read(clues: Clues, file: FileRef) -> PaperKind | None:
    """By what can be read on it, where that is installed."""
    if not vault_signs.is_worth_reading(clues):
        return None
    try:
        shown = shown_words.on(file.id)
    except (Busy, OSError):
        return None
    read = Clues(clues.said, clues.name, clues.width, clues.height, clues.asked, clues.about_papers, shown)
    return vault_signs.paper_in(read) if shown else None
