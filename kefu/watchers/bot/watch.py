"""Answers first, where it holds the conversation: from what is published and from checks, and hands over to a person.

In the pass only a row is made; the answer is found by `jobs`, outside any transaction and in a thread of its own.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings

from kefu.conversations import everywhere
from kefu.conversations.kinds import AuthorKind, Kind
from kefu.conversations.react import Effect, Hint, Rows, Watcher
from kefu.conversations.records import EntryRecord
from kefu.kit import clock, db
from kefu.knowledge import matching
from kefu.watchers.bot import jobs

TOPIC = "bot"
TABLE = "bot_botjob"
COLUMNS = "conversation, public_id, attempts, asked_at, due_at"
AGAIN = "(conversation) DO UPDATE SET asked_at = excluded.asked_at, due_at = excluded.due_at, attempts = 0"


class Bot(Watcher):
    key = "bot"
    _is_warm = False
    watches = frozenset({Kind.MESSAGE, Kind.CHOSEN})

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
        """One row a conversation: running twice changes nothing."""
        asked = {entry.conversation: entry for entry in entries if entry.author.kind is AuthorKind.CUSTOMER}
        held = everywhere.with_bot(asked)
        rows = [_row(entry) for row, entry in sorted(asked.items()) if row in held]
        if rows:
            yield Rows(TABLE, COLUMNS, rows, or_else=AGAIN)
            yield Hint(TOPIC, [])

    def sweep(self) -> None:
        """Nobody is lost: what it did not answer in time goes to a person."""
        if settings.BOT and not self._is_warm:
            matching.warm()
            self._is_warm = True
        jobs.rescue(clock.now())


def _row(entry: EntryRecord) -> Sequence[object]:
    return (
        entry.conversation,
        entry.conversation_public_id,
        0,
        db.to_moment(entry.created_at),
        db.to_moment(clock.now()),
    )
