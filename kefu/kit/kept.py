"""What stands in every frame and seldom changes, kept for half a minute: names of people, teams, categories."""

import threading
import time
from collections.abc import Callable, Collection
from typing import Generic, TypeVar

LIVES_S = 30.0

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """All that `read` gives, by key. `known` never reads; `fresh` reads when it is old or lacks what is needed."""

    def __init__(self, read: Callable[[], dict[K, V]]) -> None:
        self._read = read
        self._by_key: dict[K, V] = {}
        self._read_at = 0.0
        self._lock = threading.Lock()

    def known(self, key: K) -> V | None:
        return self._by_key.get(key)

    def fresh(self, needed: Collection[K] = ()) -> dict[K, V]:
        with self._lock:
            is_stale = not self._read_at or time.monotonic() - self._read_at > LIVES_S
            if is_stale or any(key not in self._by_key for key in needed):
                self._by_key = self._read()
                self._read_at = time.monotonic()
            return self._by_key

    def forget(self) -> None:
        self._read_at = 0.0
        self._by_key = {}
