"""Verifies the whole journal: every row against its leaf, the leaves against every signed head, inside and outside.

One pass in the order of the tree; what is held is a hash for each bit of its size and one page of rows.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from kefu.trust.sealing import folder, heads, merkle, notes, store
from kefu.trust.sealing.erasing import is_explained
from kefu.trust.sealing.leaves import leaf
from kefu.trust.sealing.store import Stored

MOST_FAULTS = 20
LATE = timedelta(minutes=10)
NOTHING = b"\0" * 32
SAID_EVERY = 100_000


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: row_changed, row_missing, row_added, back_dated, erased, tail_cut, rolled_back, unsigned, outside_lacks.

    `row` is its id, 0 where it is of none; `position` its place, by which the first is first.
    """

    code: str
    says: str
    row: int = 0
    position: int = 0


@dataclass(slots=True)
class Report:
    """Counts of rows and heads; `lost`, by line: rows that heads know from before a restore that was declared."""

    rows: int = 0
    sealed: int = 0
    heads: int = 0
    signed: notes.Head | None = None
    outside: notes.Head | None = None
    lost: dict[int, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    count: int = 0

    @property
    def first(self) -> Fault | None:
        return min(self.faults, key=lambda fault: fault.position, default=None)

    def add(self, fault: Fault) -> None:
        self.count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def verify(home: Path | None, *, keys: Collection[str], say: Callable[[int], None] = lambda done: None) -> Report:
    """`home`: the folder of heads to hold it against, or None for the one of the settings."""
    return _Verifying(home, keys, say).run()


class _Verifying:
    """`tree` is what the database's leaves make; `true` the same as far as a head outside, or its leaves, say so."""

    def __init__(self, home: Path | None, keys: Collection[str], say: Callable[[int], None]) -> None:
        self.home, self.keys, self.say = home, keys, say
        self.report = Report()
        self.tree, self.true = merkle.Frontier(), merkle.Frontier()
        self.good: notes.Head | None = None  # the last head that the tree agrees with
        self.is_bent = self.was_told = False
        self.page: list[Stored] = []
        self.next_at = 0

    def run(self) -> Report:
        for found in heads.every(self.home, keys=self.keys):
            self._hold(found)
        while self._advance():
            pass
        self.report.rows, self.report.sealed = store.count(), self.tree.size
        for row in store.never_sealed(most=MOST_FAULTS):
            self._fault("row_added", f"row {row} was put in later: it was never sealed", row)
        self._ends()
        return self.report

    def _hold(self, found: heads.Found) -> None:
        head = found.head
        if head is None:
            self._fault("unsigned", f"{found.where}: {found.says}")
            return
        self.report.heads += 1
        if found.lost:
            self.report.lost[head.line] = max(self.report.lost.get(head.line, 0), found.lost)
            return
        while self.tree.size < head.size and self._advance():
            pass
        if self.tree.size < head.size:
            self._fault(*_cut(found, head, here=self.tree.size))
        elif found.is_outside:
            self._hold_outside(head)
        else:
            self._hold_inside(head)

    def _hold_outside(self, head: notes.Head) -> None:
        if not self.is_bent and self.tree.root() == head.root:
            self.true, self.good = self.tree.copy(), head
            self.report.signed = self.report.outside = head
            return
        truth = folder.leaves(self.home, self.true.size, head.size)
        tree = self.true.copy()
        tree.extend(truth or ())
        if truth is not None and tree.root() == head.root:
            self._compare(truth)
            self.true = tree
        elif not self.is_bent:
            self._other_root(head)
        self.is_bent = True

    def _hold_inside(self, head: notes.Head) -> None:
        """A head of the database's own; if those outside say otherwise, it went on from an older copy and signed that."""
        if self.tree.root() != head.root:
            if not self.is_bent:
                self._other_root(head)
            self.is_bent = True
        elif not self.is_bent:
            self.good = self.report.signed = head
        elif not self.was_told:
            self.was_told = True
            says = f"the database signed {head.size} rows at {head.at.isoformat()} that are not those signed outside"
            self._fault("rolled_back", f"{says}: an older copy went on after {self.true.size} rows", at=self.true.size)

    def _advance(self) -> bool:
        """Take the next row into the tree. What is sealed while this runs is met as well."""
        if not self.page:
            self.page = store.stored(self.next_at)[::-1]
        if not self.page:
            return False
        each = self.page.pop()
        while self.tree.size < each.position:
            self._fault("row_missing", f"the row at position {self.tree.size} is gone, and its place in the tree too")
            self.tree.add(NOTHING)
        self._vet(each)
        self.tree.add(each.leaf)
        self.next_at = each.position + 1
        if not self.next_at % SAID_EVERY:
            self.say(self.next_at)
        return True

    def _vet(self, each: Stored) -> None:
        row = each.row
        named = f"row {each.entry_id}"
        if not each.is_there:
            self._fault("row_missing", f"{named} was sealed, and is gone", each.entry_id)
        elif row is None:
            self._fault("row_changed", f"{named} cannot be read any more", each.entry_id)
        elif _leaf(each) != each.leaf:
            now = (
                f"{row.at.isoformat()} {row.actor_kind} {row.actor_id} {row.action} {row.subject_kind} {row.subject_id}"
            )
            self._fault("row_changed", f"{named} is not what was sealed; now it says: {now}", each.entry_id)
        elif self.good is not None and row.at < self.good.at - LATE:
            sealed = self.good.at.isoformat()
            self._fault(
                "back_dated", f"{named} says {row.at.isoformat()}, and was sealed after {sealed}", each.entry_id
            )
        elif row.commitment and not is_explained(row.id):
            self._fault("erased", f"{named} lost its detail, and no act in the journal says so", each.entry_id)

    def _compare(self, truth: list[bytes]) -> None:
        """The leaves outside make the signed root: so what differs here was changed here."""
        page: dict[int, Stored] = {}
        for at, outside in enumerate(truth, start=self.true.size):
            if at not in page:
                page = {each.position: each for each in store.stored(at)}
            if at in page and page[at].leaf != outside:
                row = page[at].entry_id
                says = f"row {row} has another leaf than the one outside: it was changed, moved or forged"
                self._fault("row_changed", says, row, at=at)

    def _other_root(self, head: notes.Head) -> None:
        before = self.good.size if self.good else 0
        first, last = (next(iter(store.stored(at, most=1)), None) for at in (before, head.size - 1))
        between = f"rows {first.entry_id} to {last.entry_id}" if first and last else "rows"
        says = f"{between} are not what was signed at {head.at.isoformat()}; the {before} before them are"
        self._fault("row_changed", says, first.entry_id if first else 0, at=before)

    def _ends(self) -> None:
        """What the end of it lacks: any signature, or a head that the folder had."""
        if self.tree.size and not self.report.heads:
            self._fault("unsigned", f"{self.tree.size} rows are sealed, and no head of them is signed")
        known = heads.newest_in_folder() if self.home is None else None
        newest = folder.newest(self.home, keys=self.keys)
        if known is not None and (newest is None or (newest.line, newest.size) < known):
            has = f"its newest is of {newest.size}" if newest else "it has none"
            self._fault("outside_lacks", f"the head of {known[1]} rows was brought to the folder outside, and {has}")

    def _fault(self, code: str, says: str, row: int = 0, *, at: int | None = None) -> None:
        self.report.add(Fault(code, says, row, self.tree.size if at is None else at))


def _cut(found: heads.Found, head: notes.Head, *, here: int) -> tuple[str, str]:
    signed = f"{head.size} rows were signed at {head.at.isoformat()} ({found.where}), and {here} are here"
    if found.is_outside:
        return "rolled_back", f"{signed}: this is an older copy, or its tail was cut"
    return "tail_cut", f"{signed}: the tail was cut"


def _leaf(each: Stored) -> bytes:
    """Nothing for a row that holds what no row of ours does."""
    try:
        return leaf(each.row) if each.row else b""
    except (TypeError, ValueError, AttributeError):
        return b""
