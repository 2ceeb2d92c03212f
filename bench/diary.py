"""What the replayed people did and saw, and how long things took."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from bench.oracle import Event, What

LOOK_S = 0.02
PATIENCE_S = 60


@dataclass(slots=True)
class Diary:
    """Messages are told by conversation and text: no text stands twice in one conversation of a replay."""

    events: list[Event] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    ack_ms: list[float] = field(default_factory=list)
    agent_sees_ms: list[float] = field(default_factory=list)
    customer_sees_ms: list[float] = field(default_factory=list)
    _mids: dict[tuple[str, str], str] = field(default_factory=dict)
    _sent_us: dict[str, int] = field(default_factory=dict)

    def invoked(self, client: str, *, mid: str, conversation: str, body: str) -> None:
        at_us = _now_us()
        self._sent_us.setdefault(mid, at_us)
        if conversation:
            self._mids[conversation, body] = mid
        self.events.append(Event(What.INVOKE, at_us, client, conversation, mid, 0))

    def acked(self, client: str, *, mid: str, conversation: str, seq: int, body: str) -> None:
        at_us = _now_us()
        self._mids[conversation, body] = mid
        self.events.append(Event(What.ACK, at_us, client, conversation, mid, seq))
        if client.startswith("customer"):
            self.ack_ms.append((at_us - self._sent_us[mid]) / 1000)

    def saw(self, client: str, *, conversation: str, seq: int, body: str) -> None:
        at_us = _now_us()
        mid = self.mid_of(conversation, body)
        self.events.append(Event(What.SEEN, at_us, client, conversation, mid, seq))
        sender = mid.partition("_")[0]
        if mid and sender != client:
            seen_ms = self.agent_sees_ms if client.startswith("staff") else self.customer_sees_ms
            seen_ms.append((at_us - self._sent_us[mid]) / 1000)

    def acks(self) -> int:
        """How many were acknowledged so far."""
        return sum(event.what is What.ACK for event in self.events)

    async def some_acked(self, more: int) -> None:
        """Wait until so many more are acknowledged: a fault that hits a silent house proves nothing."""
        wanted = self.acks() + more
        async with asyncio.timeout(PATIENCE_S):
            while self.acks() < wanted:
                await asyncio.sleep(LOOK_S)

    def watches(self, client: str, *, conversation: str, after: int) -> None:
        self.events.append(Event(What.WATCH, _now_us(), client, conversation, "", after))

    def left(self, client: str, *, conversation: str) -> None:
        self.events.append(Event(What.LEFT, _now_us(), client, conversation, "", 0))

    def mid_of(self, conversation: str, body: str) -> str:
        return self._mids.get((conversation, body), "")


def _now_us() -> int:
    return time.monotonic_ns() // 1000
