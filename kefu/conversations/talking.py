"""Are we talking to this customer right now? Their open conversations, by whom, since when; asked by the customer alone."""

from dataclasses import dataclass
from datetime import datetime

from kefu.conversations import columns
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.kinds import Holder, Status, Visibility
from kefu.kit import clock, db
from kefu.people.access import Viewer
from kefu.trust import badges, word_pairs
from kefu.trust.badges import BadgeCard
from kefu.trust.word_pairs import WordPair

MOST = 10


@dataclass(frozen=True, slots=True)
class Talk:
    """One open conversation of theirs. `card` is null while no person has it; `bot`: the assistant answers."""

    conversation: str
    since: datetime
    last_at: datetime
    bot: bool
    card: BadgeCard | None
    pair: WordPair


def with_us(viewer: Viewer) -> list[Talk]:
    """A customer's own, newest first; empty for everybody else: then we are not talking to them."""
    if not viewer.is_customer:
        return []
    sql = (
        f"SELECT {columns.HEAD_COLUMNS} FROM {CONVERSATIONS} WHERE customer_id = %s AND status <> %s AND visibility = %s"
        f" ORDER BY id DESC LIMIT {MOST}"
    )
    found = db.rows(sql, [viewer.id, Status.CLOSED.value, Visibility.PRIVATE.value])
    heads = [columns.head_from(row) for row in found]
    return [
        Talk(
            conversation=head.public_id,
            since=head.created_at,
            last_at=head.last_entry_at,
            bot=head.holder is Holder.BOT,
            card=badges.card_of(head.assignee) if head.assignee else None,
            pair=word_pairs.of(head.public_id, at=clock.now()),
        )
        for head in heads
    ]
