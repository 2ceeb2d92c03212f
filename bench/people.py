"""The people of a replay: customers who write their lines and wait for each answer, and agents who answer by script."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from bench.diary import Diary
from bench.errors import BenchError
from bench.live_socket import LiveSocket
from bench.product import Product

# docs/protocol.md allows a customer 30 frames a second and staff 60; we stay a little below.
CUSTOMER_GAP_S = 1 / 28
STAFF_GAP_S = 1 / 55
PATIENCE_S = 60.0
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(slots=True)
class _Chat:
    """What an agent remembers of one conversation."""

    answers: int = 0
    shown: int = 0
    all_shown: asyncio.Event = field(default_factory=asyncio.Event)


class AgentDesk:
    """An agent's socket with up to a handful of conversations at a time; answers each customer's message once."""

    def __init__(self, socket: LiveSocket) -> None:
        self._socket = socket
        self._chats: dict[str, _Chat] = {}
        self._tasks: set[asyncio.Task[str]] = set()
        self._said = 0

    @classmethod
    async def open(cls, server: Product, *, number: int, diary: Diary) -> "AgentDesk":
        token = server.tokens["agent1" if number % 2 else "agent2"]
        name = f"staff-{number}"
        return cls(await LiveSocket.open(server.ws_url, token=token, name=name, diary=diary, gap_s=STAFF_GAP_S))

    async def take(self, conversation: str) -> None:
        self._chats[conversation] = _Chat()
        await self._socket.subscribe(conversation, on_entry=self._on_entry)

    async def release(self, conversation: str) -> None:
        """Look away once our own answers stand on our screen too."""
        await asyncio.wait_for(self._chats[conversation].all_shown.wait(), PATIENCE_S)
        await self._socket.unsubscribe(conversation)
        del self._chats[conversation]

    async def close(self) -> None:
        await self._socket.close()

    def _on_entry(self, frame: dict[str, Any]) -> None:
        chat = self._chats[frame["conversation"]]
        if frame["kind"] != "message":
            return
        if frame["author"]["kind"] == "customer":
            chat.answers += 1
            chat.all_shown.clear()
            task = asyncio.create_task(self._answer(frame, nth=chat.answers))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            chat.shown += 1
            if chat.shown == chat.answers:
                chat.all_shown.set()

    async def _answer(self, frame: dict[str, Any], *, nth: int) -> str:
        self._said += 1
        mid = f"{self._socket.name}_{self._said:06}"
        return await self._socket.say(answer_to(frame["body"], nth=nth), mid=mid, conversation=frame["conversation"])


def answer_to(text: str, *, nth: int) -> str:
    if _CHINESE.search(text):
        return f"您好，关于“{text[:40]}”，我们正在核实，请稍候。（{nth}）"
    return f"Thank you for asking about “{text[:60]}”. I am looking into it now. ({nth})"


@dataclass(slots=True)
class Customer:
    """Writes `script` line by line. `failed` says in a sentence what went wrong, if anything did."""

    number: int
    token: str
    script: list[str]
    desk: AgentDesk
    diary: Diary
    conversation: str = ""
    failed: str = ""
    _answers: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)

    async def visit(self, ws_url: str) -> None:
        try:
            name = f"customer-{self.number}"
            socket = await LiveSocket.open(ws_url, token=self.token, name=name, diary=self.diary, gap_s=CUSTOMER_GAP_S)
            await self._talk(socket)
            await self.desk.release(self.conversation)
            await socket.close()
        except (BenchError, OSError, TimeoutError) as error:
            self.failed = f"{type(error).__name__} {error}"

    async def _talk(self, socket: LiveSocket) -> None:
        for nth, text in enumerate(self.script):
            mid = f"{socket.name}_{nth:06}"
            stands_in = await socket.say(text, mid=mid, conversation=self.conversation or None)
            if not self.conversation:
                self.conversation = stands_in
                await socket.subscribe(stands_in, on_entry=self._on_entry)
                await self.desk.take(stands_in)
            await asyncio.wait_for(self._answers.get(), PATIENCE_S)

    def _on_entry(self, frame: dict[str, Any]) -> None:
        if frame["kind"] == "message" and frame["author"]["kind"] == "agent":
            self._answers.put_nowait(frame["body"])
