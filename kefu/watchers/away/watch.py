"""Notes that something was said in a chat, so that it is looked at whether its customer has left. Sends nothing itself."""

from collections.abc import Iterable, Sequence

from kefu.conversations import away, everywhere
from kefu.conversations.kinds import GOES_OUT
from kefu.conversations.react import Effect, Rows, Watcher
from kefu.conversations.records import EntryRecord


class Away(Watcher):
    key = "away"
    watches = GOES_OUT

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
        """Rows move forward only: running twice changes nothing. What came in by an address of ours goes out by itself."""
        rows = away.armed(entries)
        mailed = everywhere.with_account([row[0] for row in rows]) if rows else set()
        chats = [row for row in rows if row[0] not in mailed]
        if chats:
            yield Rows(away.TABLE, away.COLUMNS, chats, or_else=away.ONCE_ARMED)
