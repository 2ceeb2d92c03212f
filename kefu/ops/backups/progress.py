"""Words for whoever waits: at most one line every two seconds, and none for what is done at once."""

import time
from collections.abc import Callable

EVERY_S = 2.0


class Progress:
    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said_at = time.monotonic()

    def told(self, what: str, done: int, total: int = 0) -> None:
        now = time.monotonic()
        if now - self._said_at < EVERY_S:
            return
        self._said_at = now
        self._say(f"{what}: {done:,} of {total:,}" if total else f"{what}: {done:,}")


def size(count: int) -> str:
    """For people: 3.4 MB."""
    value = float(count)
    for unit in ("bytes", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
