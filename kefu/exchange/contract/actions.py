"""What an exchange is asked to do, and to tell its customer: the one part of the contract that does not only read.

Each carries a key. The same key again changes nothing and is answered as the first time.
"""

from dataclasses import dataclass
from datetime import datetime

from kefu.exchange.contract.kinds import Action, Channel, Notice


@dataclass(frozen=True, slots=True)
class AskNotify:
    """Tell the customer on every channel that is bound to the account, in your own words and their language.

    `stop_url`: a page with one button that stops it; empty where nothing can be stopped any more. `value` as in `AskAct`.
    """

    key: str
    request_id: str
    notice: Notice
    action: Action
    value: str = ""
    stop_url: str = ""
    done_after: datetime | None = None  # not before then


@dataclass(frozen=True, slots=True)
class Notified:
    """Over which channels it went out, and over which of those bound it could not: asked again, only these are tried."""

    sent: tuple[Channel, ...]
    failed: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class AskAct:
    """`value`: the new e-mail address, or the address that is unlocked; empty where there is nothing to name."""

    key: str
    request_id: str
    action: Action
    value: str = ""


@dataclass(frozen=True, slots=True)
class Acted:
    """It is done; a refusal is an error. `withdrawals_held_until`: where withdrawals pause after it."""

    done_at: datetime
    withdrawals_held_until: datetime | None = None
