"""Serves the sockets on uvloop until SIGTERM or Ctrl-C."""

import asyncio
import resource
import signal

import uvloop
from django.conf import settings

from kefu.live.edge import LiveEdge
from kefu.ops import garbage
from kefu.trust import guard, shield


def run() -> None:
    """Returns after everything taken is answered and everybody is sent away. Main thread only."""
    _allow_sockets()
    garbage.collect_seldom()
    uvloop.run(_serve())


def _allow_sockets() -> None:
    """As many open files as this process may have: most systems begin with 1,024, which is as many sockets."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _warm() -> None:
    shield.warm()
    guard.warm()


async def _serve() -> None:
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    asyncio.get_running_loop().run_in_executor(None, _warm)
    edge = LiveEdge()
    await edge.start(host=settings.LISTEN, port=settings.LIVE_PORT)
    await over.wait()
    await edge.stop()
