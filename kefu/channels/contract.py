"""What a channel is. A channel folder imports this and `kit`, nothing else of ours."""

from abc import ABC
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can carry, as data: the core shapes messages by it and never asks for a channel's name.

    `pushes`: we send to the outside (a `Delivery` each); otherwise readers pull from the log by themselves.
    `bot`: the assistant may answer first here, where it is switched on.
    """

    max_text_chars: int
    html: bool = False
    pictures: bool = False
    typing: bool = False
    receipts: bool = False
    pushes: bool = True
    bot: bool = False
    reply_window: timedelta | None = None


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
    goes out by itself.
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
    capabilities: ClassVar[Capabilities]

    def external_id(self, account: AccountRecord, *, conversation: str) -> str:
        """What the next message of a conversation (public id) is to be known by; empty where the other side says it."""
        del account, conversation
        return ""

    def send(self, outbound: Outbound) -> Receipt:
        """Bring it out, within two minutes. DeliveryError if it was not taken. Only of channels that push."""
        raise DeliveryError("bad_account", permanent=True)
