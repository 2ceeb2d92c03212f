"""What stands in every frame and seldom changes, kept for half a minute or less: people, teams, categories, facts."""

import threading
import time
from collections.abc import Callable, Collection
from typing import Generic, TypeVar

LIVES_S = 30.0

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """All that `read` gives, by key. `known` never reads; `fresh` reads when it is old or lacks what is needed."""

    def __init__(self, read: Callable[[], dict[K, V]], *, lives_s: float = LIVES_S) -> None:
        self._read = read
        self._lives_s = lives_s
        self._by_key: dict[K, V] = {}
        self._read_at = 0.0
        self._wanted, self._held = 1, 0  # what was forgotten meanwhile is not held, however late its reading ends
        self._reading, self._counting = threading.Lock(), threading.Lock()

    def known(self, key: K) -> V | None:
        return self._by_key.get(key) if self._held == self._wanted else None

    def fresh(self, needed: Collection[K] = ()) -> dict[K, V]:
        with self._reading:
            is_stale = self._held != self._wanted or time.monotonic() - self._read_at > self._lives_s
            if is_stale or any(key not in self._by_key for key in needed):
                began, began_at = self._wanted, time.monotonic()
                self._by_key = self._read()
                self._held, self._read_at = began, began_at
            return self._by_key

    def forget(self) -> None:
        """Read anew at the next question; a reading that has begun already is no answer to it."""
        with self._counting:
            self._wanted += 1
