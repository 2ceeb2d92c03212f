"""Looks beside each other: one that waits for a slow exchange keeps nobody waiting but its own conversation."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache, partial
from typing import ParamSpec

from django.db import connections

from kefu.exchange.contract.calls import CALLS

LANES = 8
PATIENCE_S = max(call.timeout_s for call in CALLS)

P = ParamSpec("P")
_under_way: dict[int, Future[None]] = {}  # by conversation


class Round:
    """Looks that are begun together. One thread opens rounds; the lanes of earlier ones may still be busy."""

    def __init__(self) -> None:
        self.begun: list[Future[None]] = []
        for conversation in [each for each, look in _under_way.items() if look.done()]:
            del _under_way[conversation]

    def has_one_for(self, conversation: int) -> bool:
        return len(_under_way) < LANES and conversation not in _under_way

    def begin(self, conversation: int, look: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """`look` lets no error out: nobody would hear of it."""
        begun = _under_way[conversation] = _threads().submit(_alone, partial(look, *args, **kwargs))
        self.begun.append(begun)


@contextmanager
def opened() -> Iterator[Round]:
    """Ends when its looks have ended, or when they have had as long as one call may take: slow ones go on beside the next."""
    this = Round()
    yield this
    wait(this.begun, timeout=PATIENCE_S)


def _alone(look: Callable[[], None]) -> None:
    try:
        look()
    finally:
        connections.close_all()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LANES, thread_name_prefix="cases")
