"""Hints to desks that something beside the log changed. They carry no content: whoever hears one asks for what is so."""

from dataclasses import astuple, dataclass
from enum import StrEnum

from kefu.kit import wake

TOPIC = "nudges"


class About(StrEnum):
    LEASE = "lease"  # who is writing an answer
    DRAFT = "draft"  # what an agent has typed; told to that agent alone
    DELIVERY = "delivery"  # how far something is on its way to a customer outside


@dataclass(frozen=True, slots=True)
class Nudge:
    """`agent` 0: for all staff who look at the conversation. `version` lets whoever knows it already stay quiet."""

    conversation: int
    conversation_public_id: str
    about: str
    agent: int = 0
    version: int = 0


def send(nudge: Nudge) -> None:
    """After the commit. It may be lost."""
    wake.wake(TOPIC, [list(astuple(nudge))])
