"""Asks the connected exchange, never for longer than a call may take, and tells what could not be learned and why.

Calls run beside each other in threads of their own: one that hangs keeps nobody waiting but itself.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import CannotTell, Connector, Learned, Unlearned
from kefu.exchange.contract.kinds import Level, Trouble
from kefu.settings.wiring import CONNECTORS

logger = logging.getLogger(__name__)

AT_ONCE = 16  # calls under way, of all who ask
MOST_WAITING = 64
MOST_KEPT = 200  # answers to one call

Answer = Learned[Any] | Unlearned


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf: an account of the exchange (empty: nobody's), and how well it is proved that it is theirs."""

    uid: str = ""
    level: Level = Level.PUBLIC


NOBODY = Asker()


@cache
def current() -> Connector | None:
    """None where no exchange is connected."""
    wanted = settings.EXCHANGE
    if not wanted:
        return None
    made: Connector = import_string(CONNECTORS[wanted if wanted in CONNECTORS else "http"])()
    return made


def ask_all(wanted: Mapping[str, tuple[Call[Any, Any], object]], *, asker: Asker) -> dict[str, Answer]:
    """Name -> what was learned. Takes as long as the longest of the calls may, and a moment more."""
    connector = current()
    answers: dict[str, Answer] = {}
    running: dict[str, tuple[Call[Any, Any], Future[Answer]]] = {}
    for name, (call, asked) in wanted.items():
        if connector is None:
            answers[name] = Unlearned(call.name, Trouble.NOT_CONNECTED)
        elif (ready := _at_once(call, asked, asker=asker)) is not None:
            answers[name] = ready
        else:
            running[name] = (call, _begun(connector, call, asked, asker=asker))
    began = time.monotonic()
    for name, (call, future) in running.items():
        left = call.timeout_s - (time.monotonic() - began)
        try:
            answers[name] = future.result(timeout=max(0.0, left))
        except TookTooLong:
            future.cancel()
            answers[name] = Unlearned(call.name, Trouble.TIMEOUT)
    return answers


def forget() -> None:
    """What is kept, and which connector it is: for whoever changed the settings."""
    _kept.clear()
    current.cache_clear()


def _at_once(call: Call[Any, Any], asked: object, *, asker: Asker) -> Answer | None:
    """What needs no asking: not proved enough, or known well enough."""
    if call.level > asker.level or (call.level > Level.PUBLIC and not asker.uid):
        return Unlearned(call.name, Trouble.NOT_PROVED)
    return _kept.get(call, _key(call, asked, asker)) if call.fresh_s else None


def _begun(connector: Connector, call: Call[Any, Any], asked: object, *, asker: Asker) -> Future[Answer]:
    if not _room.acquire(blocking=False):
        crowded: Future[Answer] = Future()
        crowded.set_result(Unlearned(call.name, Trouble.BUSY))
        return crowded
    future = _threads().submit(_asked, connector, call, asked, asker)
    future.add_done_callback(lambda _done: _room.release())
    return future


def _asked(connector: Connector, call: Call[Any, Any], asked: object, asker: Asker) -> Answer:
    uid = asker.uid if call.level > Level.PUBLIC else ""
    try:
        learned = connector.answer(call, asked, uid=uid)
    except CannotTell as trouble:
        logger.warning("the exchange did not answer %s: %s", call.name, trouble.trouble.value)
        return Unlearned(call.name, trouble.trouble)
    except Exception:  # a connector is foreign code: its bug must not end a check
        logger.exception("the connector failed at %s", call.name)
        return Unlearned(call.name, Trouble.BAD_ANSWER)
    if call.fresh_s:
        _kept.put(call, _key(call, asked, asker), learned)
    return learned


def _key(call: Call[Any, Any], asked: object, asker: Asker) -> tuple[str, object, str]:
    return call.name, asked, asker.uid if call.level > Level.PUBLIC else ""


_Answers = OrderedDict[tuple[str, object, str], tuple[float, Learned[Any]]]
_NOTHING: _Answers = OrderedDict()


class _Kept:
    """The newest answers, as long as their calls say that they are fresh, and no longer: a book may be a megabyte."""

    def __init__(self) -> None:
        self._held: dict[str, _Answers] = {}
        self._lock = threading.Lock()

    def get(self, call: Call[Any, Any], key: tuple[str, object, str]) -> Learned[Any] | None:
        with self._lock:
            until, learned = self._held.get(call.name, _NOTHING).get(key, (0.0, None))
        return learned if time.monotonic() < until else None

    def put(self, call: Call[Any, Any], key: tuple[str, object, str], learned: Learned[Any]) -> None:
        now = time.monotonic()
        with self._lock:
            held = self._held.setdefault(call.name, OrderedDict())
            held[key] = (now + call.fresh_s, learned)
            held.move_to_end(key)
            for others in self._held.values():  # in each, the one to go first stands first
                while others and (len(others) > MOST_KEPT or next(iter(others.values()))[0] <= now):
                    others.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._held.clear()


_kept = _Kept()
_room = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="exchange")
