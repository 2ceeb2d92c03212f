"""The key of files that arrive is one for all processes, lies whole nowhere, and outlives a Redis that forgot or went away."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from redis import RedisError

from kefu.files.errors import Busy
from kefu.files.redis_key import LIFE_S, SharedKey
from kefu.kit import redis_link

pytestmark = pytest.mark.cluster
URL = os.environ.get("TESTSERVER_REDIS", "")


@pytest.fixture
def half(settings: Any) -> Iterator[str]:
    """The name under which Redis has its half."""
    if not URL:
        pytest.skip("no Redis was named; bin/test --leg cluster names one")
    settings.REDIS_URL, settings.REDIS_PREFIX = URL, f"test-{os.getpid()}-key"
    yield redis_link.named("files", "waiting")
    redis_link.client().delete(redis_link.named("files", "waiting"))


def later(key: SharedKey) -> bytes:
    key._asked_at = float("-inf")
    return key.current()


def test_every_process_has_the_same_and_redis_only_half_of_it(half: str) -> None:
    one, other = SharedKey(), SharedKey()
    assert one.current() == other.current()
    lying = str(redis_link.client().get(half))
    assert bytes.fromhex(lying) != one.current()
    assert 0 < int(str(redis_link.client().ttl(half))) <= LIFE_S


def test_the_other_half_is_the_installations_secret(half: str, settings: Any) -> None:
    before = SharedKey().current()
    settings.SECRET_KEY = "another, " + "y" * 50
    assert SharedKey().current() != before


def test_a_redis_that_came_back_empty_gets_its_half_again(half: str) -> None:
    one = SharedKey()
    before = one.current()
    redis_link.client().delete(half)
    assert later(one) == before == SharedKey().current()


def test_while_redis_is_away_who_knows_the_key_goes_on_and_who_does_not_is_told_to_come_back(
    half: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = SharedKey(), SharedKey()
    before = one.current()

    def away(*_: object, **__: object) -> None:
        raise RedisError

    for each in (one, other):
        monkeypatch.setattr(each._redis, "set", away)
    assert later(one) == before
    with pytest.raises(Busy):
        other.current()
