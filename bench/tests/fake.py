"""A small stand-in for the product: docs/protocol.md over a list in memory, able to lose, double and pass over."""

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

from bench.oracle import Reading, Row
from bench.reads import first_word


@dataclass
class Fake:
    """Tokens are `customer` and `staff` with any ending. A fault strikes the messages whose id ends with its digit."""

    loses: str = "-"
    doubles: str = "-"
    passes_over: str = "-"
    port: int = 0
    mid_of: Callable[[str, str], str] = first_word
    logs: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    watchers: dict[str, list[tuple[ServerConnection, str]]] = field(default_factory=lambda: defaultdict(list))

    def readings(self) -> list[Reading]:
        return [self._reading("customer"), self._reading("staff")]

    def _reading(self, side: str) -> Reading:
        rows = []
        for conversation in self.logs:
            shown = self._shown(conversation, side)
            rows += [Row(conversation, seq, self.mid_of(conversation, body)) for seq, (_, body) in enumerate(shown, 1)]
        return Reading("fake", side, rows)

    def _shown(self, conversation: str, side: str) -> list[tuple[str, str]]:
        return [entry for entry in self.logs[conversation] if side == "staff" or entry[0] != "opened"]

    async def serve_client(self, socket: ServerConnection) -> None:
        side = ""
        async for frame in socket:
            said = json.loads(frame)
            if said["type"] == "hello":
                side = "staff" if said["token"].startswith("staff") else "customer"
                await tell(socket, "welcome", protocol=1)
            elif said["type"] == "subscribe":
                await self.subscribe(socket, side, said["conversation"])
            elif said["type"] == "unsubscribe":
                self.watchers[said["conversation"]].remove((socket, side))
            elif said["type"] == "send":
                await self.append(socket, side, said)

    async def subscribe(self, socket: ServerConnection, side: str, conversation: str) -> None:
        await tell(socket, "subscribed", conversation=conversation, after=0)
        for seq, entry in enumerate(self._shown(conversation, side), 1):
            await show(socket, conversation, seq, entry)
        self.watchers[conversation].append((socket, side))
        await tell(socket, "caught_up", conversation=conversation)

    async def append(self, socket: ServerConnection, side: str, said: dict[str, Any]) -> None:
        mid = said["client_msg_id"]
        conversation = said["conversation"] or f"chat-{len(self.logs)}"
        if not said["conversation"]:
            self.logs[conversation].append(("opened", ""))
        copies = 2 if mid.endswith(self.doubles) else 0 if mid.endswith(self.loses) else 1
        entry = ("agent" if side == "staff" else "customer", said["body"])
        for _ in range(copies):
            self.logs[conversation].append(entry)
            for watcher, its_side in self.watchers[conversation]:
                if not mid.endswith(self.passes_over) or watcher is socket:
                    await show(watcher, conversation, len(self._shown(conversation, its_side)), entry)
        seq = len(self._shown(conversation, side))
        await tell(socket, "ack", client_msg_id=mid, conversation=conversation, seq=seq)


async def show(socket: ServerConnection, conversation: str, seq: int, entry: tuple[str, str]) -> None:
    who, body = entry
    kind = "opened" if who == "opened" else "message"
    await tell(socket, "entry", conversation=conversation, seq=seq, kind=kind, body=body, author={"kind": who})


async def tell(socket: ServerConnection, frame: str, /, **fields: object) -> None:
    await socket.send(json.dumps({"type": frame} | fields, ensure_ascii=False))


@contextmanager
def running(fake: Fake) -> Iterator[Fake]:
    """Serves in a thread of its own until the block ends; `fake.port` says where."""
    loop = asyncio.new_event_loop()
    stopped = asyncio.Event()
    started = threading.Event()

    async def main() -> None:
        async with serve(fake.serve_client, "127.0.0.1", 0) as server:
            fake.port = next(iter(server.sockets)).getsockname()[1]
            started.set()
            await stopped.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()))
    thread.start()
    started.wait(10)
    try:
        yield fake
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join()
        loop.close()
