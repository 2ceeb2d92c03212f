"""What a mail says, typed: the shapes that `reading.read` makes. No Django, no tables; nothing in here proves anything.

Whatever stands in these shapes was written by a stranger: names, addresses, ids and dates are claims.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kefu.kit.mailwords import Mailbox


class Unreadable(ValueError):
    """These bytes are no mail: nothing at all, or more than `reading.MOST_BYTES`. `why` is one of `WhyUnreadable`."""

    def __init__(self, why: "WhyUnreadable") -> None:
        super().__init__(why)
        self.why = why


class WhyUnreadable(StrEnum):
    EMPTY = "empty"
    OVERSIZED = "oversized"


class Automatic(StrEnum):
    """Who speaks: `NO` is a person as far as can be seen; never answer any of the others by itself (RFC 3834)."""

    NO = "no"
    REPLY = "reply"  # a machine's answer: out of office, an acknowledgement, or written by a machine unasked
    BULK = "bulk"
    LIST = "list"
    BOUNCE = "bounce"


class Action(StrEnum):
    """What became of a mail of ours (RFC 3464, 2.3.3); `UNKNOWN`: the report says it in no way we know."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    UNKNOWN = "unknown"


class Loss(StrEnum):
    """What could not be read, or was left unread."""

    HEAD = "head"  # more fields, or longer ones, than are looked at
    LEVELS = "levels"  # parts lie deeper than is looked
    PARTS = "parts"  # more parts than are looked at
    TEXT = "text"  # the text is longer than is kept
    FILES = "files"  # files beyond the bounds of number or size
    LETTERS = "letters"  # letters that no charset explains, or a charset that is refused
    SENDER = "sender"  # none, several, or one that reads in two ways: `sender` is empty
    ADDRESSES = "addresses"  # some of Reply-To, To or Cc read in two ways and were left out
    TWICE = "twice"  # a field that may stand once stands more than once: the first counts
    DATE = "date"
    SEALED = "sealed"  # the words are encrypted (S/MIME, OpenPGP)
    TNEF = "tnef"  # a winmail.dat that could not be read, or only in part
    CALENDAR = "calendar"
    REPORT = "report"  # a report on delivery that names neither receiver nor outcome


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along. `kind`: what it says it is (`image/png`), never believed. `content`: decoded bytes.

    `name`: without folders, controls or marks that turn text; at most 255 characters; may be empty. `is_inline`: shown inside
    the text (`content_id` is then what the text calls it, without brackets).
    """

    name: str
    kind: str
    content: bytes
    is_inline: bool
    content_id: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report on one mail of ours. Empty where the report does not say.

    `original_message_id`: without brackets. `status`: an enhanced code such as `5.1.1` (RFC 3463). `diagnostic`: what the other
    server said, one line.
    """

    original_message_id: str
    recipient: str
    action: Action
    status: str
    diagnostic: str

    @property
    def is_permanent(self) -> bool:
        """Whether trying again is of no use."""
        return self.action is Action.FAILED and not self.status.startswith("4")


@dataclass(frozen=True, slots=True)
class Invitation:
    """The first event of a calendar file, plain text only.

    `when`: as it is written; `starts_at` and `ends_at` are aware, and None where the calendar's own zone is not one we know.
    `method`: `REQUEST`, `REPLY`, `CANCEL` and so on.
    """

    summary: str
    when: str
    starts_at: datetime | None
    ends_at: datetime | None
    organiser: str
    place: str
    method: str


@dataclass(frozen=True, slots=True)
class ReadMail:
    """One mail. Ids stand without their brackets, empty where there are none; lists are in the mail's own order.

    `sender`: the one address of From, strictly read; empty when there is none, several, or one that reads in two ways.
    `references`: oldest first, at most `fields.MOST_REFERENCES`; the newest stay. `thread_index`: the first 22 bytes of
    Outlook's Thread-Index in hexadecimal, which its answers keep when References are lost. `delivered_to`: mailboxes that
    servers wrote above the mail (Delivered-To, X-Original-To, Envelope-To); a token may stand in them alone.
    `text`: the new words, without quoted ones and without a signature; never empty while the mail says anything.
    `quoted`: what was cut, where a token may also stand. `html`: the first page as plain text, uncut, or empty.
    `digest`: hexadecimal SHA-256 of what its author wrote (named fields and body, line ends as \\n): the same whichever
    way it came.
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    thread_index: str
    sender: str
    sender_name: str
    reply_to: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    delivered_to: tuple[str, ...]
    subject: str
    date: datetime | None
    text: str
    quoted: str
    html: str
    attachments: tuple[Attachment, ...]
    automatic: Automatic
    bounce: Bounce | None
    invitation: Invitation | None
    losses: frozenset[Loss]
    digest: str
