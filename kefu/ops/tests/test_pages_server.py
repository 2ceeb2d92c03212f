"""How many pages are made at a time."""

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kefu.ops.pages_server import AT_ONCE, few_at_once

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

ASKED = AT_ONCE * 3
PATIENCE_S = 5
MOMENT_S = 0.2


def test_no_more_pages_are_made_at_a_time_than_the_processor_has_use_for() -> None:
    under_way: list[int] = []
    most: list[int] = []
    go, full = threading.Event(), threading.Event()

    def slow(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        under_way.append(1)
        most.append(len(under_way))
        if len(under_way) == AT_ONCE:
            full.set()
        go.wait(PATIENCE_S)
        under_way.pop()
        return [b"page"]

    application, answers = few_at_once(slow), list[Iterable[bytes]]()
    askers = [threading.Thread(target=lambda: answers.append(application({}, _starting))) for _ in range(ASKED)]
    for asker in askers:
        asker.start()
    assert full.wait(PATIENCE_S)
    assert not _grows(most, beyond=AT_ONCE)
    go.set()
    for asker in askers:
        asker.join(PATIENCE_S)
    assert max(most) == AT_ONCE
    assert answers == [[b"page"]] * ASKED


def _grows(most: list[int], *, beyond: int) -> bool:
    """Whether another one comes in within a moment."""
    threading.Event().wait(MOMENT_S)
    return max(most) > beyond


def _starting(status: str, headers: list[tuple[str, str]], error: object = None, /) -> Callable[[bytes], object]:
    raise NotImplementedError
