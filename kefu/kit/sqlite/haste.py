"""While a thread holds the database, it waits for Python's lock as short as can be: all other writers wait for it.

Python's lock is given away at each statement, and whoever works meanwhile keeps it for a switch interval.
"""

import sys
import threading

HELD_S = 0.00005

_here = threading.local()
_counting = threading.Lock()
_held = 0  # threads: the next one may have begun before the last one said that it ended
_usual_s = 0.0


def begin() -> None:
    """The calling thread holds the database from now on."""
    global _held, _usual_s  # noqa: PLW0603  the interval is the process's own, and so is what it was before
    if getattr(_here, "holds", False):
        return
    _here.holds = True
    with _counting:
        if not _held:
            _usual_s = sys.getswitchinterval()
            sys.setswitchinterval(min(HELD_S, _usual_s))
        _held += 1


def end() -> None:
    """And no more. Harmless for a thread that did not."""
    global _held  # noqa: PLW0603
    if not getattr(_here, "holds", False):
        return
    _here.holds = False
    with _counting:
        _held -= 1
        if not _held:
            sys.setswitchinterval(_usual_s)
