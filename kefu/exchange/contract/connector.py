"""What every connector promises: one call answered, or a reason why not. But for `calls.ACTIONS` it only reads."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.kinds import Trouble

A = TypeVar("A")
R = TypeVar("R")


class CannotTell(Exception):
    """What a connector raises. `told` is for operators and logs: never a customer's data, never a secret."""

    def __init__(self, trouble: Trouble, told: str = "", *, retry_after_s: float = 0.0) -> None:
        self.trouble = trouble
        self.told = told[:200]
        self.retry_after_s = retry_after_s
        super().__init__(f"{trouble.value}: {self.told}")


@dataclass(frozen=True, slots=True)
class Learned(Generic[R]):
    """`as_of`: when the exchange knew it; or an explorer, of what is on a chain."""

    value: R
    as_of: datetime
    is_from_explorer: bool = False


@dataclass(frozen=True, slots=True)
class Unlearned:
    """A check says what it could not learn, and goes on."""

    call: str
    trouble: Trouble


class Connector(ABC):
    """One way to one exchange. Called from threads; each call ends within its own time limit or is left behind."""

    key: str

    @abstractmethod
    def answer(self, call: Call[A, R], asked: A, *, uid: str) -> Learned[R]:
        """Ask as this customer. CannotTell when there is no answer.

        `uid` empty: as nobody, for public calls; any other is NOT_PROVED, and nobody is asked.
        """
