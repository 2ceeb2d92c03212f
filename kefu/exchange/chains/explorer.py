"""What an explorer tells of a transaction, and how it fails. `esplora`, `evm` and `trongrid` are explorers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar


class State(StrEnum):
    UNKNOWN = "unknown"  # in a block, but not said with what outcome
    PENDING = "pending"
    CONFIRMED = "confirmed"
    FAILED = "failed"  # in a block and of no effect


class TroubleKind(StrEnum):
    TIMEOUT = "timeout"
    UNAVAILABLE = "unavailable"
    BUSY = "busy"
    BAD_ANSWER = "bad_answer"


class ExplorerTrouble(Exception):
    """No word about the transaction. `retry_after_s` where the explorer said when to ask again."""

    def __init__(self, kind: TroubleKind, *, retry_after_s: int | None = None) -> None:
        self.kind, self.retry_after_s = kind, retry_after_s
        super().__init__(kind.value)


@dataclass(frozen=True, slots=True)
class Output:
    """`token` is its contract, empty for the network's own coin. `amount` None: a token whose decimals we do not know."""

    address: str
    amount: Decimal | None
    token: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class ChainTransaction:
    """`outputs` is empty where it had no effect."""

    txid: str
    state: State
    block_height: int | None = None
    confirmations: int = 0
    confirmed_at: datetime | None = None
    outputs: tuple[Output, ...] = ()


class Explorer(ABC):
    key: ClassVar[str]

    @abstractmethod
    def transaction(self, txid: str) -> ChainTransaction | None:
        """None for one that it has never seen. `txid` as `txids.txid` gives it. ExplorerTrouble if it does not say."""

    @abstractmethod
    def tip(self) -> int:
        """The height of the newest block."""


def confirmations(height: int, tip: int) -> int:
    """The block itself is the first. A node behind may tell an older tip than the block it just showed."""
    return max(1, tip - height + 1)
