"""What one socket has yet to read: written at once while the peer takes it, kept in order while it does not, bounded."""

import asyncio
from typing import Protocol

from kefu.live import errors, limits


class Line(Protocol):
    """The wire to one client."""

    def write(self, frame: bytes) -> None: ...
    def hang_up(self, code: int) -> None: ...


class Outbox:
    """Direct answers are always taken; pushed entries only while it is not full: a cursor that finds it so pulls later."""

    __slots__ = ("_bytes", "_frames", "_line", "_patience", "_room", "closing", "is_full")

    def __init__(self, line: Line) -> None:
        self._line = line
        self._frames: list[bytes] = []
        self._bytes = 0
        self.is_full = False
        self._patience: asyncio.TimerHandle | None = None
        self._room: asyncio.Future[None] | None = None
        self.closing = False

    def put(self, frame: bytes) -> None:
        if self.closing:
            return
        if not self.is_full:
            self._line.write(frame)
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        if self._bytes > limits.MAX_OUT_BYTES:
            self._line.hang_up(errors.TOO_SLOW)

    def pause(self) -> None:
        """The peer reads slower than we write; it has a while to make progress."""
        self.is_full = True
        loop = asyncio.get_running_loop()
        self._patience = loop.call_later(limits.STALLED_AFTER_S, self._line.hang_up, errors.TOO_SLOW)

    def resume(self) -> None:
        """The peer has read what was written."""
        self._stop_waiting()
        self.is_full = False
        waiting, self._frames = self._frames, []
        for place, frame in enumerate(waiting):
            if self.is_full:
                self._frames = waiting[place:]
                break
            self._bytes -= len(frame)
            self._line.write(frame)
        if not self.is_full:
            self._tell_room()

    def close(self) -> None:
        """Who was signed out is sent nothing more."""
        self.closing = True
        self._frames.clear()
        self._stop_waiting()
        self._tell_room()

    async def drained(self) -> None:
        """Wait for room; used by pulling cursors, which must not run ahead of the reader."""
        while self.is_full and not self.closing:
            if self._room is None:
                self._room = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._room)

    def _tell_room(self) -> None:
        if self._room is not None:
            self._room.set_result(None)
            self._room = None

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
