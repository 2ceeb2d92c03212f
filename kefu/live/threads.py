"""Where the socket loop's database work runs: a few reading threads and the one that writes."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, close_old_connections

logger = logging.getLogger(__name__)

READERS = 4

P = ParamSpec("P")
T = TypeVar("T")

_readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="live-read")
_writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-write")


async def read(job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a reading job off the loop. Whatever it raises comes back; a broken connection is replaced for the next."""
    return await asyncio.get_running_loop().run_in_executor(_readers, lambda: _clean(job, *args, **kwargs))


async def write(job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same on the one writing thread, in order."""
    return await asyncio.get_running_loop().run_in_executor(_writer, lambda: _clean(job, *args, **kwargs))


def _clean(job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return job(*args, **kwargs)
    except DatabaseError:
        close_old_connections()
        raise
