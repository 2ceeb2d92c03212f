"""Collects how far people got and writes it a few times a second; `marks` then tells every process's tail."""

import logging
from dataclasses import replace

from django.db import DatabaseError

from kefu.conversations import marks
from kefu.conversations.kinds import AuthorKind
from kefu.conversations.marks import Mark
from kefu.conversations.records import ConversationRecord
from kefu.live import threads
from kefu.people.access import Viewer

logger = logging.getLogger(__name__)

AT_ONCE = 64  # each group holds the database for a moment, and the log must not wait long

_Who = tuple[int, AuthorKind, int]


class Receipts:
    def __init__(self) -> None:
        self._waiting: dict[_Who, Mark] = {}

    def add(self, viewer: Viewer, conversation: ConversationRecord, *, delivered: int = 0, read: int = 0) -> None:
        """The viewer got this far, in their own numbering. What is read was delivered."""
        mark = marks.mark_of(viewer, conversation, delivered=delivered, read=read)
        if mark is None:
            return
        who = (conversation.id, mark.person_kind, viewer.id)
        before = self._waiting.get(who, mark)
        self._waiting[who] = replace(
            mark, delivered=max(mark.delivered, before.delivered), read=max(mark.read, before.read)
        )

    async def flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        try:
            marks_waiting = list(waiting.values())
            for start in range(0, len(marks_waiting), AT_ONCE):
                await threads.write(marks.record, marks_waiting[start : start + AT_ONCE])
        except DatabaseError as error:
            logger.warning("up to %d read marks not stored: %s", len(waiting), type(error).__name__)
