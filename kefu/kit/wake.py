"""Hints between threads and processes: "something you may care about was committed". Never the truth, always losable.

`wake` is called after commit. Listeners of this process get what was `carried`; other processes get `refs` alone.
WAKE_URL chooses the road: memory: (this process only), file:PATH (processes of one machine), redis: (any number of machines).
"""

import atexit
import json
import logging
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from kefu.settings.wiring import REDIS_ROAD

logger = logging.getLogger(__name__)

Refs = list[Any]
Callback = Callable[[str, Refs, Any], None]

POLL_S = 0.02
GATHER_S = 0.005
KEEP_ROWS = 20_000
MAX_REFS = 1_000
MAX_WAITING = 20_000


class RoadBroken(Exception):
    """A hint did not get through. It is lost; nothing else is."""


class Road(Protocol):
    """How refs reach other processes. `listen` calls back until `stop` is set; `send` may raise RoadBroken.

    `hears` is false while a listener knows that it misses what others tell: then look for yourself, and often.
    """

    hears: bool

    def send(self, message: str) -> None: ...
    def listen(self, heard: Callable[[str], None], stop: threading.Event) -> None: ...


class NoRoad:
    hears = True

    def send(self, message: str) -> None:
        pass

    def listen(self, heard: Callable[[str], None], stop: threading.Event) -> None:
        stop.wait()


class FileRoad:
    """A small SQLite file of its own, never synced: `PRAGMA data_version` tells a poller when to look."""

    def __init__(self, path: str) -> None:
        self.hears = True
        self._path = path
        self._local = threading.local()

    def send(self, message: str) -> None:
        try:
            connection = self._connection()
            connection.execute("INSERT INTO wake(message) VALUES (?)", (message,))
            connection.execute("DELETE FROM wake WHERE id < (SELECT max(id) FROM wake) - ?", (KEEP_ROWS,))
        except sqlite3.Error as error:
            raise RoadBroken(str(error)) from error

    def listen(self, heard: Callable[[str], None], stop: threading.Event) -> None:
        last: int | None = None
        while not stop.is_set():
            try:
                for row, message in self._newer(last, stop):
                    last = row
                    heard(message)
            except sqlite3.Error as error:
                self.hears = False
                logger.warning("wake-ups interrupted: %s", error)
                stop.wait(1)

    def mend(self) -> None:
        """Put a file aside that a power cut broke (it is never synced). Only before anybody else has it open."""
        try:
            with closing(sqlite3.connect(self._path, timeout=2)) as connection:
                is_whole = connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        except sqlite3.OperationalError:
            return  # it cannot be looked at: `send` and `listen` say so
        except sqlite3.DatabaseError:
            is_whole = False
        if not is_whole:
            for ending in ("", "-wal", "-shm"):
                Path(f"{self._path}{ending}").unlink(missing_ok=True)

    def _newer(self, last: int | None, stop: threading.Event) -> Iterator[tuple[int, str]]:
        """What is sent after row `last` (None: from now on), as it comes."""
        connection = self._connection()
        if last is None:
            last = connection.execute("SELECT coalesce(max(id), 0) FROM wake").fetchone()[0]
        version = None
        self.hears = True
        while not stop.wait(POLL_S):
            found = connection.execute("PRAGMA data_version").fetchone()[0]
            if found == version:
                continue
            version = found
            for row in connection.execute("SELECT id, message FROM wake WHERE id > ? ORDER BY id", (last,)).fetchall():
                last = row[0]
                yield row

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            connection = sqlite3.connect(self._path, isolation_level=None, timeout=2)
            connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;")
            connection.execute("CREATE TABLE IF NOT EXISTS wake(id INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT)")
            self._local.connection = connection
        made: sqlite3.Connection = self._local.connection
        return made


class Post:
    """Takes refs to the road in a thread of its own, so that nobody who wakes waits for a file. What comes soon goes together."""

    def __init__(self) -> None:
        self._waiting: dict[str, Refs] = {}
        self._lock, self._sending = threading.Lock(), threading.Lock()
        self._bell = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, topic: str, refs: Refs) -> None:
        with self._lock:
            waiting = self._waiting.setdefault(topic, [])
            waiting += refs
            del waiting[:-MAX_WAITING]
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="wake-post", daemon=True)
                self._thread.start()
        self._bell.set()

    def flush(self) -> None:
        """Send what waits, now and in this thread; at the end of a process too."""
        with self._sending:
            with self._lock:
                waiting, self._waiting = self._waiting, {}
            for topic, refs in waiting.items():
                for start in range(0, len(refs), MAX_REFS):
                    _send(topic, refs[start : start + MAX_REFS])

    def _run(self) -> None:
        while True:
            self._bell.wait()
            time.sleep(GATHER_S)
            self._bell.clear()
            self.flush()


_me = secrets.token_hex(8)


def _be_another() -> None:
    """A copy of a process would take the first one's hints for its own, and hear none of them."""
    global _me  # noqa: PLW0603
    _me = secrets.token_hex(8)


os.register_at_fork(after_in_child=_be_another)
_post = Post()
atexit.register(_post.flush)
_listeners: list[Callback] = []
_road: Road | None = None
_is_broken = False
_road_lock = threading.Lock()


def wake(topic: str, refs: Refs, carried: Any = None) -> None:
    """Tell this process's listeners at once, and the others by the road, soon. Never raises for a lost hint."""
    for callback in tuple(_listeners):
        callback(topic, refs, carried)
    tell_others(topic, refs)


def tell_others(topic: str, refs: Refs) -> None:
    """Tell the other processes alone, soon."""
    if not isinstance(road(), NoRoad):
        _post.add(topic, refs)


def is_deaf() -> bool:
    """Hints of other processes are known not to arrive just now."""
    return not road().hears


def flush() -> None:
    """Have everything on the road that was told so far."""
    _post.flush()


def subscribe(callback: Callback) -> Callable[[], None]:
    """Hear this process's wakes in the thread that wakes; returns how to stop. Combine with `listen` for the others'."""
    _listeners.append(callback)
    return lambda: _listeners.remove(callback)


def listen(callback: Callback, stop: threading.Event) -> threading.Thread:
    """Hear other processes' wakes in a thread of its own until `stop` is set."""

    def heard(message: str) -> None:
        sender, topic, refs = json.loads(message)
        if sender != _me:
            callback(topic, refs, None)

    thread = threading.Thread(target=road().listen, args=(heard, stop), name="wake", daemon=True)
    thread.start()
    return thread


def mend() -> None:
    """Called once, before the processes of one machine start."""
    made = road()
    if isinstance(made, FileRoad):
        made.mend()


def road() -> Road:
    global _road  # noqa: PLW0603
    with _road_lock:
        if _road is None:
            _road = _make_road(settings.WAKE_URL)
        return _road


def _send(topic: str, refs: Refs) -> None:
    global _is_broken  # noqa: PLW0603
    try:
        road().send(json.dumps([_me, topic, refs], separators=(",", ":")))
        _is_broken = False
    except RoadBroken as error:
        if not _is_broken:  # once, not for each hint that is lost
            logger.warning("wake-up not sent: %s", error)
        _is_broken = True


def _make_road(url: str) -> Road:
    scheme, _, rest = url.partition(":")
    if scheme == "file":
        return FileRoad(rest)
    if scheme == "memory":
        return NoRoad()
    if scheme == "redis":
        made: Road = import_string(REDIS_ROAD)()
        return made
    raise ImproperlyConfigured("KEFU_WAKE_URL must start with file:, memory: or redis:.")
