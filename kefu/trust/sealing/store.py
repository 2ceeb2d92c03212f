"""The sealer's tables in plain SQL, for both databases. Decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kefu.kit import db
from kefu.trust import journal
from kefu.trust.models_sealing import JournalLine, TreeHead
from kefu.trust.sealing import merkle
from kefu.trust.sealing.leaves import Row
from kefu.trust.sealing.notes import Head

ROWS, SEALED, NODES = journal.TABLE, "trust_sealedrow", "trust_treenode"
_COLUMNS = "e.actor_kind, e.actor_id, e.action, e.subject_kind, e.subject_id, e.detail, e.salt, e.commitment"
PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Stored:
    """A position of the tree. `row` is None where the journal has none of this id, or none that can be read."""

    position: int
    entry_id: int
    leaf: bytes
    row: Row | None
    is_there: bool


def locked_line() -> JournalLine | None:
    """The one row, held until the transaction ends. None if another process holds it: it does the work."""
    found = JournalLine.objects.select_for_update(skip_locked=not db.is_sqlite()).order_by("id").first()
    if found is None and not JournalLine.objects.exists():
        JournalLine.objects.bulk_create([JournalLine(pk=1)], ignore_conflicts=True)
        found = JournalLine.objects.select_for_update(skip_locked=not db.is_sqlite()).order_by("id").first()
    return found


def line() -> int:
    return JournalLine.objects.order_by("id").values_list("line", flat=True).first() or 1


def settled() -> int:
    """Up to which id no row can come late any more."""
    return JournalLine.objects.order_by("id").values_list("settled", flat=True).first() or 0


def size() -> int:
    """How many rows are sealed."""
    found = db.rows(f"SELECT max(position) FROM {SEALED}")[0][0]
    return 0 if found is None else int(found) + 1


def last_sealed_id() -> int:
    return int(db.rows(f"SELECT max(entry_id) FROM {SEALED}")[0][0] or 0)


def rows_after(entry_id: int, *, most: int) -> list[Row]:
    found = db.rows(f"SELECT {_columns()} FROM {ROWS} e WHERE e.id > %s ORDER BY e.id LIMIT %s", [entry_id, most])
    return [_row(each) for each in found]


def first_id_after(entry_id: int) -> int | None:
    found = db.rows(f"SELECT id FROM {ROWS} WHERE id > %s ORDER BY id LIMIT 1", [entry_id])
    return found[0][0] if found else None


def late_rows(after: int, *, until: int, most: int) -> list[Row]:
    """Rows of lower ids than what is sealed already: on PostgreSQL they may become visible later."""
    sql = (
        f"SELECT {_columns()} FROM {ROWS} e LEFT JOIN {SEALED} s ON s.entry_id = e.id"
        " WHERE e.id > %s AND e.id <= %s AND s.position IS NULL ORDER BY e.id LIMIT %s"
    )
    return [_row(each) for each in db.rows(sql, [after, until, most])]


def give_salts(rows: Sequence[tuple[int, str]]) -> None:
    """(id, salt) of what the release before wrote, while it is not sealed."""
    db.run_many(f"UPDATE {ROWS} SET salt = %s WHERE id = %s AND salt = ''", [(salt, row) for row, salt in rows])


def add(start: int, sealed: Sequence[tuple[int, bytes]]) -> None:
    """(id, leaf) from this position on, with the nodes that become whole by them."""
    places = [(start + at, entry_id, leaf) for at, (entry_id, leaf) in enumerate(sealed)]
    db.insert_rows(SEALED, "position, entry_id, leaf", places)
    first, last, level = start, start + len(sealed), 1
    while last := last >> merkle.LEVEL_BITS:
        first >>= merkle.LEVEL_BITS
        made = [(level, at, _whole(level - 1, at)) for at in range(first, last)]
        db.insert_rows(NODES, "level, position, hash", made)
        level += 1


def frontier(size: int) -> merkle.Frontier:
    """Of the first `size` leaves, from at most 255 hashes a level. LookupError if one of them is gone."""
    runs = [hashes(level, start, end) for level, (start, end) in enumerate(merkle.edges(size))]
    return merkle.frontier(size, runs)


def hashes(level: int, start: int, end: int) -> list[bytes]:
    """LookupError unless all of them are there."""
    sql = f"SELECT leaf FROM {SEALED} WHERE position >= %s AND position < %s ORDER BY position"
    params = [start, end]
    if level:
        sql = f"SELECT hash FROM {NODES} WHERE level = %s AND position >= %s AND position < %s ORDER BY position"
        params = [level, *params]
    found = [bytes(row[0]) for row in db.rows(sql, params)]
    if len(found) != end - start:
        raise LookupError(f"level {level}: {end - start - len(found)} hashes from {start} on are gone")
    return found


def stored(start: int, *, most: int = PAGE) -> list[Stored]:
    """Positions from `start` on, with the rows they name."""
    sql = (
        f"SELECT s.position, s.entry_id, s.leaf, {_columns()} FROM {SEALED} s LEFT JOIN {ROWS} e ON e.id = s.entry_id"
        " WHERE s.position >= %s ORDER BY s.position LIMIT %s"
    )
    return [_stored(each) for each in db.rows(sql, [start, most])]


def never_sealed(*, most: int) -> list[int]:
    """Ids that stand in the journal and in no place of the tree, though the sealer is past them.

    SQLite gives out ids in the order of commits, so its sealer is past the highest it took.
    """
    until = (
        f"(SELECT max(entry_id) FROM {SEALED})" if db.is_sqlite() else "(SELECT max(settled) FROM trust_journalline)"
    )
    sql = (
        f"SELECT e.id FROM {ROWS} e LEFT JOIN {SEALED} s ON s.entry_id = e.id"
        f" WHERE e.id <= {until} AND s.position IS NULL ORDER BY e.id LIMIT %s"
    )
    return [row[0] for row in db.rows(sql, [most])]


def count() -> int:
    return int(db.rows(f"SELECT count(*) FROM {ROWS}")[0][0])


def newest_head(**where: object) -> TreeHead | None:
    return TreeHead.objects.filter(**where).order_by("-id").first()


def written(head: Head, note: str) -> None:
    TreeHead.objects.create(line=head.line, size=head.size, root=head.root, note=note, signed_at=head.at)


def snapshot() -> tuple[int, int]:
    """PostgreSQL's: the oldest transaction that still writes, and the first that has not begun."""
    now = "pg_current_snapshot()"
    found = db.rows(f"SELECT pg_snapshot_xmin({now})::text::bigint, pg_snapshot_xmax({now})::text::bigint")
    return int(found[0][0]), int(found[0][1])


def _columns() -> str:
    """A moment that is none must stop no reading, so SQLite gives it as the text it is."""
    return f"e.id, {'CAST(e.at AS TEXT)' if db.is_sqlite() else 'e.at'}, {_COLUMNS}"


def _whole(level: int, position: int) -> bytes:
    return merkle.whole(hashes(level, position << merkle.LEVEL_BITS, (position + 1) << merkle.LEVEL_BITS))


def _stored(found: Sequence[object]) -> Stored:
    position, entry_id, leaf, *row = found
    is_there = row[0] is not None
    try:
        read = _row(row) if is_there else None
    except (ValueError, TypeError, AttributeError):
        read = None
    raw = bytes(leaf) if isinstance(leaf, bytes | memoryview) else b""
    return Stored(int(str(position)), entry_id if isinstance(entry_id, int) else 0, raw, read, is_there)


def _row(found: Sequence[object]) -> Row:
    """ValueError if its moment is none."""
    at = db.from_moment(found[1])
    if not isinstance(at, datetime):
        raise ValueError("the row has no moment")
    return Row(found[0], at, *found[2:])  # type: ignore[arg-type]
