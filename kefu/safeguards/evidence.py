"""What a report of a scammer stands on: the entry of a conversation that it came from, and files."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kefu.conversations import queries
from kefu.conversations.kinds import AuthorKind
from kefu.conversations.records import EntryRecord
from kefu.files import uploads
from kefu.files.kinds import FileRef
from kefu.kit.errors import Invalid, NotSignedIn
from kefu.people.access import Viewer
from kefu.trust import registry
from kefu.trust.lookalike.asked import Form, asked
from kefu.trust.lookalike.kinds import Outcome, Verdict

MOST_FILES = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """As whoever tells gives it: a conversation (public id; empty: none), a number in their counting, own uploads (ids)."""

    conversation: str = ""
    number: int = 0
    files: Sequence[str] = ()


NONE = Evidence()


def entry_of(viewer: Viewer, given: Evidence) -> EntryRecord | None:
    """NotFound unless the viewer may read it."""
    if not given.conversation:
        return None
    conversation = queries.conversation_for(viewer, given.conversation)
    return queries.entry_for(viewer, conversation, number=given.number)


def named_in(entry: EntryRecord) -> Verdict | None:
    """The worst of the strangers that a customer's words name; None where the message itself is what is reported."""
    if entry.author.kind is not AuthorKind.CUSTOMER or not entry.body.strip():
        return None
    worst = registry.verdicts(entry.body)[0]
    if worst.outcome in {Outcome.LOOKALIKE, Outcome.FRAUD}:
        return worst
    is_name = worst.outcome is Outcome.UNKNOWN and asked(worst.asked).form is not Form.NAME
    return worst if is_name else None


def vet_files(viewer: Viewer, *, count: int) -> None:
    """Before they are taken in. Invalid for more than three; NotSignedIn for a stranger, who has none."""
    if count > MOST_FILES:
        raise Invalid(_("A report takes three files at most."))
    if count and not (viewer.is_customer or viewer.is_staff):
        raise NotSignedIn


def keep_files(viewer: Viewer, given: Evidence) -> tuple[FileRef, ...]:
    """Tie them to a report, in its transaction: scanned as all are, seen by staff, taken by no sweep. FileNotReady."""
    return uploads.keep_as_evidence(viewer, given.files)
