"""Asking a customer to prove anew who they are, in the exchange's own app; and the answer, which comes later by a callback.

The app shows who of ours asks, for which case, and the same number as the chat: whoever is asked out of the blue says no.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class AskConfirm:
    """`key` names the question in your answer. `level`: 2, or 3 for your strongest check. `number`: two digits, to be shown.

    `badge` is that of whoever of ours asks, `case` the number of their conversation, `reason` one of a short list.
    """

    key: str
    level: int
    reason: str
    number: str
    badge: str
    case: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Confirming:
    """The customer has been asked. `open_url` leads them to the question, over https, on a site of the official channels."""

    open_url: str


class AppAnswer(StrEnum):
    """What the customer said in the app, or what your own check found."""

    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The callback's body. `uid` is that of the account whose app answered; `level` what it proved, 0 where refused."""

    key: str
    uid: str
    answer: AppAnswer
    level: int = 0
