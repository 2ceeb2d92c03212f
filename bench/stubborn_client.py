"""A client that is cut off again and again: it comes back, resumes after the last number it saw, and sends anew what
nobody acknowledged, in the order in which it was written."""

import asyncio
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from bench.diary import Diary

BACK_AFTER_S = 0.03
LONGEST_WAIT_S = 120
MOST_WAITING = 40  # a person stops writing when nothing goes out; coming back must stay within the burst of frames


class StubbornClient:
    """`run` holds the connection, `write` the pen. Notes everything it is shown, also what it has seen before.

    `patience_s`: a server that answers no ping for so long is taken for gone.
    """

    def __init__(
        self, ws_url: str, *, token: str, name: str, conversation: str, diary: Diary, patience_s: float = 20
    ) -> None:
        self.name, self.conversation = name, conversation
        self.token = token
        self._url, self._diary, self._patience_s = ws_url, diary, patience_s
        self._unacknowledged: dict[str, str] = {}
        self._last = self._lines = 0
        self._connection: ClientConnection | None = None
        self._moved = asyncio.Condition()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                async with connect(
                    self._url,
                    compression=None,
                    max_queue=None,
                    open_timeout=self._patience_s,
                    close_timeout=1,
                    ping_interval=self._patience_s / 2,
                    ping_timeout=self._patience_s / 2,
                ) as connection:
                    await self._talk(connection)
            except ConnectionClosed as closed:
                self._diary.errors[f"closed {closed.rcvd.code}" if closed.rcvd else "cut"] += 1
            except (InvalidHandshake, OSError, EOFError):
                self._diary.errors["not let in"] += 1
            self._connection = None
            await asyncio.sleep(BACK_AFTER_S)

    async def write(self, count: int, *, gap_s: float) -> None:
        for _ in range(count):
            await self._write_line()
            await asyncio.sleep(gap_s)

    async def write_until(self, enough: asyncio.Event, *, gap_s: float) -> None:
        while not enough.is_set():
            if len(self._unacknowledged) < MOST_WAITING:
                await self._write_line()
            await asyncio.sleep(gap_s)

    async def _write_line(self) -> None:
        self._lines += 1
        mid, body = f"{self.name}_{self._lines:06}", f"{self.name} writes line {self._lines}"
        self._unacknowledged[mid] = body
        self._diary.invoked(self.name, mid=mid, conversation=self.conversation, body=body)
        if self._connection is not None:
            await self._send(self._connection, mid)

    def cut(self) -> int:
        """Tear the connection down without a word; how many were torn (0 or 1)."""
        if self._connection is None:
            return 0
        self._connection.transport.abort()
        self._connection = None
        return 1

    async def settled(self) -> None:
        """Everything written is acknowledged."""
        await self._until(lambda: not self._unacknowledged)

    async def reached(self, seq: int) -> None:
        await self._until(lambda: self._last >= seq)

    async def _until(self, is_true: Any) -> None:
        async with asyncio.timeout(LONGEST_WAIT_S), self._moved:
            await self._moved.wait_for(is_true)

    async def _talk(self, connection: ClientConnection) -> None:
        await self._put(connection, type="hello", token=self.token)
        await self._put(connection, type="subscribe", conversation=self.conversation, after=self._last)
        sent: set[str] = set()
        while waiting := [mid for mid in self._unacknowledged if mid not in sent]:  # more may be written meanwhile
            for mid in waiting:
                self._diary.invoked(self.name, mid=mid, conversation=self.conversation, body=self._unacknowledged[mid])
                await self._send(connection, mid)
                sent.add(mid)
        self._connection = connection
        async for text in connection:
            await self._take(connection, orjson.loads(text))

    async def _take(self, connection: ClientConnection, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "entry":
            self._diary.saw(self.name, conversation=self.conversation, seq=frame["seq"], body=frame.get("body") or "")
            self._last = max(self._last, frame["seq"])
        elif kind == "subscribed":
            self._diary.watches(self.name, conversation=self.conversation, after=frame["after"])
        elif kind == "ack":
            await self._acknowledged(frame)
        elif kind == "error":
            self._diary.errors[frame["code"]] += 1
            await asyncio.sleep(frame.get("retry_after_ms", 1_000) / 1_000)
            connection.transport.abort()
        async with self._moved:
            self._moved.notify_all()

    async def _acknowledged(self, frame: dict[str, Any]) -> None:
        mid = frame["client_msg_id"]
        body = self._unacknowledged.pop(mid, None)
        if body is not None:
            self._diary.acked(self.name, mid=mid, conversation=self.conversation, seq=frame["seq"], body=body)

    async def _send(self, connection: ClientConnection, mid: str) -> None:
        body = self._unacknowledged.get(mid)
        if body is None:
            return
        try:
            await self._put(connection, type="send", client_msg_id=mid, conversation=self.conversation, body=body)
        except ConnectionClosed:
            self._diary.errors["cut while sending"] += 1

    async def _put(self, connection: ClientConnection, **frame: object) -> None:
        await connection.send(orjson.dumps(frame).decode())
