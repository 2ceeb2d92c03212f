"""Groups what sockets send into transactions: whatever arrived while the last batch was on its way to the disk is the next.

One thread writes, so a conversation never has two batches in flight and each sender's order is kept.
"""

import asyncio
import logging
from collections.abc import Callable

from kefu.conversations import log
from kefu.conversations.records import Draft, Failed, Outcome
from kefu.live import threads

logger = logging.getLogger(__name__)

MAX_BATCH = 512
MAX_WAITING = 20_000

Answer = Callable[[Outcome], None]


class Writer:
    """`add` from the loop; the answer is called on the loop, after the commit."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Draft, Answer]] = []
        self._task: asyncio.Task[None] | None = None

    def add(self, draft: Draft, answer: Answer) -> None:
        if len(self._waiting) >= MAX_WAITING:
            answer(Failed("too many waiting"))
            return
        self._waiting.append((draft, answer))
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def drain(self) -> None:
        """Wait until everything added so far is answered."""
        while self._task is not None:
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
                outcomes = await self._append([draft for draft, _ in batch])
                for (_, answer), outcome in zip(batch, outcomes, strict=True):
                    answer(outcome)
        finally:
            self._task = None

    async def _append(self, drafts: list[Draft]) -> list[Outcome]:
        try:
            return await threads.write(log.append, drafts)
        except Exception as error:
            logger.exception("a batch of %d was not stored", len(drafts))
            return [Failed(type(error).__name__) for _ in drafts]
