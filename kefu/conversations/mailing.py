"""What staff do by mail beyond answering: begin a mail, answer with copies, forward.

The edges ask who may; `log` checks the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kefu.conversations import joined, log, queries, roads, second_readers
from kefu.conversations.data import MessageData, NoteData
from kefu.conversations.data_mail import MOST_SUBJECT_CHARS, Copies, MailHead
from kefu.conversations.joined import Line
from kefu.conversations.kinds import Audience, Author, Kind, Visibility
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, NewConversation, Outcome, Refused
from kefu.files.kinds import FileRef
from kefu.kit.text import clean_line
from kefu.people.access import Viewer

CHANNEL = "email"
MOST_FORWARDED = 20
MOST_OFFERED = 60
MOST_OF_ONE = 100  # conversations of one customer that are looked through
_ALWAYS_NEW = 2**62  # beyond every row


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody of ours writes. `key` is made once and kept through every retry."""

    body: str
    key: str
    files: Sequence[FileRef] = ()


def begin(
    letter: Letter, *, customer: int, account: int, subject: str, locale: str, author: Author, claims: bool
) -> Outcome:
    """Write first: a new conversation of this customer (row) by this address of ours (row). It is its writer's (`claims`)."""
    place = NewConversation(customer, CHANNEL, locale, account=account, beyond=_ALWAYS_NEW)
    data = MessageData(tuple(letter.files), MailHead(clean_line(subject, max_chars=MOST_SUBJECT_CHARS)))
    draft = Draft(place, Kind.MESSAGE, author, data, body=letter.body, key=letter.key, claims=claims)
    return log.append([draft])[0]


def is_read_first(viewer: Viewer, *, customer: int) -> bool:
    """Whether a second person reads what is said in one of this customer's conversations: a new mail is no way around it."""
    found = queries.conversations_with(viewer, customer=customer, limit=MOST_OF_ONE)
    return any(second_readers.holds_for(each) for each in found)


def answer(
    conversation: int,
    letter: Letter,
    *,
    author: Author,
    copies: Copies,
    by_account: int = 0,
    seen: int | None = None,
    claims: bool = False,
) -> Outcome:
    """A reply that also goes to others, or leaves by another address of ours (row)."""
    draft = Draft(
        conversation,
        Kind.MESSAGE,
        author,
        MessageData(tuple(letter.files)),
        body=letter.body,
        key=letter.key,
        seen=seen,
        claims=claims,
        copies=copies if copies != Copies() else None,
        by_account=by_account,
    )
    return log.append([draft])[0]


def forward(
    conversation: int,
    letter: Letter,
    *,
    entries: Sequence[EntryRecord],
    to: Sequence[str],
    author: Author,
    account: int,
) -> Outcome:
    """Send these messages to somebody outside with words of ours; our people read that it was done. The customer does not."""
    if not entries or not to:
        return Refused("empty")
    if len(entries) > MOST_FORWARDED:
        return Refused("too_many")
    data = NoteData(forwarded=tuple(entry.id for entry in entries))
    draft = Draft(
        conversation,
        Kind.NOTE,
        author,
        data,
        audience=Audience.STAFF,
        body=letter.body,
        key=letter.key,
        copies=Copies(forward=tuple(to)),
        by_account=account,
    )
    return log.append([draft])[0]


def forwardable(viewer: Viewer, conversation: ConversationRecord) -> list[EntryRecord]:
    """The newest messages that are read there, oldest first: never notes, nothing that was taken out."""
    page = joined.latest_for(viewer, conversation, limit=MOST_OFFERED)
    return [line.entry for line in page.lines if _is_message(line)]


def _is_message(line: Line) -> bool:
    entry = line.entry
    files = entry.data.files if isinstance(entry.data, MessageData) else ()
    return entry.kind is Kind.MESSAGE and entry.audience is Audience.EVERYONE and bool(entry.body or files)


def leaves(conversation: ConversationRecord) -> roads.Road | None:
    """How what is said there leaves, if it does; public topics never do."""
    return roads.of_row(conversation.id) if conversation.visibility is Visibility.PRIVATE else None
