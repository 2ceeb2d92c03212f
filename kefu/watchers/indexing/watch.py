"""Puts what is said into the index, with the pass that follows its commit, and takes out what was removed.

What was there before this watcher came is taken in order, in steps that leave the database to others in between. Until
they have caught up, what is new waits for its turn: the index grows at its end alone.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction

from kefu.conversations import findable
from kefu.conversations.react import Effect, Watcher
from kefu.conversations.records import EntryRecord
from kefu.kit import db
from kefu.search import index
from kefu.watchers.indexing import progress

PART = 100  # entries: a few milliseconds in which nobody else writes to the embedded database
STEP = 200
ROUND = timedelta(seconds=4)  # of each sweep, at most


class Indexing(Watcher):
    key = "indexing"
    watches = findable.WATCHED

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
        """In parts, between which others write: doing one twice changes nothing, and the pass is not done before all are."""
        for at in range(0, len(entries), PART):
            looked = findable.look([entry.id for entry in entries[at : at + PART]])
            with index.leaving_no_trace(), db.on_disk_later(), transaction.atomic():
                findable.keep(looked, up_to=progress.reached())
        return ()

    def sweep(self) -> None:
        ends = time.monotonic() + ROUND.total_seconds()
        while time.monotonic() < ends:
            began = time.monotonic()
            if not self.step():
                index.tidy()
                return
            time.sleep(time.monotonic() - began)  # as long for the others

    def step(self, limit: int = STEP) -> bool:
        """Index the next entries of those that were there before; false once there are none. A step that is cut off
        is begun again: where it stood is written with it.
        """
        if progress.is_done():
            return False
        stood = progress.told()
        rows = findable.following(stood, limit=limit)
        looked = findable.look(rows)
        with index.leaving_no_trace(), transaction.atomic(durable=True):
            if progress.reached() != stood or findable.following(stood, limit=limit) != rows:
                return True  # somebody was faster, or something was said meanwhile
            findable.keep(looked)
            progress.move(rows[-1] if rows else stood, is_done=len(rows) < limit)
        return len(rows) == limit
