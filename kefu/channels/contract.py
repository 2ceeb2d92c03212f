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


class Channel(ABC):
    """A door in and out. One folder in `channels/`, one line in wiring.py."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    capabilities: ClassVar[Capabilities]
