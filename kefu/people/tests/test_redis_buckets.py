"""Limits that several machines count together; when Redis is away they are no wider than one a process."""

import os
import uuid
from typing import Any

import pytest

from kefu.kit import redis_link
from kefu.people.limits import Figure, MemoryBuckets
from kefu.people.redis_buckets import RedisBuckets

pytestmark = pytest.mark.cluster
URL = os.environ.get("TESTSERVER_REDIS", "")
FIVE = Figure(per_s=0.01, burst=5)


@pytest.fixture
def prefix(settings: Any) -> str:
    if not URL:
        pytest.skip("no Redis was named; bin/test --leg cluster names one")
    made = f"test-{uuid.uuid4().hex}"
    settings.REDIS_URL, settings.REDIS_PREFIX = URL, made
    return made


def allowed(buckets: RedisBuckets, tries: int = 20) -> int:
    return sum(buckets.take("attempt:password:carol@example.test", FIVE) == 0 for _ in range(tries))


def test_two_processes_together_get_what_one_would(prefix: str) -> None:
    one, other = RedisBuckets(MemoryBuckets()), RedisBuckets(MemoryBuckets())
    assert allowed(one, tries=3) + allowed(other) == 5
    assert 90 < other.take("attempt:password:carol@example.test", FIVE) <= 100


def test_R07_after_redis_was_emptied_each_process_still_knows_its_own(prefix: str) -> None:
    buckets = RedisBuckets(MemoryBuckets())
    assert allowed(buckets) == 5
    client = redis_link.client()
    for key in client.scan_iter(f"{prefix}:*"):
        client.delete(key)
    assert allowed(buckets) == 0


def test_R07_without_redis_limits_hold_in_each_process(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"  # nobody is there
    assert allowed(RedisBuckets(MemoryBuckets())) == 5


def test_redis_is_told_no_names_and_forgets_by_itself(prefix: str) -> None:
    RedisBuckets(MemoryBuckets()).take("attempt:password:carol@example.test", FIVE)
    client = redis_link.client()
    keys = list(client.scan_iter(f"{prefix}:*"))
    assert len(keys) == 1
    assert "carol" not in keys[0]
    assert 0 < client.pttl(keys[0]) <= 102_000
