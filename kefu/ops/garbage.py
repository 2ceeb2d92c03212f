"""How often Python looks for what only holds itself: it stops the whole process for that long."""

import gc


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
