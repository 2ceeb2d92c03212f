"""Limits counted by all processes together, in Redis. Loaded only where KEFU_REDIS_URL names one.

Each process also counts for itself: when Redis is away, or came back empty, a limit is at most as many times wider as
there are processes, and never gone.
"""

import logging
import time
from typing import TYPE_CHECKING

from redis import RedisError

from kefu.kit import crypto, redis_link

if TYPE_CHECKING:
    from kefu.people.limits import Buckets, Figure

logger = logging.getLogger(__name__)

REST_S = 1.0  # Redis is left alone for so long after it failed: not every request shall wait for it

# The arithmetic of MemoryBuckets, by the clock of Redis: the machines' own may differ.
_TAKE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local wait = full_at - now - interval * (burst - 1)
if wait > 0.000001 then return string.format('%.6f', wait) end
full_at = full_at + interval
redis.call('SET', KEYS[1], string.format('%.6f', full_at), 'PX', math.ceil((full_at - now) * 1000) + 1000)
return '0'
"""


class RedisBuckets:
    def __init__(self, own: "Buckets") -> None:
        self._own = own
        self._script = redis_link.client().register_script(_TAKE)
        self._resting_until = 0.0

    def take(self, key: str, figure: "Figure") -> float:
        """The stricter of the two counts. What this process refuses, Redis never hears of."""
        wait_s = self._own.take(key, figure)
        if wait_s > 0 or time.monotonic() < self._resting_until:
            return wait_s
        try:
            return float(self._script(keys=[_named(key)], args=[1 / figure.per_s, figure.burst]))
        except RedisError as error:
            self._resting_until = time.monotonic() + REST_S
            logger.warning("limits are counted by each process alone: Redis: %s", error)
            return 0.0


def _named(key: str) -> str:
    """Keys name sessions, networks and addresses: none of them is for Redis to know."""
    return redis_link.named("limit", crypto.keyed_hash("limits", key))
