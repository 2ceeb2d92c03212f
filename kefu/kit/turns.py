"""So many threads work at a time. Whoever waits for something else gives the turn away: what waits needs no processor."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_thread = threading.local()


class Turns:
    def __init__(self, at_once: int) -> None:
        self._places = threading.BoundedSemaphore(at_once)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and keep it, unless the thread gives it away before."""
        self._places.acquire()
        _thread.places = self._places
        try:
            yield
        finally:
            give_away()


def give_away() -> None:
    """For a wait for a program, a disk or a lock. The thread goes on without a turn: it may hold what others wait for."""
    places, _thread.places = getattr(_thread, "places", None), None
    if places is not None:
        places.release()
