"""Reading lists from a copy of the database, where KEFU_REPLICA_URL names one. Everything else asks the database itself.

What is read is never older than the moment it was asked for: the copy has to have reached that point in the database's
own log within a few hundredths of a second; one that has not is passed over.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

logger = logging.getLogger(__name__)

ALIAS = "replica"
PATIENCE_S, LOOK_S = 0.05, 0.005
REST_S = 5.0  # a copy that is away or far behind is left alone for so long

P = ParamSpec("P")
T = TypeVar("T")

_alias: ContextVar[str] = ContextVar("alias", default=DEFAULT_DB_ALIAS)
_rests_until = 0.0
_lock = threading.Lock()


def alias() -> str:
    """Which of the databases this thread reads from just now."""
    return _alias.get()


def may_read(job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `job` returns, read from the copy if it is up to date. Inside a transaction, and without a copy, as ever."""
    if not _has_copy() or connections[DEFAULT_DB_ALIAS].in_atomic_block or time.monotonic() < _rests_until:
        return job(*args, **kwargs)
    try:
        if not _has_caught_up():
            _rest("it is behind")
            return job(*args, **kwargs)
        with _reading_copy():
            return job(*args, **kwargs)
    except DatabaseError as error:
        _rest(type(error).__name__)
        connections[ALIAS].close()
    return job(*args, **kwargs)


class Router:
    """Sends the ORM's readings where `may_read` reads; writes always go to the database itself."""

    def db_for_read(self, model: object, **hints: Any) -> str | None:
        return ALIAS if alias() == ALIAS else None

    def allow_relation(self, one: object, other: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != ALIAS


def _has_copy() -> bool:
    return ALIAS in connections.settings


@contextmanager
def _reading_copy() -> Iterator[None]:
    before = _alias.set(ALIAS)
    try:
        yield
    finally:
        _alias.reset(before)


def _has_caught_up() -> bool:
    """The copy has replayed all that was written before now."""
    goal = _one(DEFAULT_DB_ALIAS, "SELECT pg_current_wal_lsn()::text")
    give_up_at = time.monotonic() + PATIENCE_S
    while not _one(ALIAS, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", goal):
        if time.monotonic() > give_up_at:
            return False
        time.sleep(LOOK_S)
    return True


def _one(place: str, sql: str, *params: str) -> Any:
    with connections[place].cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    return found[0] if found else None


def _rest(why: str) -> None:
    global _rests_until  # noqa: PLW0603
    with _lock:
        _rests_until = time.monotonic() + REST_S
    logger.warning("lists are read from the database itself: the copy: %s", why)
