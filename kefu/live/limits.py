"""What one socket may do; told to the client in `welcome`. Figures of docs/protocol.md."""

from dataclasses import dataclass

HELLO_WITHIN_S = 10.0
MAX_FRAME_BYTES = 65_536
MAX_DEPTH = 8
MAX_OUT_BYTES = 1_048_576
STALLED_AFTER_S = 30.0
STRIKES = 100
RECONNECT_MIN_MS, RECONNECT_MAX_MS = 300, 3_000
RECONNECT_MS_EACH, RECONNECT_MOST_MS = 1, 30_000  # a crowd is told to spread: about a thousand a second


@dataclass(frozen=True, slots=True)
class Limits:
    frames_per_s: int
    burst: int
    subscriptions: int


CUSTOMER = Limits(frames_per_s=30, burst=90, subscriptions=20)
STAFF = Limits(frames_per_s=60, burst=180, subscriptions=200)


def reconnect_max_ms(sockets: int) -> int:
    """How long to wait at most before coming back, when so many would come."""
    return min(max(RECONNECT_MAX_MS, sockets * RECONNECT_MS_EACH), RECONNECT_MOST_MS)


class Bucket:
    """A token bucket: `take` says whether one more is allowed now, and if not, in how many seconds."""

    __slots__ = ("_at", "_burst", "_full", "_rate")

    def __init__(self, *, rate: float, burst: float) -> None:
        self._rate, self._burst, self._full, self._at = rate, burst, burst, 0.0

    def take(self, now_s: float) -> float:
        self._full = min(self._burst, self._full + (now_s - self._at) * self._rate)
        self._at = now_s
        if self._full >= 1:
            self._full -= 1
            return 0.0
        return (1 - self._full) / self._rate
