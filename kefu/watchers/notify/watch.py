"""Tells our people that a customer wrote: an unread mark in a row, and a hint that makes the desk ring."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction

from kefu.conversations import queries
from kefu.conversations.kinds import AuthorKind, Kind
from kefu.conversations.react import Watcher
from kefu.conversations.records import Draft, EntryRecord
from kefu.kit import db, wake

TABLE = "notify_unread"
TOPIC = "notice"


class Notify(Watcher):
    key = "notify"
    watches = frozenset({Kind.MESSAGE})

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Draft]:
        """One row a conversation, moved forward only: running twice changes nothing."""
        newest = {entry.conversation: entry for entry in entries if entry.author.kind is AuthorKind.CUSTOMER}
        sql = (
            f"INSERT INTO {TABLE} (conversation_id, last_seq, at) VALUES (%s, %s, %s)"
            " ON CONFLICT (conversation_id) DO UPDATE SET last_seq = excluded.last_seq, at = excluded.at"
            f" WHERE excluded.last_seq > {TABLE}.last_seq"
        )
        db.run_many(sql, [(e.conversation, e.seq, db.to_moment(e.created_at)) for _, e in sorted(newest.items())])
        assignees = queries.assignees_everywhere(newest)
        told = [[e.conversation, e.conversation_public_id, e.seq, assignees.get(row)] for row, e in newest.items()]
        if told:
            transaction.on_commit(partial(wake.wake, TOPIC, told))
        return ()
