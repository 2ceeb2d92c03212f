"""What an engine does: keep sets of terms under numbers, find numbers by terms, largest first.

A condition is a list of groups: every group must be met, by any of its terms. A term that ends with "*" is a beginning.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

Groups = Sequence[Sequence[str]]
Rows = Sequence[tuple[int, Sequence[str]]]


class OutOfTime(Exception):
    """The time for a search is spent."""


@dataclass(frozen=True, slots=True)
class Asked:
    groups: Groups
    limit: int
    from_key: int = 0
    before: int = 2**62


class Engine(ABC):
    @abstractmethod
    def create(self, shard: int) -> None: ...

    @abstractmethod
    def insert(self, shard: int, rows: Rows) -> None:
        """Under numbers that hold nothing."""

    @abstractmethod
    def present(self, shard: int, keys: Sequence[int]) -> list[int]:
        """Those of `keys` that hold something."""

    @abstractmethod
    def delete(self, shard: int, keys: Sequence[int]) -> None:
        """Of present keys. They are found no more, but what they held may be read until `purge`."""

    @abstractmethod
    def purge(self, shard: int) -> None:
        """No term that was deleted can be read from the tables from now on."""

    @abstractmethod
    def leaving_no_trace(self) -> AbstractContextManager[None]:
        """Rows deleted inside are overwritten, not only given free."""

    @abstractmethod
    def find(self, shard: int, asked: Sequence[Asked]) -> list[list[int]]:
        """Keys for each condition, in one statement. OutOfTime inside `limited`."""

    @abstractmethod
    def limited(self, stopwatch: "Stopwatch") -> AbstractContextManager[None]:
        """Reads inside raise OutOfTime when the time is spent; the transaction around stays usable."""


class Stopwatch:
    """How much of a search's time is left."""

    def __init__(self, budget_ms: int) -> None:
        self.began = time.monotonic()
        self.ends = self.began + budget_ms / 1000

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends

    @property
    def left_ms(self) -> int:
        return max(1, int((self.ends - time.monotonic()) * 1000))

    @property
    def spent_ms(self) -> float:
        return (time.monotonic() - self.began) * 1000
