"""The threads that run the reactions, the sweeps and the checkpoints: of the pages' process, or of `kefu worker`."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import DatabaseError, close_old_connections

from kefu.conversations import log, react
from kefu.kit import clock, db, wake
from kefu.kit.sqlite import checkpoints
from kefu.kit.sqlite.base import keep_little

logger = logging.getLogger(__name__)

REST_S = 0.25  # between two passes: each holds the database while the sockets' writer waits
SWEEP_S = 5.0
TIDY_S = 600.0

Chore = Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class Lane:
    """Chores that wait for others, in a thread of their own: again and again while they have done something, and at once
    when a hint of one of the topics in `hurries` came. `last`: what is done once more when the process ends well.
    """

    name: str
    chores: Sequence[Chore]
    hurries: Collection[str] = ()
    every_s: float = SWEEP_S
    last: Chore | None = None
    due: threading.Event = field(default_factory=threading.Event)


class Worker:
    """Reacts and sweeps until `stop` is set."""

    def __init__(
        self,
        stop: threading.Event,
        *,
        tidies: Sequence[Chore] = (),
        prompt: Sequence[Chore] = (),
        lanes: Sequence[Lane] = (),
    ) -> None:
        """What other rooms have to do, given the time: `tidies` every ten minutes, `prompt` every few seconds, and what
        each of `lanes` holds.
        """
        self._stop = stop
        self._tidies = tidies
        self._prompt = prompt
        self._lanes = lanes
        self._due = threading.Event()

    def start(self) -> None:
        wake.subscribe(self._woken)
        wake.listen(self._woken, self._stop)
        threading.Thread(target=self._react, name="react", daemon=True).start()
        threading.Thread(target=self._sweep, name="sweep", daemon=True).start()
        for lane in self._lanes:
            threading.Thread(target=self._toil, args=(lane,), name=lane.name, daemon=True).start()
        if db.is_sqlite():
            checkpoints.start(db.file(), self._stop)

    def end(self) -> None:
        """After `stop` was set, by the thread that ends the process: what the lanes leave in order."""
        for lane in self._lanes:
            if lane.last is not None:
                self._guarded(partial(lane.last, clock.now()))

    def _woken(self, topic: str, refs: wake.Refs, carried: object) -> None:
        del refs, carried
        if topic == log.TOPIC:
            self._due.set()
        for lane in self._lanes:
            if topic in lane.hurries:
                lane.due.set()

    def _react(self) -> None:
        while not self._stop.is_set():
            self._due.wait(SWEEP_S)
            self._due.clear()
            while self._guarded(react.run_pass) and not self._stop.wait(REST_S):
                pass

    def _sweep(self) -> None:
        tidy_at = 0.0
        while not self._stop.wait(SWEEP_S):
            if time.monotonic() >= tidy_at:
                self._guarded(react.tidy_up)
                for tidy in self._tidies:
                    self._guarded(partial(tidy, clock.now()))
                tidy_at = time.monotonic() + TIDY_S
            for chore in self._prompt:
                self._guarded(partial(chore, clock.now()))
            self._guarded(react.free_stale)
            self._guarded(react.retry_due)
            for watcher in react.watchers():
                self._guarded(watcher.sweep)

    def _toil(self, lane: Lane) -> None:
        keep_little()
        while not self._stop.is_set():
            lane.due.wait(lane.every_s)
            lane.due.clear()
            waiting = list(lane.chores)
            while waiting and not self._stop.is_set():  # in turn, so that none starves behind one that never ends
                waiting = [chore for chore in waiting if self._guarded(partial(chore, clock.now()))]
                self._stop.wait(REST_S)

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
