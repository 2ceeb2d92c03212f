"""Where the socket loop's database work runs: a few reading threads, and one that writes what is not the log (`writer` does)."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

logger = logging.getLogger(__name__)

READERS = 4
SHUTDOWN_S = 5.0
TROUBLE = (DatabaseError, InterfaceError)  # neither is a kind of the other

P = ParamSpec("P")
T = TypeVar("T")

_readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="live-read")
_writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-marks")


async def read(job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a reading job off the loop. Whatever it raises comes back; a broken connection is replaced for the next."""
    return await asyncio.get_running_loop().run_in_executor(_readers, lambda: _clean(job, *args, **kwargs))


async def write(job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same on the one writing thread, in order."""
    return await asyncio.get_running_loop().run_in_executor(_writer, lambda: _clean(job, *args, **kwargs))


def rest() -> None:
    """Close every thread's database connection, at shutdown. Not on the loop: it waits for each thread in turn."""
    for pool, size in ((_readers, READERS), (_writer, 1)):
        meeting = threading.Barrier(size)
        for closing in [pool.submit(_close, meeting) for _ in range(size)]:
            closing.result(SHUTDOWN_S)


def _close(meeting: threading.Barrier) -> None:
    """Each thread waits for the others, so that every one of them closes its own."""
    meeting.wait(SHUTDOWN_S)
    connections.close_all()


def _clean(job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return job(*args, **kwargs)
    except TROUBLE:
        close_old_connections()
        raise
