"""What a channel is. A channel folder imports this and `kit`, nothing else of ours."""

from abc import ABC
from dataclasses import dataclass
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
class Inbound:
    """One message as a channel read it. `sender` is the customer row the door has proved, never what the text claims.

    `thread` is the conversation row it answers to, or None: then their open one beyond the row `beyond`, or a new one.
    `external_id` is the sender's own id for it: once-only.
    """

    sender: int
    external_id: str
    body: str
    thread: int | None = None
    locale: str = "en"
    page: str = ""
    beyond: int = 0


class Channel(ABC):
    """A door in and out. One folder in `channels/`, one line in wiring.py."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    capabilities: ClassVar[Capabilities]
