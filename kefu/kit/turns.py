"""So many threads work at a time. Whoever waits for something else gives the turn away: what waits needs no processor.

Who works for long loses it too, so that one heavy page keeps the light ones waiting for a moment only.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONG_S = 0.5
LOOK_S = 0.1

_thread = threading.local()


class Turns:
    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._held: list[_Turn] = []
        self._changed = threading.Condition()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and keep it, unless the thread gives it away before or works for long."""
        turn = _Turn(self)
        with self._changed:
            while not self._free:
                if not self._changed.wait(LOOK_S):
                    self._free_the_long()
            self._free -= 1
            turn.began_at = time.monotonic()
            self._held.append(turn)
        _thread.turn = turn
        try:
            yield
        finally:
            give_away()

    def end(self, turn: "_Turn") -> None:
        """Whichever comes first counts: the end of the work, giving the turn away, losing it."""
        with self._changed:
            if turn in self._held:
                self._held.remove(turn)
                self._free += 1
                self._changed.notify()

    def _free_the_long(self) -> None:
        """The lock is held."""
        before = time.monotonic() - LONG_S
        short = [turn for turn in self._held if turn.began_at > before]
        self._free += len(self._held) - len(short)
        self._held = short


class _Turn:
    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.began_at = 0.0


def give_away() -> None:
    """For a wait for a program, a disk or a lock. The thread goes on without a turn: it may hold what others wait for."""
    turn, _thread.turn = getattr(_thread, "turn", None), None
    if turn is not None:
        turn.turns.end(turn)
