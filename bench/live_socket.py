"""One signed-in socket of docs/protocol.md, as a well-behaved client in Python holds it."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.diary import Diary
from bench.errors import BenchError

ANSWER_S = 30.0
OnEntry = Callable[[dict[str, Any]], None]


class LiveSocket:
    """`name` is `customer-N` or `staff-N`. Sends no faster than one frame in `gap_s`."""

    def __init__(self, connection: ClientConnection, *, name: str, diary: Diary, gap_s: float) -> None:
        self.name = name
        self._connection = connection
        self._diary = diary
        self._gap_s = gap_s
        self._sending = asyncio.Lock()
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._said: dict[str, str] = {}
        self._on_entry: dict[str, OnEntry] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, ws_url: str, *, token: str, name: str, diary: Diary, gap_s: float) -> "LiveSocket":
        connection = await connect(ws_url, compression=None, max_queue=None, open_timeout=ANSWER_S)
        socket = cls(connection, name=name, diary=diary, gap_s=gap_s)
        await socket._ask("welcome", {"type": "hello", "token": token})
        return socket

    async def say(self, body: str, *, mid: str, conversation: str | None) -> str:
        """Send until it is acknowledged; the conversation it stands in. A refusal that says when is waited out."""
        self._said[mid] = body
        frame = {"type": "send", "client_msg_id": mid, "conversation": conversation, "body": body}
        while True:
            answer = await self._ask(mid, frame)
            if answer["type"] == "ack":
                return str(answer["conversation"])
            self._diary.errors[answer["code"]] += 1
            if "retry_after_ms" not in answer:
                raise BenchError(f"{self.name} was refused: {answer['code']} {answer['message']}")
            await asyncio.sleep(answer["retry_after_ms"] / 1000)

    async def subscribe(self, conversation: str, *, on_entry: OnEntry) -> None:
        self._on_entry[conversation] = on_entry
        await self._ask(f"caught_up {conversation}", {"type": "subscribe", "conversation": conversation, "after": 0})

    async def unsubscribe(self, conversation: str) -> None:
        self._diary.left(self.name, conversation=conversation)
        await self._put({"type": "unsubscribe", "conversation": conversation})
        self._on_entry.pop(conversation, None)

    async def close(self) -> None:
        for conversation in self._on_entry:
            self._diary.left(self.name, conversation=conversation)
        self._reader.cancel()
        await self._connection.close()

    async def _ask(self, answer_key: str, frame: dict[str, Any]) -> dict[str, Any]:
        answer = self._answers[answer_key] = asyncio.get_running_loop().create_future()
        await self._put(frame)
        try:
            return await asyncio.wait_for(answer, ANSWER_S)
        except TimeoutError as error:
            raise BenchError(f"{self.name} had no answer to {frame['type']} within {ANSWER_S:.0f} s") from error

    async def _put(self, frame: dict[str, Any]) -> None:
        async with self._sending:
            if frame["type"] == "send":  # from now on, not from when it had to wait for its turn
                mid, place = frame["client_msg_id"], frame["conversation"] or ""
                self._diary.invoked(self.name, mid=mid, conversation=place, body=frame["body"])
            await self._connection.send(orjson.dumps(frame).decode())
            await asyncio.sleep(self._gap_s)

    async def _read(self) -> None:
        try:
            async for text in self._connection:
                self._take(orjson.loads(text))
        except ConnectionClosed as closed:
            self._diary.errors[f"closed {closed.rcvd.code if closed.rcvd else 'abruptly'}"] += 1

    def _take(self, frame: dict[str, Any]) -> None:
        kind, conversation = frame["type"], frame.get("conversation", "")
        if kind == "entry":
            self._take_entry(frame)
        elif kind == "subscribed":
            self._diary.watches(self.name, conversation=conversation, after=frame["after"])
        elif kind == "caught_up":
            self._settle(f"caught_up {conversation}", frame)
        elif kind == "ack":
            mid, seq = frame["client_msg_id"], frame["seq"]
            self._diary.acked(self.name, mid=mid, conversation=conversation, seq=seq, body=self._said[mid])
            self._settle(mid, frame)
        elif kind == "error":
            self._settle(frame.get("client_msg_id") or "", frame)
        elif kind == "welcome":
            self._settle("welcome", frame)

    def _take_entry(self, frame: dict[str, Any]) -> None:
        conversation = frame["conversation"]
        if conversation in self._on_entry:
            self._diary.saw(self.name, conversation=conversation, seq=frame["seq"], body=frame.get("body") or "")
            self._on_entry[conversation](frame)

    def _settle(self, key: str, frame: dict[str, Any]) -> None:
        waiting = self._answers.pop(key, None)
        if waiting and not waiting.done():
            waiting.set_result(frame)
