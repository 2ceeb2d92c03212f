"""Puts journal rows into the tree and signs its head. Any process may call it at any time: the line's lock lets one work.

A row is sealed once, in the order rows became visible. On SQLite that is the order of ids. On PostgreSQL a transaction may
commit after others with higher ids; such a row is found for as long as it can still come, and takes the next place.
"""

import logging
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from kefu.kit import db
from kefu.trust import journal
from kefu.trust.models_sealing import JournalLine
from kefu.trust.sealing import folder, leaves, notes, store
from kefu.trust.sealing.errors import Bent

logger = logging.getLogger(__name__)

MOST = 256  # rows of a pass, a node of the tree: it holds the database for some 3 ms, which is what a message may wait
HEAD_EVERY = timedelta(minutes=1)
LATE_EVERY_S, SETTLED_AFTER_S = 2.0, 60.0


@dataclass(slots=True)
class Sealer:
    """What a process remembers between passes; losing it costs a look more."""

    looked_late_at: float = 0.0
    horizon: tuple[int, int, float] | None = None  # (id, first transaction not begun, when): all before it are sealed
    complained_at: float = field(default=float("-inf"))

    def seal(self, now: datetime) -> int:
        """Seal what is new. Returns how many, if there may be more."""
        del now
        if not self._has_work():
            return 0
        with db.on_disk_later(), transaction.atomic():
            line = store.locked_line()
            if line is None:
                return 0
            count = self._sealed(line)
        return count if count >= MOST else 0

    def sign(self, now: datetime, *, at_once: bool = False) -> int:
        """A head, if there are new rows and the last one is a minute old. What does not fit the last ones is not signed."""
        last = store.newest_head()
        if last is not None and (last.size == store.size() or (not at_once and now - last.signed_at < HEAD_EVERY)):
            return 0
        try:
            return int(sign(now))
        except Bent as error:
            if time.monotonic() - self.complained_at >= HEAD_EVERY.total_seconds():
                self.complained_at = time.monotonic()
                logger.error("the journal's head is not signed: %s (kefu verify_journal)", error)
            return 0

    def _has_work(self) -> bool:
        highest = store.last_sealed_id()
        if store.first_id_after(highest) is not None:
            return True
        is_due = not db.is_sqlite() and time.monotonic() - self.looked_late_at >= LATE_EVERY_S
        return is_due and store.settled() < highest

    def _sealed(self, line: JournalLine) -> int:
        began = time.monotonic()
        highest, before = store.last_sealed_id(), self._may_settle()
        late = self._late(line, highest)
        rows = late + store.rows_after(highest, most=MOST - len(late))
        if rows:
            _seal_rows(rows)
        if before is not None and len(rows) < MOST and self.looked_late_at >= began:
            self._settle(line, *before)
        return len(rows)

    def _late(self, line: JournalLine, highest: int) -> list[leaves.Row]:
        if db.is_sqlite() or time.monotonic() - self.looked_late_at < LATE_EVERY_S:
            return []
        self.looked_late_at = time.monotonic()
        return store.late_rows(line.settled, until=highest, most=MOST)

    def _may_settle(self) -> tuple[int, int, int] | None:
        """Before rows are read: the highest id there is, and the transactions of now."""
        if db.is_sqlite():
            return None
        oldest, next_one = store.snapshot()
        return store.last_sealed_id(), oldest, next_one

    def _settle(self, line: JournalLine, highest: int, oldest: int, next_one: int) -> None:
        """What is below an id that was sealed a minute ago can come no more once all who wrote then have ended.

        Asked before this pass looked for what came late: so nothing came between.
        """
        if self.horizon is None:
            self.horizon = (highest, next_one, time.monotonic())
            return
        at, first_later, since = self.horizon
        if time.monotonic() - since < SETTLED_AFTER_S or oldest < first_later:
            return
        line.settled = max(line.settled, at)
        line.save(update_fields=["settled"])
        self.horizon = None


def sign(now: datetime) -> bool:
    """Sign the head as it stands; whether there was anything to sign. Bent if it does not continue what was signed."""
    known = folder.newest()
    with transaction.atomic():
        line = store.locked_line()
        if line is None:
            return False
        size, last = store.size(), store.newest_head()
        require_straight(line.line, size, known)
        if not size or (last is not None and (last.line, last.size) == (line.line, size)):
            return False
        head = notes.Head(line.line, size, store.frontier(size).root(), now)
        store.written(head, notes.signed(head))
    return True


def require_straight(line: int, size: int, known: notes.Head | None) -> None:
    """Bent unless the tree continues its own last head and the newest one outside."""
    own = _own_head(line)
    for head, whose in ((own, "database's"), (known, "outside")):
        if head is None:
            continue
        if head.line > line:
            raise Bent("rolled_back", f"the {whose} last head is of line {head.line}, and the database of {line}")
        if head.line < line and head is known:
            continue  # the line began with a restore: what is beyond its start was said to be lost
        if head.size > size:
            code = "tail_cut" if head is own else "rolled_back"
            raise Bent(code, f"the {whose} last head knows {head.size} rows, and the tree has {size}")
        if _root(head.size) != head.root:
            raise Bent("bent", f"the first {head.size} rows have another root than the {whose} last head")


def _own_head(line: int) -> notes.Head | None:
    """The database's last head. Bent unless we signed it, for this line: a column alone begins no other."""
    last = store.newest_head()
    if last is None:
        if line != 1:
            raise Bent("bent", f"the database says that this is line {line}, and nobody signed its beginning")
        return None
    try:
        head = notes.read(last.note, keys=notes.known_keys())
    except notes.Unsigned as error:
        raise Bent("bent", f"the database's last head is not ours: {error}") from error
    if (head.line, head.size, head.root) != (line, last.size, bytes(last.root)):
        raise Bent("bent", "the database's last head is not of this line, or says other than was signed")
    return head


def _root(size: int) -> bytes:
    try:
        return store.frontier(size).root()
    except LookupError as error:
        raise Bent("bent", str(error)) from error


def begin_line(now: datetime, *, because: str) -> int:
    """The database was put back from a copy: say so, seal what it holds, and sign it as the beginning of a new line.

    What heads outside know beyond it is lost, and `verify_journal` names it from now on. Returns the line's number.
    """
    known = folder.newest()
    with transaction.atomic():
        line = store.locked_line()
        if line is None:
            raise Bent("busy", "the sealer of another process is at work")
        before = max(line.line, known.line if known else 0, getattr(store.newest_head(), "line", 0))
        line.line = before + 1
        line.save(update_fields=["line"])
        journal.write([journal.Act(now, "operator", 0, "journal_line_began", "journal", line.line, because[:200])])
        while rows := store.rows_after(store.last_sealed_id(), most=MOST):
            _seal_rows(rows)
        head = notes.Head(line.line, store.size(), _root(store.size()), now)
        store.written(head, notes.signed(head))
    return head.line


def _seal_rows(rows: list[leaves.Row]) -> None:
    """Those of the release before get their salt now: it wrote none."""
    bare = [(row.id, secrets.token_hex(journal.SALT_BYTES)) for row in rows if not row.salt and not row.commitment]
    store.give_salts(bare)
    salts = dict(bare)
    store.add(store.size(), [(row.id, leaves.leaf(row, salt=salts.get(row.id, row.salt))) for row in rows])


sealer = Sealer()
