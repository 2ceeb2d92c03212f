"""What may be appended, and what else it brings with it. Pure: no tables, no clock."""

from kefu.conversations.data import AssignedData, MessageData, NoteData, ReopenedData
from kefu.conversations.kinds import ALWAYS_STAFF, Audience, Author, AuthorKind, Kind, Status
from kefu.conversations.records import Draft

MAX_BODY_CHARS = 8_000
MAX_FILES = 10
MAX_DEPTH = 4
MAX_KEY_CHARS = 80


def fault_of(draft: Draft) -> str | None:
    """Why this draft cannot be stored whatever the log holds: a code of docs/protocol.md, or None."""
    if len(draft.body) > MAX_BODY_CHARS:
        return "too_long"
    if draft.kind in {Kind.MESSAGE, Kind.NOTE}:
        return _fault_of_words(draft)
    if draft.kind is Kind.EDITED and not draft.body:
        return "empty"
    if draft.kind in ALWAYS_STAFF and draft.audience is not Audience.STAFF:
        return "bad_frame"
    return None


def _fault_of_words(draft: Draft) -> str | None:
    data = draft.data
    files = data.files if isinstance(data, MessageData | NoteData) else ()
    if not draft.body and not files:
        return "empty"
    if len(files) > MAX_FILES:
        return "too_many"
    if draft.kind is Kind.NOTE and draft.audience is not Audience.STAFF:
        return "bad_frame"
    return None


def brings_before(draft: Draft, *, status: Status) -> Draft | None:
    """The entry this draft brings before itself: a customer's word on a closed conversation reopens it."""
    is_word = draft.kind is Kind.MESSAGE and draft.author.kind is AuthorKind.CUSTOMER
    if status is Status.CLOSED and is_word:
        return Draft(conversation=draft.conversation, kind=Kind.REOPENED, author=draft.author, data=ReopenedData())
    return None


def is_pointless(draft: Draft, *, status: Status, assignee: int | None) -> bool:
    """Closing what is closed, reopening what is open, giving to whom it is with."""
    if isinstance(draft.data, AssignedData):
        return draft.data.agent == assignee
    if draft.kind is Kind.CLOSED:
        return status is Status.CLOSED
    if draft.kind is Kind.REOPENED:
        return status is Status.OPEN
    return False


def may_change(author: Author, *, target_author: Author, kind: Kind) -> bool:
    """Whose words may be edited: one's own. Whose may be redacted: anybody's, by staff (the edge asks for the capability)."""
    if kind is Kind.EDITED:
        return author.kind == target_author.kind and author.id == target_author.id
    return author.kind is not AuthorKind.CUSTOMER
