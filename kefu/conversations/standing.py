"""How far the watchers are behind the log, and what they gave up: for whoever looks after the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count

from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.models import Reaction
from kefu.conversations.store import ENTRIES
from kefu.kit import clock, db
from kefu.trust import journal

MOST_DUE = 100_000  # what is due is counted so far: the answer "very many" needs no more reading


@dataclass(frozen=True, slots=True)
class Parked:
    """A watcher's run that failed too often. The error is a type and its words, as the row holds them."""

    id: int
    watcher: str
    conversation_public_id: str
    seq: int
    attempts: int
    error: str


def lag() -> timedelta:
    """The age of the oldest entry that no watcher has seen yet."""
    found = db.rows(f"SELECT created_at FROM {ENTRIES} WHERE reacted_at IS NULL ORDER BY id LIMIT 1")
    created_at = db.from_moment(found[0][0]) if found else None
    return max(clock.now() - created_at, timedelta()) if created_at else timedelta()


def due() -> int:
    """How many entries wait for their watchers, MOST_DUE at most."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {ENTRIES} WHERE reacted_at IS NULL LIMIT {MOST_DUE}) AS waiting"
    return int(db.rows(sql)[0][0])


def given_up() -> dict[str, int]:
    """Watcher -> how many of its runs were given up."""
    rows = Reaction.objects.filter(status=Reaction.Status.GIVEN_UP).values_list("watcher").annotate(n=Count("pk"))
    return dict(rows)


def parked(*, most: int) -> list[Parked]:
    """The newest of them."""
    rows = (
        Reaction.objects.filter(status=Reaction.Status.GIVEN_UP).order_by("-id").select_related("entry__conversation")
    )
    return [
        Parked(
            id=row.pk,
            watcher=row.watcher,
            conversation_public_id=row.entry.conversation.public_id,
            seq=row.entry.seq,
            attempts=row.attempts,
            error=row.error,
        )
        for row in rows[:most]
    ]


def try_again(ids: Sequence[int] = ()) -> int:
    """Have these runs (none named: all that were given up) tried anew from the first attempt; how many."""
    rows = Reaction.objects.filter(status=Reaction.Status.GIVEN_UP)
    chosen = rows.filter(pk__in=ids) if ids else rows
    with transaction.atomic():
        count = chosen.update(status=Reaction.Status.DUE, attempts=0, next_try_at=clock.now())
        journal.write([journal.Act(clock.now(), "operator", 0, "reactions_retried", "reaction", 0, str(count))])
    return count


def waiting() -> dict[str, int]:
    """Status -> conversations, of those that are not closed."""
    sql = f"SELECT status, count(*) FROM {CONVERSATIONS} WHERE status IN ('open', 'snoozed') GROUP BY status"
    return {"open": 0, "snoozed": 0, **dict(db.rows(sql))}
