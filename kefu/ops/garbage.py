"""What a process holds in memory: how often Python looks for what only holds itself, and how many heaps its threads have.

Python stops the whole process while it looks.
"""

import ctypes
import gc

M_ARENA_MAX = -8  # of glibc's mallopt(3)
HEAPS = 2


def collect_seldom() -> None:
    """Ten thousand sockets are half a million objects, and looking through them all stops every chat for that long.

    The pages' process stops as well, and may hold the embedded database just then. What was loaded stays for good;
    the rest is looked through after every 20,000 new objects, all of it 1,000 times as seldom.
    """
    keep()
    gc.set_threshold(20_000, 20, 50)


def keep() -> None:
    """What was loaded so far stays for good: it is not looked through again, which would also write to every page of it."""
    gc.collect()
    gc.freeze()


def share_heaps() -> None:
    """glibc gives each of some sixteen threads a heap of its own, and none gives back what another could use.

    Before there are threads. Systems without glibc go on as they do.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_ARENA_MAX, HEAPS)
