"""A place in one log on one socket. It moves by what it is offered if that is the very next entry; else it reads the log.

Lost wake-ups, reconnects, slow readers and first load are the same path: `pull`.
"""

import asyncio
import logging
import time
from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

from django.db import DatabaseError

from kefu.conversations import queries, seers, words
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit import metrics
from kefu.kit.errors import NotFound
from kefu.live import closed_now, frames, threads
from kefu.live.outbox import Outbox
from kefu.people.access import Viewer

logger = logging.getLogger(__name__)

PAGE = 100
ASKED_EVERY_S = 5.0
SORTING = frozenset({Kind.SORTED, Kind.PARTICULARS})
delivered = metrics.Tally("kefu_entries_delivered", "Entries handed to sockets.")
REST_AFTER_FAILURE_S = 1.0


class Reader(Protocol):
    """What a cursor needs of its socket."""

    viewer: Viewer
    outbox: Outbox

    def render(self, entry: EntryRecord, *, html: bool) -> bytes: ...
    def lost(self, public_id: str) -> None: ...
    def spawn(self, task: Coroutine[Any, Any, None]) -> None: ...


class Cursor:
    """Registered in the hub before its first read, so that nothing falls between the two."""

    __slots__ = (
        "_asked_at",
        "_is_lost",
        "_is_pulling",
        "conversation",
        "html",
        "is_guest",
        "newest",
        "position",
        "reader",
    )

    def __init__(self, reader: Reader, conversation: ConversationRecord, *, after: int, html: bool) -> None:
        self.reader = reader
        self.conversation = conversation
        self.position = after
        self.newest = after
        self.html = html
        self.is_guest = queries.is_guest(reader.viewer, conversation)
        self._asked_at, self._is_lost = time.monotonic(), False  # whoever subscribes was asked
        self._is_pulling = True  # as if: what comes before `start` waits for it

    def start(self, first: Sequence[EntryRecord]) -> None:
        """From here on entries are sent: a page of what follows, and then what the log has beyond it."""
        self.reader.spawn(self._pull(first))

    def offer(self, entry: EntryRecord) -> None:
        """An entry that was just committed."""
        number = queries.numbered(self.reader.viewer, entry)
        if self._is_to_be_asked(entry):
            self.tell(number)
        elif self._is_next(number):
            self._send(entry, number)

    def _is_to_be_asked(self, entry: EntryRecord) -> bool:
        """Whether it is still this agent's to see is asked of the database: when it is sorted, and every few seconds."""
        viewer = self.reader.viewer
        if not viewer.is_staff:
            return False
        sees_all = seers.sees_all(viewer, are_closed=closed_now.known.are_any)
        is_old = not sees_all and time.monotonic() - self._asked_at > ASKED_EVERY_S
        return is_old or entry.kind in SORTING

    def push(self, frame: bytes, number: int) -> None:
        """The same, rendered already for everybody who sees the same thing. Called for each of ten thousand guests."""
        outbox = self.reader.outbox
        if self.position == number - 1 and not (self._is_pulling or outbox.is_full):
            outbox.put(frame)
            self.position = number
            delivered.count += 1
        else:
            self._is_next(number)  # it is here already, on its way, or has to be pulled

    def _is_next(self, number: int) -> bool:
        """It can be sent at once; otherwise it is here already, or is on its way by `pull`."""
        if number <= self.position:
            return False
        self.newest = max(self.newest, number)
        if self._is_pulling:
            return False
        if number == self.position + 1 and not self.reader.outbox.is_full:
            return True
        self.pull()
        return False

    def tell(self, newest: int) -> None:
        """The log is known to reach this number."""
        self.newest = max(self.newest, newest)
        if self.newest > self.position:
            self.pull()

    def pull(self) -> None:
        """Read the log until nothing is missing."""
        if not self._is_pulling:
            self._is_pulling = True
            self.reader.spawn(self._pull())

    async def _pull(self, first: Sequence[EntryRecord] | None = None) -> None:
        try:
            while not self.reader.outbox.closing:
                entries, first = await self._page() if first is None else first, None
                for entry in entries:
                    await self.reader.outbox.drained()
                    self._send(entry, queries.numbered(self.reader.viewer, entry))
                if len(entries) < PAGE and (self.position >= self.newest or not entries):
                    break
        finally:
            self._is_pulling = False
        if self._is_lost:
            return
        caught_up = frames.dump("caught_up", conversation=self.conversation.public_id, seq=self.position)
        self.reader.outbox.put(caught_up)

    async def _page(self) -> Sequence[EntryRecord]:
        while not self.reader.outbox.closing:
            try:
                self._asked_at = time.monotonic()
                return await threads.read(load, self.reader.viewer, self.conversation, self.position)
            except NotFound:
                self._is_lost = True
                self.reader.lost(self.conversation.public_id)
                return ()
            except DatabaseError as error:
                logger.warning("a cursor waits for the database: %s", type(error).__name__)
                await asyncio.sleep(REST_AFTER_FAILURE_S)
        return ()

    def _send(self, entry: EntryRecord, number: int) -> None:
        self.reader.outbox.put(self.reader.render(entry, html=self.html))
        delivered.count += 1
        self.position = number


def load(viewer: Viewer, conversation: ConversationRecord, after: int) -> list[EntryRecord]:
    """A page of what follows, with the names that rendering needs. NotFound where it is not the viewer's to see any more."""
    if viewer.is_staff:
        queries.conversation_by_row(viewer, conversation.id)
    entries = queries.entries_for(viewer, conversation, after=after, limit=PAGE)
    words.warm(entries)
    return entries
