"""One public conversation's entries for all its guests on this process: read once, rendered once a language, written to all.

Thousands may listen. None gets a task of their own, and the loop takes breath between them, so that no chat waits.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from django.db import DatabaseError

from kefu.conversations import queries
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.live import threads
from kefu.live.cursor import PAGE, REST_AFTER_FAILURE_S, Cursor, load
from kefu.live.render import Renderer
from kefu.people.access import Viewer

logger = logging.getLogger(__name__)

AT_ONCE = 200  # sockets written to before the loop looks at others: about 2 ms
RECENT = 128  # entries kept for who comes back
HEAD_S = 1.0
MAX_WAITING = 64  # entries; what comes beyond them is read from the log when these are out


class Feed:
    """A cursor for a crowd. A guest who is not at its place (new, slow, back again) catches up by their own cursor."""

    def __init__(self, conversation: ConversationRecord, *, viewer: Viewer, renderer: Renderer) -> None:
        self._conversation = conversation
        self._read_at = time.monotonic()
        self._reading: asyncio.Task[None] | None = None
        self._recent: deque[EntryRecord] = deque(maxlen=RECENT)
        self._viewer = viewer
        self._renderer = renderer
        self._guests: dict[str, set[Cursor]] = {}  # by language
        self._waiting: deque[EntryRecord] = deque()
        self._position = self._newest = conversation.last_public_seq
        self._work: asyncio.Task[None] | None = None

    async def head(self) -> ConversationRecord:
        """The conversation as it was within the last second, read once for all who come. NotFound, DatabaseError."""
        if time.monotonic() - self._read_at > HEAD_S:
            if self._reading is None:
                self._reading = asyncio.create_task(self._read_head())
            await asyncio.shield(self._reading)
        newest = max(self._position, self._conversation.last_public_seq)
        return replace(self._conversation, last_public_seq=newest)

    def is_for(self, viewer: Viewer) -> bool:
        return queries.is_guest(viewer, self._conversation)

    def recall(self, after: int) -> list[EntryRecord] | None:
        """What follows this number, if all of it is remembered; None: ask the log."""
        if self._position < max(after, self._conversation.last_public_seq):
            return None
        missing = self._position - after
        return list(self._recent)[-missing:] if 0 < missing <= len(self._recent) else None if missing else []

    async def _read_head(self) -> None:
        try:
            found = await threads.read(queries.readable_for, self._viewer, self._conversation.public_id)
            self._conversation, self._read_at = found, time.monotonic()
        finally:
            self._reading = None
        self.tell(found.last_public_seq)

    def join(self, cursor: Cursor) -> None:
        self._guests.setdefault(cursor.reader.viewer.locale, set()).add(cursor)

    def part(self, cursor: Cursor) -> bool:
        """True if nobody is left."""
        locale = cursor.reader.viewer.locale
        guests = self._guests.get(locale, set())
        guests.discard(cursor)
        if not guests:
            self._guests.pop(locale, None)
        return not self._guests

    def offer(self, entry: EntryRecord) -> None:
        """An entry that was just committed."""
        number = entry.public_seq or 0
        if number == self._position + 1 and len(self._waiting) < MAX_WAITING:
            self._take(entry, number)
        self.tell(number)

    def tell(self, newest: int) -> None:
        """The log is known to reach this number."""
        self._newest = max(self._newest, newest)
        if self._work is None and (self._waiting or self._newest > self._position):
            self._work = asyncio.create_task(self._serve())

    def _take(self, entry: EntryRecord, number: int) -> None:
        self._waiting.append(entry)
        self._recent.append(entry)
        self._position = number

    async def _serve(self) -> None:
        try:
            while self._guests and (self._waiting or self._newest > self._position):
                if not self._waiting:
                    await self._read()
                while self._waiting:
                    await self._write(self._waiting.popleft())
        finally:
            self._work = None

    async def _read(self) -> None:
        """What was told by number alone, or was too much to be kept waiting."""
        entries = await self._page()
        for entry in entries:
            self._take(entry, entry.public_seq or 0)
        if len(entries) < PAGE:
            self._newest = self._position

    async def _page(self) -> Sequence[EntryRecord]:
        while True:
            try:
                return await threads.read(load, self._viewer, self._conversation, self._position)
            except DatabaseError as error:
                logger.warning("a feed waits for the database: %s", type(error).__name__)
                await asyncio.sleep(REST_AFTER_FAILURE_S)

    async def _write(self, entry: EntryRecord) -> None:
        for guests in list(self._guests.values()):
            everyone = tuple(guests)
            if not everyone:
                continue
            viewer = everyone[0].reader.viewer
            frame, number = self._renderer.frame(entry, viewer=viewer, html=False), queries.numbered(viewer, entry)
            for start in range(0, len(everyone), AT_ONCE):
                for cursor in everyone[start : start + AT_ONCE]:
                    cursor.push(frame, number)
                await asyncio.sleep(0)
