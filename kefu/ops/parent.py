"""Ending with the process that started us: it alone holds the other end of our standard input, so even its kill -9 shows."""

import os
import sys
import threading
from collections.abc import Callable


def on_end(act: Callable[[], None]) -> None:
    """Call `act`, in a thread of its own, once standard input has ended."""
    threading.Thread(target=_wait, args=(sys.stdin.fileno(), act), daemon=True, name="parent").start()


def _wait(line_to_parent: int, act: Callable[[], None]) -> None:
    while os.read(line_to_parent, 1024):
        pass
    act()
