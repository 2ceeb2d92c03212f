"""The first live process as a copy of this one: what both have loaded lies in memory once, some 40 MB that nobody pays twice.

Only before there are threads, for a copy has the caller's thread alone. One that is started later is a program of its own.
"""

import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from django.db import connections

from kefu.ops import garbage
from kefu.trust import guard, shield

NAME = "kefu-live"  # in lists of processes; its command line is that of the one it was copied from
LOOK_S = 0.02


class Copy:
    """A process that was copied off, as `subprocess.Popen` would show it. It ends when `stdin` is closed."""

    def __init__(self, pid: int, line: int) -> None:
        self.pid = pid
        self.stdin = os.fdopen(line, "wb")
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """subprocess.TimeoutExpired after `timeout` seconds."""
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() >= until:
                raise subprocess.TimeoutExpired(NAME, timeout or 0)
            time.sleep(LOOK_S)
        return code

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, 9)


def made(run: Callable[[], object]) -> Copy | None:
    """A copy that does `run`, with its standard input held by us alone; None where none can be made."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return None
    _load()
    end_of_theirs, ours = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _be_the_copy(end_of_theirs, run)
    os.close(end_of_theirs)
    return Copy(pid, ours)


def _load() -> None:
    """What both will need. A connection to the database cannot be shared, and what stays for good is not looked through."""
    shield.warm()
    guard.warm()
    connections.close_all()
    garbage.keep()


def _be_the_copy(line: int, run: Callable[[], object]) -> NoReturn:
    """Never back into what the caller would have done next, nor into its clean-up."""
    code = 1
    try:
        os.setsid()  # Ctrl-C reaches the first alone, which ends this one in order
        os.dup2(line, 0)
        os.close(line)
        sys.stdin = os.fdopen(0, closefd=False)
        with suppress(OSError):
            Path("/proc/self/comm").write_text(NAME)
        run()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001  whatever it is, it ends here, and the one that started us begins anew
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
