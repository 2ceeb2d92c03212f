"""What a channel is. A channel folder imports this and `kit`, nothing else of ours."""

from abc import ABC
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from kefu.channels.form import Setup


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can carry, as data: the core shapes messages by it and never asks for a channel's name.

    `pushes`: we send to the outside (a `Delivery` each); otherwise readers pull from the log by themselves.
    `bot`: the assistant may answer first here, where it is switched on.
    `is_proved_by_domain`: what comes in says who it is from, and that one's domain says whether it is so.
    """

    max_text_chars: int
    html: bool = False
    pictures: bool = False
    typing: bool = False
    receipts: bool = False
    pushes: bool = True
    bot: bool = False
    reply_window: timedelta | None = None
    is_proved_by_domain: bool = False


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """One address of ours. `id` 0: not stored yet; `team` is a row; `secrets` are never shown and never logged."""

    channel: str
    address: str
    label: str
    id: int = 0
    team: int | None = None
    language: str = "en"
    is_open: bool = True
    settings: Mapping[str, str | int | bool] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as a channel read it. `sender` is the customer row the door has proved, never what the text claims.

    `thread` is the conversation row it answers to, or None: then their open one beyond the row `beyond`, or a new one.
    `external_id` is the sender's own id for it: once-only. `account`: the address of ours (row) that it came in by.
    """

    sender: int
    external_id: str
    body: str
    thread: int | None = None
    locale: str = "en"
    page: str = ""
    beyond: int = 0
    account: int | None = None


class NotReadable(ValueError):
    """What came in is nothing of this channel's. `why` is one short word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TooLong(Exception):
    """What is brought is longer than what is taken, and always will be."""


class NoRoom(Exception):
    """So much waits already that nothing more is taken just now."""


class Crowded(NoRoom):
    """So much of whoever brings it, or is said to have sent it: there is room for others."""


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file as it came, looked at by nobody. `inline_id`: what the page it came with calls it; empty where it does not."""

    name: str
    content: bytes = field(repr=False)
    inline_id: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """How a thing looked when it came, for whoever wants to see it. `page`: HTML, where it says more than the text does.

    `head`: its fields, letters read, one a line; `parts`: its texts, and a line for each file; `to`: whom it names as receivers.
    """

    page: str = field(repr=False)
    head: tuple[str, ...] = field(repr=False)
    parts: tuple[str, ...] = field(repr=False)
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What another server says of something we sent: `external_id` as we had called it, `receiver`: to whom. `is_final`: it will
    not arrive."""

    external_id: str
    is_final: bool
    is_arrived: bool
    why: str
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came in by itself, as a channel read it. All of it was written by strangers, and proves nothing.

    `digest`: the same however often and whichever way it comes. `tokens`: conversations (public ids) that tokens of ours in it
    name, in order; `wrong_tokens`: how many more there were that only look so. `answers`: external ids it answers to, the
    newest first. `receivers`: addresses it was sent to. `sender_name`: what they call themselves. `is_machine`: nobody wrote it.
    `copied`: whom Cc names.
    """

    digest: str
    external_id: str
    sender: str
    subject: str
    text: str
    sender_name: str = ""
    files: tuple[ArrivedFile, ...] = ()
    tokens: tuple[str, ...] = ()
    wrong_tokens: int = 0
    answers: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    is_machine: bool = False
    is_report: bool = False
    report: Report | None = None
    copied: tuple[str, ...] = field(default=(), repr=False)
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """A file of ours as it goes out: by its name, its size, and an address that expires."""

    name: str
    size_bytes: int
    url: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """One thing we say to one address, worded in the reader's language (`locale`). Plain text: channels mark it up themselves.

    `external_id`: what the other side will know it by, already written down. `answers`: what they call the message it answers;
    `subject` and `quoted` are theirs too. All three are empty in what nobody wrote (`is_automatic`): no byte of a stranger's
    goes out by itself. `is_first`: our side begins with it, under a subject of ours. `receiver`: who gets this one, where that
    is not `to`; `copied`: who else stands in its head. `is_forward`: it goes to somebody else than the customer. `signature`:
    of our people, below their words. `stop_url`: where the reader says that they want no more of the
    kind; empty where it is only an answer.
    """

    account: AccountRecord
    to: str = field(repr=False)
    conversation: str
    external_id: str
    body: str
    locale: str
    brand: str
    verify_url: str
    proof_code: str = ""
    subject: str = ""
    answers: str = ""
    quoted: str = ""
    files: tuple[OutboundFile, ...] = ()
    is_automatic: bool = False
    is_first: bool = False
    is_forward: bool = False
    receiver: str = field(default="", repr=False)
    copied: tuple[str, ...] = field(default=(), repr=False)
    signature: str = ""
    stop_url: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side took it, and knows it by `external_id`; `content_hash` is that of the bytes that left (hex SHA-256)."""

    external_id: str
    content_hash: str


class DeliveryError(Exception):
    """It was not taken. `reason`: a code of ours or the other side's words. `permanent`: the same again would not help;
    `is_uncertain`: it may have been taken after all, so nobody but a person sends it again.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        is_uncertain: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.is_uncertain = is_uncertain


class Channel(ABC):
    """A door in and out. One folder in `channels/`, one line in wiring.py."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    icon: ClassVar[str]  # what marks its conversations in a list: of the sprite
    capabilities: ClassVar[Capabilities]
    setup: ClassVar["Setup | None"] = None  # how an address of it is set up; None: it has none

    def read(self, raw: bytes, *, receivers: Sequence[str] = (), return_path: str | None = None) -> Arrival:
        """What stands in what came in by itself. `receivers`: to whom the server that brought it said it was;
        `return_path`: whom that is told of what does not arrive, empty for nobody, null where it is not known. NotReadable."""
        del raw, receivers, return_path
        raise NotReadable("nothing")

    def external_id(self, account: AccountRecord, *, conversation: str) -> str:
        """What the next message of a conversation (public id) is to be known by; empty where the other side says it."""
        del account, conversation
        return ""

    def framed(self, outbound: Outbound) -> tuple[str, Sequence[str]]:
        """What stands above the words and the lines below them, in the active language."""
        return outbound.subject, ()

    def send(self, outbound: Outbound) -> Receipt:
        """Bring it out, within two minutes. DeliveryError if it was not taken. Only of channels that push."""
        raise DeliveryError("bad_account", permanent=True)
