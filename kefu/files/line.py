"""Work on pictures is heavy: some at once, a few more in line, the rest are told to come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from kefu.files.errors import Busy
from kefu.kit import turns


class Line:
    """`wait_s`: how long one stands in it; `full_s`, `slow_s`: when those may come back who found it full or stood in vain."""

    def __init__(self, *, at_once: int, in_line: int, wait_s: float, full_s: int, slow_s: int) -> None:
        self._running = BoundedSemaphore(at_once)
        self._admitted = BoundedSemaphore(at_once + in_line)
        self._wait_s, self._full_s, self._slow_s = wait_s, full_s, slow_s

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Busy where too many wait, or for too long."""
        if not self._admitted.acquire(blocking=False):
            raise Busy(retry_after_s=self._full_s)
        turns.give_away()
        try:
            if not self._running.acquire(timeout=self._wait_s):
                raise Busy(retry_after_s=self._slow_s)
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._admitted.release()
