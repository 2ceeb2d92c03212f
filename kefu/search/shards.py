"""Runs of keys, each with an engine's table of its own: small enough to be cleaned at once, and read newest first.

A ranked shelf has one. A stream's are opened in order; a key belongs to the last one that begins at or before it.
What every writing needs is asked without the models: while it is done, nobody else writes to the embedded database.
"""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import models

from kefu.kit import db
from kefu.search.contract import Rows
from kefu.search.engine import current
from kefu.search.models import Shard

ROWS_A_SHARD = 65_536  # a third of a second to forget one row and every trace of it
OPENING = 0x5EA2C4  # two processes do not open the same shard


def is_stream(shelf: str) -> bool:
    """Read newest first and too large to rank."""
    return shelf in settings.SEARCH_STREAMS


def of_shelf(shelf: str) -> list[Shard]:
    """The newest first."""
    columns = ("id", "shelf", "first_key", "last_key", "rows", "needs_merge")
    sql = f"SELECT {', '.join(columns)} FROM search_shard WHERE shelf = %s ORDER BY first_key DESC"
    return [Shard(**dict(zip(columns, row, strict=True))) for row in db.rows(sql, [shelf])]


def numbers(shelf: str) -> list[tuple[int, int]]:
    """Shards with the key each begins at, the newest first. For searches, without the models' price."""
    sql = "SELECT id, first_key FROM search_shard WHERE shelf = %s ORDER BY first_key DESC"
    return [(number, first_key) for number, first_key in db.rows(sql, [shelf])]


def store(shelf: str, rows: Rows) -> None:
    """Put sets of terms under their keys, in place of what stood there."""
    known = of_shelf(shelf)
    newest = known[0].last_key if known else -1
    ordered = sorted(rows)
    within = [row for row in ordered if row[0] <= newest]
    for shard in known if within else ():
        _insert(shard, [row for row in within if _is_in(shard, row[0], known)])
    for shard, part in _beyond(shelf, ordered[len(within) :], known):
        _insert(shard, part)


def take_away(shelf: str, keys: Sequence[int]) -> None:
    """Found no more, and no trace left."""
    known = of_shelf(shelf)
    for shard in known:
        held = current().present(shard.id, [key for key in keys if _is_in(shard, key, known)])
        if held:
            current().delete(shard.id, held)
            current().purge(shard.id)
            Shard.objects.filter(id=shard.id).update(rows=models.F("rows") - len(held), needs_merge=False)


def tidy(limit: int = 1) -> int:
    """Merge shards that hold what was replaced, or are full; how many. For the worker's quiet moments, 0.1 s each."""
    waiting = list(Shard.objects.filter(needs_merge=True).order_by("id")[:limit])
    for shard in waiting:
        current().purge(shard.id)
        Shard.objects.filter(id=shard.id).update(needs_merge=False)
    return len(waiting)


def _insert(shard: Shard, rows: Rows) -> None:
    if not rows:
        return
    known = current().present(shard.id, [key for key, _ in rows if key <= shard.last_key])
    if known:
        current().delete(shard.id, known)
        shard.needs_merge = True
    current().insert(shard.id, rows)
    shard.rows += len(rows) - len(known)
    shard.last_key = max(shard.last_key, rows[-1][0])
    row = (shard.id, shard.rows, shard.last_key, shard.needs_merge)
    db.update_rows("search_shard", "rows, last_key, needs_merge", [row])


def _is_in(shard: Shard, key: int, known: Sequence[Shard]) -> bool:
    """`known` has the newest first."""
    return shard == next((each for each in known if each.first_key <= key), None)


def _beyond(shelf: str, rows: Rows, known: Sequence[Shard]) -> Iterator[tuple[Shard, Rows]]:
    """Rows above all that is known: into the newest shard while it has room, then into new ones."""
    shard = known[0] if known else None
    while rows:
        if shard is None or (is_stream(shelf) and shard.rows >= ROWS_A_SHARD):
            if shard is not None:
                Shard.objects.filter(id=shard.id).update(needs_merge=True)
            shard = _opened(shelf, first_key=rows[0][0] if shard else 0)
        room = ROWS_A_SHARD - shard.rows if is_stream(shelf) else len(rows)
        yield shard, rows[:room]
        rows = rows[room:]


def _opened(shelf: str, *, first_key: int) -> Shard:
    db.lock_names(OPENING, [0])
    shard, is_new = Shard.objects.get_or_create(shelf=shelf, first_key=first_key)
    if is_new:
        current().create(shard.id)
    return shard
