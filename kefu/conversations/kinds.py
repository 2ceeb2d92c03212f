"""The closed vocabulary of the log: kinds, audiences, authors, states. See `data` for what each kind holds.

No Django here: rules, channels' tests and benches import it freely. Stored enums are append-only: never rename a value.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    MESSAGE = "message"
    NOTE = "note"
    OPENED = "opened"
    CLOSED = "closed"
    REOPENED = "reopened"
    ASSIGNED = "assigned"
    EDITED = "edited"
    REDACTED = "redacted"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    TAGGED = "tagged"
    SORTED = "sorted"
    FIELD_SET = "field_set"
    MERGED_INTO = "merged_into"
    MERGED_FROM = "merged_from"
    UNMERGED = "unmerged"
    SPLIT_TO = "split_to"
    SPLIT_FROM = "split_from"
    UNSPLIT = "unsplit"
    WARNED = "warned"
    PAUSED = "paused"
    ENDED = "ended"
    APPEALED = "appealed"
    APPEAL_DECIDED = "appeal_decided"
    CHECKLIST = "checklist"
    CHECKED = "checked"
    PARTICULARS = "particulars"
    DIAGNOSED = "diagnosed"
    BOT_SAID = "bot_said"
    CHOSEN = "chosen"
    HANDED_OVER = "handed_over"
    ERASED = "erased"
    PAPERS = "papers"
    IDENTITY_ASKED = "identity_asked"
    IDENTITY_CHECKED = "identity_checked"
    UNDELIVERABLE = "undeliverable"
    SLA_NEAR = "sla_near"
    SLA_BREACHED = "sla_breached"
    BROKEN = "broken"  # never stored: how a row is shown that nobody can read


SPEAKS_OUTWARD = frozenset({Kind.MESSAGE})
# what goes out to somebody who does not read here
GOES_OUT = frozenset(
    {
        Kind.MESSAGE,
        Kind.CHECKLIST,
        Kind.DIAGNOSED,
        Kind.PAPERS,
        Kind.IDENTITY_ASKED,
        Kind.IDENTITY_CHECKED,
        Kind.WARNED,
        Kind.PAUSED,
        Kind.ENDED,
        Kind.APPEAL_DECIDED,
    }
)
CHANGES_TARGET = frozenset({Kind.EDITED, Kind.REDACTED})
OF_THE_BOT = frozenset({Kind.BOT_SAID, Kind.CHOSEN, Kind.HANDED_OVER})
SORTS = frozenset({Kind.SNOOZED, Kind.WOKEN, Kind.TAGGED, Kind.SORTED, Kind.FIELD_SET})
OF_TIME = frozenset({Kind.SLA_NEAR, Kind.SLA_BREACHED})
MESSAGES = frozenset({Kind.MESSAGE, Kind.NOTE})
STEPS = frozenset({Kind.WARNED, Kind.PAUSED, Kind.ENDED})
JOINS = frozenset({Kind.MERGED_INTO, Kind.UNMERGED, Kind.SPLIT_TO, Kind.UNSPLIT})  # each brings its counterpart
NOT_IN_PUBLIC = (
    JOINS | OF_THE_BOT | {Kind.PARTICULARS, Kind.DIAGNOSED, Kind.PAPERS, Kind.IDENTITY_ASKED, Kind.IDENTITY_CHECKED}
)  # would show strangers what was said or told elsewhere
HOLDS_WORDS = MESSAGES | STEPS | {Kind.APPEALED, Kind.APPEAL_DECIDED, Kind.CHECKLIST}  # of a person, in the body
# nobody said anything new
MOVES = JOINS | {
    Kind.OPENED,
    Kind.CLOSED,
    Kind.REOPENED,
    Kind.ASSIGNED,
    Kind.REDACTED,
    Kind.MERGED_FROM,
    Kind.SPLIT_FROM,
    Kind.ERASED,
    Kind.UNDELIVERABLE,
    Kind.SLA_NEAR,
    Kind.SLA_BREACHED,
    Kind.BROKEN,
}


class Visibility(StrEnum):
    """Who may read what everyone in the conversation sees. Said when it is opened, and never changed."""

    PRIVATE = "private"  # its customer and staff
    PUBLIC = "public"  # every customer's session


class Audience(StrEnum):
    EVERYONE = "everyone"
    STAFF = "staff"


ALWAYS_STAFF = frozenset({Kind.NOTE, Kind.OPENED, Kind.ASSIGNED, Kind.UNDELIVERABLE}) | SORTS | OF_TIME


class AuthorKind(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    WATCHER = "watcher"
    SYSTEM = "system"


class Status(StrEnum):
    """A customer never learns that a conversation is snoozed: to them it is open."""

    OPEN = "open"
    CLOSED = "closed"
    SNOOZED = "snoozed"


class Priority(IntEnum):
    LOW = 0
    NORMAL = 1
    HIGH = 2
    URGENT = 3


class Holder(StrEnum):
    """Who may act on the conversation now."""

    QUEUE = "queue"
    AGENT = "agent"
    BOT = "bot"


class Box(StrEnum):
    """The desk's lists. `TEAM`: what is open in the viewer's teams. `BOT`: what is open and with the assistant."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    BOT = "bot"
    SNOOZED = "snoozed"
    CLOSED = "closed"


class Order(StrEnum):
    """How a list is sorted: newest activity first, or whoever waits longest first (then those who do not wait)."""

    NEWEST = "newest"
    WAITING = "waiting"


class DeliveryStatus(StrEnum):
    """How far something we said is on its way out. `UNCERTAIN`: whether it left is not known, and a person decides. `SEEN`: it
    was read in the chat before it left.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SEEN = "seen"


class DeliveryForm(StrEnum):
    """What of an entry goes out: its words, or that it was sent by us to whoever gets this (docs/proof.md)."""

    WORDS = ""
    PROOF = "proof"


class FieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    BOOL = "bool"


class CloseReason(StrEnum):
    SOLVED = "solved"
    NO_ANSWER = "no_answer"
    DUPLICATE = "duplicate"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Author:
    """`id` is the row of the customer or agent; a watcher is told by `name` and has id 0."""

    kind: AuthorKind
    id: int = 0
    name: str = ""


SYSTEM = Author(kind=AuthorKind.SYSTEM)
BOT = Author(kind=AuthorKind.WATCHER, name="bot")
