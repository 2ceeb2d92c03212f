"""Runs the watchers over what was appended. `Entry.reacted_at` is the job; rows are the truth and wake-ups only hurry.

One pass takes what is due, lets every matching watcher look, and commits their drafts together with the done marks.
"""

import logging
from abc import ABC
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import ClassVar

from django.db import transaction
from django.utils.module_loading import import_string

from kefu.conversations import everywhere, log, store
from kefu.conversations.batch import Batch
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.models import Reaction
from kefu.conversations.records import Draft, EntryRecord, Refused
from kefu.files import sweep as uploads_sweep
from kefu.kit import clock, db, wake
from kefu.people import sessions, visitors
from kefu.settings.wiring import WATCHERS

logger = logging.getLogger(__name__)

PASS_SIZE = 500
MAX_ATTEMPTS = 5
STALE_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a watcher's own table; `or_else` follows ON CONFLICT, and makes writing them twice harmless."""

    table: str
    columns: str
    rows: Sequence[db.Params]
    or_else: str


@dataclass(frozen=True, slots=True)
class Hint:
    """To be told to all processes once the pass is committed."""

    topic: str
    refs: wake.Refs


Effect = Draft | Rows | Hint


class Watcher(ABC):
    """Reads the log and may append to it. One folder in `watchers/`, one line in wiring.py.

    Handlers may run twice for an entry; drafts they return are keyed by the reaction, so that each is appended once.
    What is to be written with the pass they return: the embedded database is not held while they look. No network, nothing slow.
    """

    key: ClassVar[str]
    watches: ClassVar[frozenset[Kind]] = frozenset()

    def on_entry(self, entry: EntryRecord) -> Iterable[Effect]:
        """React to one entry; returns what to append or write."""
        del entry
        return ()

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
        """React to many at once. Override where rows can be written together."""
        for entry in entries:
            yield from self._keyed(entry, self.on_entry(entry))

    def sweep(self) -> None:
        """What time does without an entry; called every few seconds."""

    def _keyed(self, entry: EntryRecord, effects: Iterable[Effect]) -> Iterable[Effect]:
        author = Author(kind=AuthorKind.WATCHER, name=self.key)
        for number, effect in enumerate(effects):
            if isinstance(effect, Draft):
                yield replace(effect, author=author, key=effect.key or f"{entry.id}.{number}", cause=entry.id)
            else:
                yield effect


@cache
def watchers() -> tuple[Watcher, ...]:
    """The watchers of wiring.py, made once."""
    made: list[Callable[[], Watcher]] = [import_string(path) for path in WATCHERS]
    return tuple(make() for make in made)


def run_pass(*, limit: int = PASS_SIZE, order: Sequence[Watcher] | None = None) -> int:
    """React to at most `limit` entries that nobody reacted to yet; returns how many were taken."""
    active = tuple(order) if order is not None else watchers()
    taken = _briefly(active, limit) if db.is_sqlite() else None
    return taken if taken is not None else _together(active, limit)


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


def _due_entries(limit: int) -> list[EntryRecord]:
    lock = " FOR UPDATE OF e SKIP LOCKED" if not db.is_sqlite() else ""
    return store.select_entries("e.reacted_at IS NULL", [], tail=f"ORDER BY e.id LIMIT {int(limit)}{lock}")


def _briefly(active: Sequence[Watcher], limit: int) -> int | None:
    """The watchers look first, and only what they want written holds the lock that all writers share. None: it went wrong.

    A pass that appends nothing need not be on the disk itself: lost with the power, it is run again.
    """
    entries = _due_entries(limit)
    if not entries:
        return 0
    try:
        effects = [effect for watcher in active for effect in _looked(watcher, entries)]
        drafts = [effect for effect in effects if isinstance(effect, Draft)]
        with nullcontext() if drafts else db.on_disk_later(), transaction.atomic(durable=True):
            _write_rows(effects)
            announced = _append(drafts)
            _mark_done(entries)
    except log.OUTAGE:
        raise
    except Exception as error:  # noqa: BLE001  one watcher's or one entry's: the careful way finds out whose, and the row shows it
        logger.warning("a pass of %d entries goes the careful way: %s", len(entries), type(error).__name__)
        return None
    _announce(announced, effects)
    return len(entries)


def _together(active: Sequence[Watcher], limit: int) -> int:
    """All in one transaction, each watcher in a part of its own that can fail alone."""
    with transaction.atomic(durable=True):
        entries = _due_entries(limit)
        effects = [effect for watcher in active for effect in _run(watcher, _watched(watcher, entries))]
        announced = _append([effect for effect in effects if isinstance(effect, Draft)])
        _mark_done(entries)
    _announce(announced, effects)
    return len(entries)


def _looked(watcher: Watcher, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
    watched = _watched(watcher, entries)
    return watcher.on_entries(watched) if watched else ()


def _watched(watcher: Watcher, entries: Sequence[EntryRecord]) -> list[EntryRecord]:
    return [entry for entry in entries if entry.kind in watcher.watches]


def _run(watcher: Watcher, entries: Sequence[EntryRecord]) -> list[Effect]:
    """One watcher over the pass. If it fails for all at once, it is tried one by one, and rows remember the failures."""
    if not entries:
        return []
    try:
        with transaction.atomic():
            effects = list(watcher.on_entries(entries))
            _write_rows(effects)
            return effects
    except log.OUTAGE:
        raise  # the database is away: nobody's fault, the whole pass waits
    except Exception as error:  # noqa: BLE001  a watcher's bug must not stop the others; the row shows it
        if len(entries) > 1:
            return [effect for entry in entries for effect in _run(watcher, [entry])]
        _remember(watcher, entries[0], error)
        return []


def _write_rows(effects: Iterable[Effect]) -> None:
    for effect in effects:
        if isinstance(effect, Rows):
            db.insert_rows(effect.table, effect.columns, effect.rows, or_else=effect.or_else)


def _announce(announced: Sequence[EntryRecord], effects: Iterable[Effect]) -> None:
    log.announce(announced)
    for effect in effects:
        if isinstance(effect, Hint):
            wake.wake(effect.topic, effect.refs)


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
            effects = list(watcher.on_entries(entries))
            _write_rows(effects)
            announced = _append([effect for effect in effects if isinstance(effect, Draft)])
    except Exception as error:  # noqa: BLE001  as above
        attempts = reaction.attempts + 1
        status = Reaction.Status.DUE if attempts < MAX_ATTEMPTS else Reaction.Status.GIVEN_UP
        mine.update(status=status, next_try_at=_next_try(attempts), error=_told(error))
        return
    _announce(announced, effects)


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
