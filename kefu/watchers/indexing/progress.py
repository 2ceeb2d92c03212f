"""How far the entries that were there before are in the index. The one row of `IndexedUpTo`."""

from kefu.conversations import findable
from kefu.kit import db
from kefu.watchers.indexing.models import IndexedUpTo

ONE = 1
SPACE = 0x1DE7  # who writes the index, one after the other


def reached() -> int | None:
    """The row up to which all are indexed; null once that is all there are. Held until the transaction ends."""
    db.lock_names(SPACE, [ONE])
    found = db.rows(f"SELECT entry, is_done FROM {IndexedUpTo._meta.db_table} WHERE id = %s", [ONE])
    if not found:  # of a log that nobody has reacted to yet, all comes by the reactions
        row = IndexedUpTo.objects.create(pk=ONE, entry=0, is_done=not findable.has_past())
        found = [(row.entry, row.is_done)]
    ((entry, is_done),) = found
    return None if is_done else int(entry)


def told() -> int:
    """What `reached` would say, or 0, and nothing is held: to look ahead."""
    row = IndexedUpTo.objects.filter(pk=ONE).first()
    return row.entry if row else 0


def is_done() -> bool:
    return IndexedUpTo.objects.filter(pk=ONE, is_done=True).exists()


def move(entry: int, *, is_done: bool) -> None:
    IndexedUpTo.objects.filter(pk=ONE).update(entry=entry, is_done=is_done)


def behind() -> int:
    """How many entries are still to be looked through, about."""
    row = IndexedUpTo.objects.filter(pk=ONE).first()
    if row is not None and row.is_done:
        return 0
    return max(0, findable.newest() - (row.entry if row else 0))
