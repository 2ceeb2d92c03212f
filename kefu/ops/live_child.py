"""Keeps the live process running beside the pages: starts it again when it dies, ends it when we end.

The child reads a pipe whose other end only we hold: however we end, kill -9 included, it sees that and stops.
"""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from kefu.ops.live_copy import Copy

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "kefu", "live", "--with-parent")
FIRST_WAIT_S = 0.25
LONGEST_WAIT_S = 30.0
LONGEST_AFTER_SERVING_S = 2.0  # who did listen was ended from outside; people wait for it
STEADY_S = 60.0  # who lived this long starts again at once
END_S = 8.0
LOOK_S = 0.2


Child = subprocess.Popen[bytes] | Copy


class LiveChild:
    """`start()` returns at once; `join()` after `stop` was set ends the child within END_S.

    `listens` says whether the child's port answers. `first`: the child that runs already.
    """

    def __init__(
        self,
        stop: threading.Event,
        *,
        command: tuple[str, ...] = COMMAND,
        listens: Callable[[], bool] = lambda: False,
        first: Copy | None = None,
    ) -> None:
        self.stop = stop
        self.command = command
        self._listens = listens
        self._first = first
        self._has_served = False
        self.process: Child | None = None
        self._thread = threading.Thread(target=self._keep_running, name="live-child")

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _keep_running(self) -> None:
        wait_s = FIRST_WAIT_S
        while not self.stop.is_set():
            began = time.monotonic()
            code = self._run_once()
            if self.stop.is_set():
                return
            wait_s = next_wait_s(wait_s, lived_s=time.monotonic() - began, has_served=self._has_served)
            log.error("The live process ended with code %s; it starts again in %.1f s.", code, wait_s)
            self.stop.wait(wait_s)

    def _run_once(self) -> int:
        process, self._first = self._first or self._started(), None
        self.process, self._has_served = process, False
        while process.poll() is None and not self.stop.wait(LOOK_S):
            self._has_served = self._has_served or self._listens()
        return end(process)

    def _started(self) -> Child:
        # its own session: Ctrl-C reaches us alone, and we end it in order
        return subprocess.Popen(self.command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603


def next_wait_s(wait_s: float, *, lived_s: float, has_served: bool) -> float:
    """How long to wait before the next start: twice as long each time, from the beginning after a steady life."""
    if lived_s >= STEADY_S:
        return FIRST_WAIT_S
    return min(wait_s * 2, LONGEST_AFTER_SERVING_S if has_served else LONGEST_WAIT_S)


def end(process: Child) -> int:
    """Close the pipe and wait; kill what does not end by itself."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        return process.wait(timeout=END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
