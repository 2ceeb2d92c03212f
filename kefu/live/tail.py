"""Keeps the sockets true: hears wake-ups of all processes, re-checks what they may have lost, ends dead sessions."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from kefu.conversations import log, marks, nudges, words
from kefu.conversations.records import EntryRecord
from kefu.kit import wake
from kefu.live import closed_now, desks, elsewhere, errors, here, threads
from kefu.live.hub import Hub
from kefu.live.receipts import Receipts
from kefu.live.recheck import Recheck
from kefu.people import sessions
from kefu.watchers.notify import watch as notify

logger = logging.getLogger(__name__)

SESSIONS_S, RECEIPTS_S, HERE_S = 3.0, 0.2, 6.0
GATHER_S, INBOX_S = 0.02, 0.5
CHUNK = 500


class Tail:
    def __init__(self, hub: Hub, receipts: Receipts) -> None:
        self._hub = hub
        self._receipts = receipts
        self._recheck = Recheck(hub)
        self._stop = threading.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._unsubscribe = wake.subscribe(self._heard)
        wake.listen(self._heard, self._stop)
        jobs: list[tuple[float, Callable[[], Awaitable[None]]]] = [
            (SESSIONS_S, self._end_dead_sessions),
            (RECEIPTS_S, self._receipts.flush),
            (HERE_S, partial(here.tell, self._hub)),
            (SESSIONS_S, closed_now.look),
            (SESSIONS_S, partial(desks.end_unseen, self._hub)),
        ]
        self._tasks = [asyncio.create_task(self._every(seconds, job)) for seconds, job in jobs]
        self._tasks += [asyncio.create_task(job) for job in (self._keep_inboxes(), self._recheck.run(), self._ask())]

    def stop(self) -> None:
        self._stop.set()
        self._unsubscribe()
        for task in self._tasks:
            task.cancel()

    def _heard(self, topic: str, refs: wake.Refs, carried: list[EntryRecord] | None) -> None:
        """In whichever thread wakes: names are read here, delivery happens on the loop."""
        if topic == log.TOPIC and carried is not None and _warmed(carried):
            self._loop.call_soon_threadsafe(self._deliver, carried)
        elif topic == log.TOPIC:
            self._loop.call_soon_threadsafe(self._tell, refs)
        elif topic == notify.TOPIC:
            self._loop.call_soon_threadsafe(self._notice, refs)
        elif topic == marks.TOPIC:
            self._loop.call_soon_threadsafe(self._receipts_moved, refs)
        elif topic == nudges.TOPIC:
            self._loop.call_soon_threadsafe(self._nudged, refs)
        elif topic in elsewhere.TOPICS:
            self._loop.call_soon_threadsafe(self._passes_by(topic), refs)

    def _passes_by(self, topic: str) -> Callable[[wake.Refs], None]:
        hub = self._hub
        return {
            elsewhere.ASK: hub.presence_asked,
            elsewhere.HERE: hub.presence_heard,
            elsewhere.TYPING: hub.typed_elsewhere,
        }[topic]

    def _deliver(self, entries: Sequence[EntryRecord]) -> None:
        for entry in entries:
            self._recheck.heard(entry.conversation, entry.seq)
        self._hub.deliver(entries)

    def _tell(self, refs: wake.Refs) -> None:
        for row, public_id, last_seq, last_public_seq in refs:
            self._recheck.heard(row, last_seq)
            self._hub.tell(row, public_id=public_id, last_seq=last_seq, last_public_seq=last_public_seq)

    def _notice(self, refs: wake.Refs) -> None:
        for ref in refs:
            self._hub.notice(notify.told(ref))

    def _receipts_moved(self, refs: wake.Refs) -> None:
        for ref in refs:
            self._hub.receipt(marks.Receipt(*ref))

    def _nudged(self, refs: wake.Refs) -> None:
        for ref in refs:
            self._hub.nudge(nudges.Nudge(*ref))

    async def _keep_inboxes(self) -> None:
        """The desks hear of the first change at once, and of more of them twice a second."""
        while True:
            await self._hub.something_changed.wait()
            await asyncio.sleep(GATHER_S)
            await _guarded(partial(desks.tell_changed, self._hub))
            await asyncio.sleep(INBOX_S)

    async def _ask(self) -> None:
        while True:
            await asyncio.sleep(elsewhere.ASK_EVERY_S)
            self._hub.ask_elsewhere()

    async def _end_dead_sessions(self) -> None:
        """Signed out, disabled, another role, expired: the socket ends within seconds."""
        members = list(self._hub.members)
        for start in range(0, len(members), CHUNK):
            some = members[start : start + CHUNK]
            alive = await threads.read(sessions.alive, {member.viewer.session for member in some})
            for member in some:
                if member.viewer.session not in alive:
                    member.leave(errors.NOT_SIGNED_IN)

    async def _every(self, seconds: float, job: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            await _guarded(job)


async def _guarded(job: Callable[[], Awaitable[None]]) -> None:
    """Whatever it raises is logged: what this process tells goes on, and the next round may do."""
    try:
        await job()
    except threads.TROUBLE as error:
        logger.warning("%s waits for the database: %s", job, type(error).__name__)
    except Exception:
        logger.exception("%s failed, and is tried again", job)


def _warmed(entries: Sequence[EntryRecord]) -> bool:
    """False if the database is away just now: what is committed stays so, and cursors read it when they can."""
    try:
        words.warm(entries)
    except threads.TROUBLE as error:
        logger.warning("%d entries are told by number alone: %s", len(entries), type(error).__name__)
        return False
    return True
