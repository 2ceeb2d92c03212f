"""Groups what sockets send into transactions: whatever arrived while the last batch was on its way to the disk is the next.

One thread writes, so a conversation never has two batches in flight and each sender's order is kept.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue

from django.db import connections

from kefu.conversations import log
from kefu.conversations.records import Draft, Failed, Outcome

logger = logging.getLogger(__name__)

MAX_BATCH = 512
MAX_WAITING = 20_000
LOOK_AGAIN_S = 0.01

Answer = Callable[[Outcome], None]
_Batch = list[tuple[Draft, Answer]]


class Writer:
    """`add` from the loop; the answer is called on the loop, after the commit."""

    def __init__(self) -> None:
        self._waiting: _Batch = []
        self._is_busy = False
        self._batches: SimpleQueue[_Batch | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def add(self, draft: Draft, answer: Answer) -> None:
        if len(self._waiting) >= MAX_WAITING:
            answer(Failed("too many waiting"))
            return
        self._waiting.append((draft, answer))
        if not self._is_busy:
            self._is_busy = True
            self._begin()
            self._loop.call_soon(self._next)  # what else this turn of the loop brings goes along

    async def drain(self) -> None:
        """Wait until everything added so far is answered, then let the thread end."""
        while self._is_busy:
            await asyncio.sleep(LOOK_AGAIN_S)
        if self._thread is not None:
            self._batches.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def _begin(self) -> None:
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._write, name="live-write", daemon=True)
            self._thread.start()

    def _next(self) -> None:
        batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
        self._is_busy = bool(batch)
        if batch:
            self._batches.put(batch)

    def _answer(self, batch: _Batch, outcomes: Sequence[Outcome]) -> None:
        """An answer that fails is one socket's trouble: the others are answered, and the next batch goes."""
        for (_, answer), outcome in zip(batch, outcomes, strict=True):
            try:
                answer(outcome)
            except Exception:
                logger.exception("a sender could not be answered")
        self._next()

    def _write(self) -> None:
        """In the writing thread."""
        while (batch := self._batches.get()) is not None:
            outcomes = _append([draft for draft, _ in batch])
            self._loop.call_soon_threadsafe(self._answer, batch, outcomes)
        connections.close_all()


def _append(drafts: list[Draft]) -> list[Outcome]:
    try:
        return log.append(drafts)
    except Exception as error:
        logger.exception("a batch of %d was not stored", len(drafts))
        connections.close_all()  # the next batch gets a whole one
        return [Failed(type(error).__name__) for _ in drafts]
