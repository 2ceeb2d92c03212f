"""Serves the sockets on uvloop until SIGTERM or Ctrl-C."""

import asyncio
import gc
import resource
import signal

import uvloop
from django.conf import settings

from kefu.live.edge import LiveEdge


def run() -> None:
    """Returns after everything taken is answered and everybody is sent away. Main thread only."""
    _allow_sockets()
    _collect_seldom()
    uvloop.run(_serve())


def _allow_sockets() -> None:
    """As many open files as this process may have: most systems begin with 1,024, which is as many sockets."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _collect_seldom() -> None:
    """Ten thousand sockets are half a million objects, and looking through them all stops every chat for that long.

    What was loaded stays for good; the rest is looked through after every 20,000 new objects, all of it 1,000 times as seldom.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def _serve() -> None:
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    edge = LiveEdge()
    await edge.start(host=settings.LISTEN, port=settings.LIVE_PORT)
    await over.wait()
    await edge.stop()
