"""What waits to be sent on one socket: bounded, in order, with a bell for the task that sends."""

import asyncio
from collections import deque

from kefu.live import limits


class Outbox:
    """Direct answers are always taken; pushed entries only while there is room: a cursor that finds none pulls later."""

    __slots__ = ("_bell", "_bytes", "_frames", "_room", "closed")

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._bell = asyncio.Event()
        self._room = asyncio.Event()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def closing(self) -> bool:
        return self.closed.done()

    def has_room(self) -> bool:
        return self._bytes < limits.MAX_OUT_BYTES // 4

    def is_over(self) -> bool:
        return self._bytes > limits.MAX_OUT_BYTES

    def put(self, frame: bytes) -> None:
        self._frames.append(frame)
        self._bytes += len(frame)
        self._bell.set()

    async def next(self) -> bytes | None:
        """The next frame; None once closing: who was signed out is sent nothing more."""
        while not self._frames and not self.closing:
            self._bell.clear()
            await self._bell.wait()
        if self.closing:
            return None
        frame = self._frames.popleft()
        self._bytes -= len(frame)
        if self.has_room():
            self._room.set()
        return frame

    def close(self) -> None:
        if not self.closing:
            self.closed.set_result(None)
        self._bell.set()
        self._room.set()

    async def drained(self) -> None:
        """Wait for room; used by pulling cursors, which must not run ahead of the reader."""
        while not self.has_room() and not self.closing:
            self._room.clear()
            await self._room.wait()
