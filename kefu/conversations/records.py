"""What goes into the log (`Draft`), what comes out (`EntryRecord`, outcomes), and what stands over it. No Django here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kefu.conversations.data import Data, FieldValue
from kefu.conversations.data_conduct import Conduct
from kefu.conversations.data_joins import Joins
from kefu.conversations.data_mail import Copies
from kefu.conversations.kinds import Audience, Author, Box, FieldKind, Holder, Kind, Order, Priority, Status, Visibility


@dataclass(frozen=True, slots=True)
class NewConversation:
    """Asks `append` to open a conversation and put the drafts that share this object into it.

    A private one is the customer's open one of this origin if there is any beyond row `beyond`; a public one is always new.
    `bot`: where it is new, the assistant answers first. `account`: the address of ours (row) that it came in by.
    """

    customer: int
    origin: str
    locale: str
    page: str = ""
    visibility: Visibility = Visibility.PRIVATE
    beyond: int = 0
    bot: bool = False
    account: int | None = None


@dataclass(frozen=True, slots=True)
class SecondRead:
    """`by` (an agent's row) read exactly this in this conversation before it goes out. `safeguards` alone makes one."""

    by: int
    conversation: int
    digest: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What someone wants appended. `conversation` is a row id, or a NewConversation shared by the drafts of one opening.

    `key` makes it once-only within its author. `cause` is the entry (row id) it answers to; loops end at depth 4.
    `seen` is the newest `seq` a replying agent had on screen: if others said something since, the reply is refused as
    `stale`. `claims` gives an open conversation that is nobody's to the agent who replies, in the same transaction.
    `released_by` is the second of our people (row) who let out what the guard had refused; `safeguards.releases` alone sets it.
    `read`: the second person who read it, where its category wants one. `copies`: whom it also goes to by mail. `by_account`: of
    our addresses (rows) the one it leaves by; 0: that of the conversation.
    """

    conversation: int | NewConversation
    kind: Kind
    author: Author
    data: Data
    audience: Audience = Audience.EVERYONE
    body: str = ""
    key: str | None = None
    cause: int | None = None
    seen: int | None = None
    claims: bool = False
    released_by: int = 0
    read: SecondRead | None = None
    copies: Copies | None = field(default=None, repr=False)
    by_account: int = 0


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One entry as it stands in the log. `conversation` is the row, `conversation_public_id` what outsiders may see.

    `is_erased`: what it told of an account (`data_facts`) is no more; these fields say nothing.
    """

    id: int
    conversation: int
    conversation_public_id: str
    seq: int
    public_seq: int | None
    kind: Kind
    audience: Audience
    author: Author
    body: str
    version: int
    data: Data
    key: str | None
    cause: int | None
    depth: int
    created_at: datetime
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation's head: its identity and its folded columns. `account`: the address of ours (row) it came in by; null
    where readers come to us."""

    id: int
    public_id: str
    customer: int
    origin: str
    locale: str
    visibility: Visibility
    status: Status
    holder: Holder
    assignee: int | None
    last_seq: int
    last_public_seq: int
    last_message_seq: int
    waiting_since: datetime | None
    last_entry_at: datetime
    created_at: datetime
    team: int | None
    priority: Priority
    category: str
    snoozed_until: datetime | None
    tags: tuple[str, ...]
    fields: Mapping[str, FieldValue]
    joins: Joins
    conduct: Conduct
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which conversations a desk list shows, and how sorted. Null: whatever it is. `team`, `assignee` and `account` (the address
    of ours that they came in by) are rows.
    """

    box: Box = Box.OPEN
    team: int | None = None
    category: str | None = None
    priority: Priority | None = None
    locale: str | None = None
    origin: str | None = None
    tag: str | None = None
    assignee: int | None = None
    account: int | None = None
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class CategoryRecord:
    """What a conversation can be about; `names` by locale. `needs_second`: a second person reads each reply first."""

    slug: str
    names: Mapping[str, str]
    is_active: bool = True
    needs_second: bool = False


@dataclass(frozen=True, slots=True)
class FieldRecord:
    """Something the exchange wants noted of a conversation; `choices`: slug -> names by locale."""

    slug: str
    names: Mapping[str, str]
    kind: FieldKind
    choices: Mapping[str, Mapping[str, str]]
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of a desk list; `last_message` is null while nobody has said anything. What was split off borrows one."""

    conversation: ConversationRecord
    last_message: EntryRecord | None
    customer_name: str = ""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`next_cursor` is empty on the last page."""

    rows: list[InboxRow]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What else there is around a conversation: its customer's newest others, those ended for abuse, and those tied to
    it by a merge or a split.
    """

    others: Sequence[ConversationRecord]
    endings: Sequence[ConversationRecord]
    tied: Sequence[ConversationRecord]


@dataclass(frozen=True, slots=True)
class Marks:
    """How far each side got, in the viewer's numbering; staff's are those of whoever got furthest."""

    customer_delivered: int = 0
    customer_read: int = 0
    staff_delivered: int = 0
    staff_read: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """The same author used this key before, for the same thing: here is what it became."""

    entry: EntryRecord


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was stored, and sending it again will not help (before `until`, where told). Codes: docs/protocol.md.

    Of what the guard refused, `rule` names why, `meant` is the piece of the text and `locale` the customer's. While no chats are
    taken, `meant` is the address to write to instead.
    """

    code: str
    until: datetime | None = None
    rule: str = ""
    meant: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing was stored because something broke; the same draft again may well succeed."""

    error: str


Outcome = EntryRecord | Known | Refused | Failed
