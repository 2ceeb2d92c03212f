"""Customers and agents who write all the while and come back by themselves: the load under which things are broken."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from bench.diary import Diary
from bench.product import Product, Rest
from bench.stubborn_client import StubbornClient

PATIENCE_S = 300

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Load:
    """`pairs` customers, each with an agent; a message of each in `gap_s`. Anyone silent for `patience_s` is gone."""

    pairs: int
    gap_s: float
    patience_s: float = 20


class Crowd:
    """`tokens` sign the customers in; `ws_url` may lead through something in between.

    A second crowd on one product counts from another `first`: an agent's messages have their names for good.
    """

    def __init__(
        self,
        server: Product,
        *,
        load: Load,
        tokens: Sequence[str],
        diary: Diary,
        ws_url: str | None = None,
        first: int = 0,
    ) -> None:
        self.server, self.load, self.diary = server, load, diary
        self.tokens_of: dict[str, str] = {}
        self.clients: list[StubbornClient] = []
        self._tokens = tokens[: load.pairs]
        self._url = ws_url or server.ws_url
        self._first = first

    def open(self) -> None:
        """Each customer opens a conversation by REST, with a message of its own."""
        for number, token in enumerate(self._tokens, start=self._first):
            conversation = opened(self.server, token=token, name=f"customer-{number}", diary=self.diary)
            self.tokens_of[conversation] = token
            staff = self.server.tokens["agent1" if number % 2 else "agent2"]
            self.clients.append(self._client(f"customer-{number}", token=token, conversation=conversation))
            self.clients.append(self._client(f"staff-{number}", token=staff, conversation=conversation))

    async def live(self, trouble: Callable[[], Awaitable[T]], *, messages_each: int | None = None) -> T:
        """Write until the trouble is over, or so many messages; then until all is acknowledged and everyone has all."""
        running = [asyncio.create_task(client.run()) for client in self.clients]
        enough = asyncio.Event()
        writing = [asyncio.create_task(self._writing(client, enough, messages_each)) for client in self.clients]
        try:
            async with asyncio.timeout(PATIENCE_S + 2 * (messages_each or 0) * self.load.gap_s):
                done = await trouble()
                enough.set()
                await asyncio.gather(*writing)
                await self._settle()
        finally:
            for task in (*running, *writing):
                task.cancel()
            await asyncio.gather(*running, *writing, return_exceptions=True)
        return done

    async def _writing(self, client: StubbornClient, enough: asyncio.Event, messages_each: int | None) -> None:
        if messages_each is None:
            await client.write_until(enough, gap_s=self.load.gap_s)
        else:
            await client.write(messages_each, gap_s=self.load.gap_s)

    async def _settle(self) -> None:
        await asyncio.gather(*(client.settled() for client in self.clients))
        newest = await asyncio.to_thread(self._newest)
        await asyncio.gather(*(client.reached(seq) for client, seq in zip(self.clients, newest, strict=True)))

    def _newest(self) -> list[int]:
        """The last number of each client's conversation, in its own numbering."""
        newest = []
        for client in self.clients:
            with closing(Rest(self.server, token=client.token)) as rest:
                newest.append(int(rest.call("GET", f"/api/v1/conversations/{client.conversation}")["last"]))
        return newest

    def _client(self, name: str, *, token: str, conversation: str) -> StubbornClient:
        patience_s = self.load.patience_s
        return StubbornClient(
            self._url, token=token, name=name, conversation=conversation, diary=self.diary, patience_s=patience_s
        )


def opened(server: Product, *, token: str, name: str, diary: Diary) -> str:
    """A conversation opened by REST; its id."""
    mid, body = f"{name}_opening", f"hello from {name}"
    with closing(Rest(server, token=token)) as rest:
        made = rest.call("POST", "/api/v1/conversations", {"client_msg_id": mid, "body": body})
    conversation = str(made["conversation"]["id"])
    diary.invoked(name, mid=mid, conversation=conversation, body=body)
    return conversation
