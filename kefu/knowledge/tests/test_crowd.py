"""Searches take a part of the time and no more."""

import pytest

from kefu.kit import db
from kefu.kit.errors import TryAgain
from kefu.knowledge import crowd
from kefu.knowledge.crowd import AT_ONCE, BURST_S, PART, Crowd


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock_s() -> Clock:
    return Clock()


@pytest.fixture
def few(clock_s: Clock) -> Crowd:
    return Crowd(clock_s=clock_s)


def _search(few: Crowd, clock_s: Clock, *, takes_s: float) -> None:
    with few.joined():
        clock_s.now_s += takes_s


def test_so_many_search_at_once_and_the_next_is_told_when_to_come_back(few: Crowd) -> None:
    held = [few.joined() for _ in range(AT_ONCE)]
    for each in held:
        each.__enter__()
    with pytest.raises(TryAgain) as refused, few.joined():
        pass
    assert refused.value.retry_after_s
    assert not few.is_quiet
    for each in held:
        each.__exit__(None, None, None)
    with few.joined():
        pass


def test_what_fails_leaves_its_place(few: Crowd) -> None:
    for _ in range(AT_ONCE + 1):
        with pytest.raises(KeyError), few.joined():
            raise KeyError


def test_who_searches_on_and_on_gets_a_part_of_the_time(
    few: Crowd, clock_s: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "is_sqlite", lambda: True)
    spent_s = 0.0
    began = clock_s.now_s
    while clock_s.now_s < began + 60:
        try:
            _search(few, clock_s, takes_s=0.1)
            spent_s += 0.1
        except TryAgain:
            clock_s.now_s += 0.005
    assert spent_s <= 60 * PART + BURST_S + 0.2
    assert spent_s > 60 * PART - 1
    clock_s.now_s += 10
    assert few.is_quiet


def test_there_is_one_for_the_process() -> None:
    assert isinstance(crowd.crowd, Crowd)
