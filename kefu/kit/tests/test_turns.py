"""Turns: so many work at a time; who waits for something else, or works for long, keeps no turn from others."""

import threading
import time

import pytest

from kefu.kit import turns
from kefu.kit.turns import Turns

PATIENCE_S = 10.0


def test_one_turn_is_taken_by_one_thread_at_a_time() -> None:
    begun, go_on = threading.Event(), threading.Event()
    places = Turns(1)
    thread = threading.Thread(target=_works, args=(places, begun, go_on))
    with places.taken():
        thread.start()
        assert not begun.wait(turns.LOOK_S * 2)
    assert begun.wait(PATIENCE_S)
    go_on.set()
    thread.join()


def test_a_turn_given_away_is_taken_by_the_next_before_the_work_ends() -> None:
    begun, go_on = threading.Event(), threading.Event()
    go_on.set()
    places = Turns(1)
    thread = threading.Thread(target=_works, args=(places, begun, go_on))
    with places.taken():
        thread.start()
        turns.give_away()
        assert begun.wait(PATIENCE_S)
    thread.join()


def test_whoever_works_for_long_keeps_nobody_waiting_and_gives_no_turn_back_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "LONG_S", 0.05)
    monkeypatch.setattr(turns, "LOOK_S", 0.01)
    begun, go_on = threading.Event(), threading.Event()
    places = Turns(1)
    thread = threading.Thread(target=_works, args=(places, begun, go_on))
    with places.taken():
        time.sleep(0.06)
        thread.start()
        assert begun.wait(PATIENCE_S)
    third = threading.Event()
    monkeypatch.setattr(turns, "LONG_S", PATIENCE_S)
    last = threading.Thread(target=_works, args=(places, third, go_on))
    last.start()
    assert not third.wait(0.1), "the long one's turn was given back once more: two work at a time"
    go_on.set()
    assert third.wait(PATIENCE_S)
    thread.join()
    last.join()


def _works(places: Turns, begun: threading.Event, go_on: threading.Event) -> None:
    with places.taken():
        begun.set()
        go_on.wait(PATIENCE_S)
