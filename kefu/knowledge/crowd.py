"""How much of a process searches may take, so that whoever only reads is served at once, however many others search."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from kefu.kit import db
from kefu.kit.errors import TryAgain

AT_ONCE = 4
PART = 0.5  # of the time there is for pages: with the embedded database one is made at a time
BURST_S = 0.75
WAIT_S = 1.0
FEW, QUIET = 2, 0.6  # so many search, and so much of the burst is left
BUSY = _("Very many people are searching just now. Please try again in a moment; articles can be read meanwhile.")


class Crowd:
    """A few searches at once, and a part of the time: a bucket of seconds that the searches themselves empty."""

    def __init__(self, *, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._searching = 0
        self._left_s, self._looked_at = math.inf, clock_s()  # filled to the brim at the first search

    @contextmanager
    def joined(self) -> Iterator[None]:
        """For the time of one search; TryAgain with the time to wait where there is no room."""
        with self._lock:
            self._refill()
            if self._searching >= AT_ONCE or self._left_s <= 0:
                raise TryAgain(BUSY, code="busy", retry_after_s=WAIT_S)
            self._searching += 1
        began = self._clock_s()
        try:
            yield
        finally:
            with self._lock:
                self._searching -= 1
                self._left_s -= self._clock_s() - began

    @property
    def is_quiet(self) -> bool:
        """Few search. Otherwise nothing is done for them that could be left."""
        with self._lock:
            self._refill()
            return self._searching <= FEW and self._left_s > BURST_S * QUIET * _turns()

    def _refill(self) -> None:
        now = self._clock_s()
        turns = _turns()
        self._left_s = min(BURST_S * turns, self._left_s + PART * turns * (now - self._looked_at))
        self._looked_at = now


def _turns() -> int:
    return 1 if db.is_sqlite() else AT_ONCE


crowd = Crowd()
