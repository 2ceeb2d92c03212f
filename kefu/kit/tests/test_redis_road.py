"""Hints travel between machines by Redis; without it nobody waits, and everybody knows that hints are missing."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kefu.kit import redis_road, wake

pytestmark = pytest.mark.cluster
URL = os.environ.get("TESTSERVER_REDIS", "")


def eventually(is_so: Callable[[], bool], *, within_s: float = 10) -> bool:
    deadline = time.monotonic() + within_s
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_so()


@pytest.fixture
def road(settings: Any) -> redis_road.RedisRoad:
    if not URL:
        pytest.skip("no Redis was named; bin/test --leg cluster names one")
    settings.REDIS_URL, settings.REDIS_PREFIX = URL, f"test-{os.getpid()}"
    return redis_road.RedisRoad()


@pytest.fixture
def heard(road: redis_road.RedisRoad) -> Iterator[list[str]]:
    told: list[str] = []
    stop = threading.Event()
    thread = threading.Thread(target=road.listen, args=(told.append, stop))
    thread.start()
    assert eventually(lambda: road.hears)
    yield told
    stop.set()
    thread.join(10)


def test_what_is_sent_is_heard_and_only_under_the_own_prefix(
    road: redis_road.RedisRoad, heard: list[str], settings: Any
) -> None:
    settings.REDIS_PREFIX = "another-installation"
    redis_road.RedisRoad().send("not for us")
    road.send("for us")
    assert eventually(lambda: heard == ["for us"])


def test_R07_without_redis_nobody_waits_and_the_silence_is_known(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"  # nobody is there
    road, stop = redis_road.RedisRoad(), threading.Event()
    thread = threading.Thread(target=road.listen, args=(print, stop))
    thread.start()
    began = time.monotonic()
    for _ in range(100):
        with pytest.raises(wake.RoadBroken):
            road.send("lost")
    assert time.monotonic() - began < 3
    assert not road.hears
    stop.set()
    thread.join(10)
