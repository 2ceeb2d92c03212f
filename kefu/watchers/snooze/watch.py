"""Brings back what was put off, when its moment has come. A word of the customer does so at once: see `rules.brings_before`."""

from datetime import datetime

from kefu.conversations import everywhere, log
from kefu.conversations.data import WokenData
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.react import Watcher
from kefu.conversations.records import Draft
from kefu.kit import clock

AT_ONCE = 100


class Snooze(Watcher):
    key = "snooze"

    def sweep(self) -> None:
        while self.wake_due(clock.now()) == AT_ONCE:
            pass

    def wake_due(self, now: datetime) -> int:
        """The columns are the clock: a crash loses nothing, what is due waits for the next round. Returns how many were.

        Each draft names the moment it is for. What was put off again, or woken, meanwhile is left alone (`rules`).
        """
        due = everywhere.snoozed_due(now, limit=AT_ONCE)
        author = Author(kind=AuthorKind.WATCHER, name=self.key)
        log.append(
            [Draft(row, Kind.WOKEN, author, WokenData(until=until), audience=Audience.STAFF) for row, until in due]
        )
        return len(due)
