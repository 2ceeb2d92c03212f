"""What a conversation that was split off goes by in a list, while nothing was said in it. Called by `queries` alone."""

from dataclasses import replace

from kefu.conversations import store
from kefu.conversations.records import ConversationRecord, InboxRow


def with_words(rows: list[InboxRow]) -> list[InboxRow]:
    """Each such row with the newest entry it shows of the other log, read for all of them at once."""
    places = {row.conversation.id: _place(row.conversation) for row in rows if row.last_message is None}
    wanted = [place for place in places.values() if place is not None]
    if not wanted:
        return rows
    where = " OR ".join(["(e.conversation_id = %s AND e.seq = %s)"] * len(wanted))
    told = store.select_entries(where, [value for place in wanted for value in place], tail="")
    found = {(entry.conversation, entry.seq): entry for entry in told}
    return [
        replace(row, last_message=found.get(place)) if (place := places.get(row.conversation.id)) else row
        for row in rows
    ]


def _place(conversation: ConversationRecord) -> tuple[int, int] | None:
    joins = conversation.joins
    return (joins.split_from, max(joins.split_seqs)) if joins.split_from and joins.split_seqs else None
