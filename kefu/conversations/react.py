"""Runs the watchers over what was appended. `Entry.reacted_at` is the job; rows are the truth and wake-ups only hurry.

One pass takes what is due, lets every matching watcher look, and commits their drafts together with the done marks.
"""

import logging
import threading
import time
from abc import ABC
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import ClassVar

from django.db import DatabaseError, close_old_connections, transaction
from django.utils.module_loading import import_string

from kefu.conversations import everywhere, log, store
from kefu.conversations.batch import Batch
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.models import Reaction
from kefu.conversations.records import Draft, EntryRecord, Refused
from kefu.files import sweep as uploads_sweep
from kefu.kit import clock, db, wake
from kefu.kit.sqlite import checkpoints
from kefu.people import sessions, visitors
from kefu.settings.wiring import WATCHERS

logger = logging.getLogger(__name__)

PASS_SIZE = 500
MAX_ATTEMPTS = 5
REST_S = 0.25  # between two passes: each holds the database while the sockets' writer waits
SWEEP_S = 5.0
TIDY_S = 600.0
STALE_AFTER = timedelta(minutes=2)


class Watcher(ABC):
    """Reads the log and may append to it. One folder in `watchers/`, one line in wiring.py.

    Handlers may run twice for an entry; what they return is keyed by the reaction, so that it is appended once.
    They run inside the pass's transaction: no network, nothing slow; hints go out by `transaction.on_commit`.
    """

    key: ClassVar[str]
    watches: ClassVar[frozenset[Kind]] = frozenset()

    def on_entry(self, entry: EntryRecord) -> Iterable[Draft]:
        """React to one entry; returns what to append."""
        del entry
        return ()

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Draft]:
        """React to many at once. Override where rows can be written together."""
        for entry in entries:
            yield from self._keyed(entry, self.on_entry(entry))

    def sweep(self) -> None:
        """What time does without an entry; called every few seconds."""

    def _keyed(self, entry: EntryRecord, drafts: Iterable[Draft]) -> Iterable[Draft]:
        for number, draft in enumerate(drafts):
            author = Author(kind=AuthorKind.WATCHER, name=self.key)
            yield replace(draft, author=author, key=draft.key or f"{entry.id}.{number}", cause=entry.id)


@cache
def watchers() -> tuple[Watcher, ...]:
    """The watchers of wiring.py, made once."""
    made: list[Callable[[], Watcher]] = [import_string(path) for path in WATCHERS]
    return tuple(make() for make in made)


def run_pass(*, limit: int = PASS_SIZE, order: Sequence[Watcher] | None = None) -> int:
    """React to at most `limit` entries that nobody reacted to yet; returns how many were taken."""
    active = tuple(order) if order is not None else watchers()
    ahead = _due_entries(limit) if db.is_sqlite() else []  # read before taking the lock that all writers share
    if db.is_sqlite() and not ahead:
        return 0
    with transaction.atomic(durable=True):
        entries = ahead or _due_entries(limit)
        if not entries:
            return 0
        drafts: list[Draft] = []
        for watcher in active:
            drafts += _run(watcher, [entry for entry in entries if entry.kind in watcher.watches])
        announced = _append(drafts)
        _mark_done(entries)
    log.announce(announced)
    return len(entries)


def retry_due() -> int:
    """Run again what failed and is due; returns how many were tried."""
    due = Reaction.objects.filter(status=Reaction.Status.DUE, next_try_at__lte=clock.now()).order_by("id")[:50]
    tried = 0
    for reaction in due:
        claimed = Reaction.objects.filter(pk=reaction.pk, status=Reaction.Status.DUE)
        again_at = clock.now() + STALE_AFTER
        if claimed.update(status=Reaction.Status.RUNNING, attempts=reaction.attempts + 1, next_try_at=again_at) == 1:
            _retry(reaction)
            tried += 1
    return tried


def free_stale() -> int:
    """Reactions whose runner died in the middle are due again."""
    stale = Reaction.objects.filter(status=Reaction.Status.RUNNING, next_try_at__lte=clock.now())
    return stale.update(status=Reaction.Status.DUE)


def tidy_up() -> int:
    """What nobody needs any more: expired sessions, guests who never wrote, pictures that were never sent."""
    now = clock.now()
    return sessions.sweep() + visitors.sweep(now, wrote=everywhere.writers) + uploads_sweep.run(now)


class Worker:
    """The threads of the pages process (or of `kefu worker`) that react and sweep until `stop` is set."""

    def __init__(self, stop: threading.Event, *, tidies: Sequence[Callable[[datetime], int]] = ()) -> None:
        """`tidies`: what rooms above have to sweep, given the time."""
        self._stop = stop
        self._tidies = tidies
        self._due = threading.Event()

    def start(self) -> None:
        wake.subscribe(self._woken)
        wake.listen(self._woken, self._stop)
        threading.Thread(target=self._react, name="react", daemon=True).start()
        threading.Thread(target=self._sweep, name="sweep", daemon=True).start()
        if db.is_sqlite():
            checkpoints.start(db.file(), self._stop)

    def _woken(self, topic: str, refs: wake.Refs, carried: object) -> None:
        del refs, carried
        if topic == log.TOPIC:
            self._due.set()

    def _react(self) -> None:
        while not self._stop.is_set():
            self._due.wait(SWEEP_S)
            self._due.clear()
            while self._guarded(run_pass) and not self._stop.wait(REST_S):
                pass

    def _sweep(self) -> None:
        tidy_at = 0.0
        while not self._stop.wait(SWEEP_S):
            if time.monotonic() >= tidy_at:
                self._guarded(tidy_up)
                for tidy in self._tidies:
                    self._guarded(partial(tidy, clock.now()))
                tidy_at = time.monotonic() + TIDY_S
            self._guarded(free_stale)
            self._guarded(retry_due)
            for watcher in watchers():
                self._guarded(watcher.sweep)

    def _guarded(self, job: Callable[[], int | None]) -> int:
        """The database may be away for a while: the rows wait, and the next round takes them."""
        try:
            return job() or 0
        except DatabaseError as error:
            logger.warning("%s waits for the database: %s", job, type(error).__name__)
            close_old_connections()
        except Exception:
            logger.exception("%s failed; it is tried again", job)  # a thread that ends takes all with it
        self._stop.wait(1)
        return 0


def _due_entries(limit: int) -> list[EntryRecord]:
    lock = " FOR UPDATE OF e SKIP LOCKED" if not db.is_sqlite() else ""
    return store.select_entries("e.reacted_at IS NULL", [], tail=f"ORDER BY e.id LIMIT {int(limit)}{lock}")


def _run(watcher: Watcher, entries: Sequence[EntryRecord]) -> list[Draft]:
    """One watcher over the pass. If it fails for all at once, it is tried one by one, and rows remember the failures."""
    if not entries:
        return []
    try:
        with transaction.atomic():
            return list(watcher.on_entries(entries))
    except log.OUTAGE:
        raise  # the database is away: nobody's fault, the whole pass waits
    except Exception as error:  # noqa: BLE001  a watcher's bug must not stop the others; the row shows it
        if len(entries) > 1:
            return [draft for entry in entries for draft in _run(watcher, [entry])]
        _remember(watcher, entries[0], error)
        return []


def _remember(watcher: Watcher, entry: EntryRecord, error: Exception) -> None:
    logger.error("watcher %s failed on entry %d: %s", watcher.key, entry.id, type(error).__name__, exc_info=error)
    failed = {"status": Reaction.Status.DUE, "next_try_at": _next_try(1), "error": _told(error), "attempts": 1}
    Reaction.objects.update_or_create(entry_id=entry.id, watcher=watcher.key, defaults=failed)


def _retry(reaction: Reaction) -> None:
    watcher = next((w for w in watchers() if w.key == reaction.watcher), None)
    entries = store.select_entries("e.id = %s", [reaction.entry_id], tail="")
    mine = Reaction.objects.filter(pk=reaction.pk)
    if watcher is None or not entries:
        mine.update(status=Reaction.Status.GIVEN_UP, error="the watcher or the entry is gone")
        return
    try:
        with transaction.atomic(durable=True):
            mine.update(status=Reaction.Status.DONE, error="")
            announced = _append(list(watcher.on_entries(entries)))
    except Exception as error:  # noqa: BLE001  as above
        attempts = reaction.attempts + 1
        status = Reaction.Status.DUE if attempts < MAX_ATTEMPTS else Reaction.Status.GIVEN_UP
        mine.update(status=status, next_try_at=_next_try(attempts), error=_told(error))
        return
    log.announce(announced)


def _append(drafts: Sequence[Draft]) -> list[EntryRecord]:
    """Write what watchers want appended. A draft that cannot be stored spoils no other, and its row says why."""
    if not drafts:
        return []
    batch = Batch()
    try:
        with transaction.atomic():
            outcomes = batch.write(log.vet(drafts))
    except log.OUTAGE:
        raise
    except log.POISON as error:
        if len(drafts) > 1:
            return [entry for draft in drafts for entry in _append([draft])]
        _give_up(drafts[0], _told(error))
        return []
    for draft, outcome in zip(drafts, outcomes, strict=True):
        if isinstance(outcome, Refused) and outcome.code != "pointless":
            _give_up(draft, f"refused: {outcome.code}")
    return batch.announced


def _give_up(draft: Draft, why: str) -> None:
    logger.error("a %s of the watcher %s was not stored: %s", draft.kind.value, draft.author.name, why)
    if draft.cause is not None:
        given_up = {"status": Reaction.Status.GIVEN_UP, "next_try_at": clock.now(), "error": why}
        Reaction.objects.update_or_create(entry_id=draft.cause, watcher=draft.author.name, defaults=given_up)


def _mark_done(entries: Sequence[EntryRecord]) -> None:
    condition, ids = db.among("id", [entry.id for entry in entries])
    at = db.to_moment(clock.now())
    db.run_many(f"UPDATE {store.ENTRIES} SET reacted_at = %s WHERE {condition}", [[at, *ids]])


def _next_try(attempts: int) -> object:
    return clock.now() + timedelta(seconds=min(2**attempts, 300))


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
