"""Asks the connected exchange, never for longer than a call may take, and tells what could not be learned and why.

Calls run beside each other in threads of their own: one that hangs keeps nobody waiting but itself. What became of a
transaction is asked of an explorer where the exchange does not say within half of the call's time (`explored`).
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kefu.exchange import explored
from kefu.exchange.chains.explorer import Explorer, ExplorerTrouble
from kefu.exchange.contract import calls
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import CannotTell, Connector, Learned, Unlearned
from kefu.exchange.contract.funds import AddressCheck, AskAddress
from kefu.exchange.contract.kinds import Level, Trouble
from kefu.kit import clock
from kefu.settings.wiring import CONNECTORS

logger = logging.getLogger(__name__)

AT_ONCE = 16  # calls under way, of all who ask
MOST_WAITING = 64
MOST_KEPT = 200  # answers to one call
SEEKERS = 8  # explorers asked at a time
ALONE = 0.5  # of a call's time, before an explorer is asked too

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
    running = {name: (call, _word(connector, call, asked, asker)) for name, (call, asked) in wanted.items()}
    began = time.monotonic()
    return {
        name: _within(call.timeout_s - (time.monotonic() - began), future, call)
        for name, (call, future) in running.items()
    }


def forget() -> None:
    """What is kept, and which connector it is: for whoever changed the settings."""
    _kept.clear()
    current.cache_clear()


def _word(connector: Connector | None, call: Call[Any, Any], asked: object, asker: Asker) -> Future[Answer]:
    """The exchange's, or else an explorer's."""
    first = _first(connector, call, asked, asker)
    explorer = explored.explorer_for(asked)
    if explorer is None or (first.done() and isinstance(first.result(), Learned)):
        return first
    return _sought(explorer, first, call, asked, asker)


def _first(connector: Connector | None, call: Call[Any, Any], asked: object, asker: Asker) -> Future[Answer]:
    """What needs no asking is there at once: nobody to ask, not proved enough, or known well enough."""
    if connector is None:
        return _settled(Unlearned(call.name, Trouble.NOT_CONNECTED))
    if call.level > asker.level or (call.level > Level.PUBLIC and not asker.uid):
        return _settled(Unlearned(call.name, Trouble.NOT_PROVED))
    kept = _kept.get(call, _key(call, asked, asker)) if call.fresh_s else None
    return _settled(kept) if kept else _begun(connector, call, asked, asker=asker)


def _settled(answer: Answer) -> Future[Answer]:
    future: Future[Answer] = Future()
    future.set_result(answer)
    return future


def _within(left_s: float, future: Future[Answer], call: Call[Any, Any]) -> Answer:
    try:
        return future.result(timeout=max(0.0, left_s))
    except TookTooLong:
        future.cancel()
        return Unlearned(call.name, Trouble.TIMEOUT)


def _begun(connector: Connector, call: Call[Any, Any], asked: object, *, asker: Asker) -> Future[Answer]:
    if not _room.acquire(blocking=False):
        return _settled(Unlearned(call.name, Trouble.BUSY))
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


def _sought(
    explorer: Explorer, first: Future[Answer], call: Call[Any, Any], asked: Any, asker: Asker
) -> Future[Answer]:
    """Where all who ask explorers are busy, the exchange's word alone counts."""
    kept = _kept.get(call, _key(call, asked, asker))
    if kept:
        return _settled(kept)
    if not _seekers.acquire(blocking=False):
        return first
    future = _explorers().submit(_or_seen, explorer, first, call, asked, asker)
    future.add_done_callback(lambda _done: _seekers.release())
    return future


def _or_seen(explorer: Explorer, first: Future[Answer], call: Call[Any, Any], asked: Any, asker: Asker) -> Answer:
    """The exchange has half of the call's time for itself; then an explorer is asked beside it."""
    with suppress(TookTooLong):
        told = first.result(timeout=call.timeout_s * ALONE)
        if isinstance(told, Learned):
            return told
    seen = _seen(explorer, call, asked, asker)
    return seen if isinstance(seen, Learned) else _within(call.timeout_s, first, call)  # late is better than never


def _seen(explorer: Explorer, call: Call[Any, Any], asked: Any, asker: Asker) -> Answer:
    try:
        seen = explored.transaction(explorer, asked, whose=partial(_whose, asker=asker))
    except ExplorerTrouble as trouble:
        logger.warning("the explorer of %s did not answer: %s", asked.network, trouble.kind.value)
        return Unlearned(call.name, Trouble.UNAVAILABLE)
    except Exception:  # what a stranger's server says must not end a check
        logger.exception("the explorer of %s failed", asked.network)
        return Unlearned(call.name, Trouble.BAD_ANSWER)
    learned = Learned(seen, clock.now(), is_from_explorer=True)
    _kept.put(call, _key(call, asked, asker), learned)
    return learned


def _whose(addresses: Sequence[AskAddress], *, asker: Asker) -> list[AddressCheck | None]:
    told = ask_all({each.address: (calls.ADDRESS, each) for each in addresses}, asker=asker)
    found = [told[each.address] for each in addresses]
    return [each.value if isinstance(each, Learned) else None for each in found]


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
_seekers = threading.BoundedSemaphore(SEEKERS)
_room = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="exchange")


@cache
def _explorers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(SEEKERS, thread_name_prefix="explorers")
