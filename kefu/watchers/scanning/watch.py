"""Looks after quarantined files: what no scanner has seen yet is looked at by the sweep, in a thread of its own.

It reads no entry and appends none.
"""

import threading

from django.db import close_old_connections

from kefu.conversations.react import Watcher
from kefu.files import scanning
from kefu.kit import clock


class Scanning(Watcher):
    """A slow scanner must not hold up the other sweeps, so at most one thread waits for it."""

    key = "scanning"

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def sweep(self) -> None:
        if not scanning.is_configured() or (self._thread and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=_run, name="scanning", daemon=True)
        self._thread.start()


def _run() -> None:
    close_old_connections()
    try:
        scanning.run_due(clock.now())
    finally:
        close_old_connections()
