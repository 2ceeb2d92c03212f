"""The connection to Redis, for those who lean on it. Loaded only where KEFU_REDIS_URL names one.

Nothing here is the truth: whoever asks must go on when Redis does not answer, so it is never waited for long.
"""

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE_S = 0.25  # a round trip takes a thousandth of this; what is slower is as good as away
CONNECT_S = 1.0
CONNECTIONS = 16


def client(*, patience_s: float = PATIENCE_S) -> "redis.Redis":
    """May be shared by threads; connects when first used. Nothing is tried twice: a hint or a count is not worth it."""
    made: redis.Redis = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=patience_s,
        socket_connect_timeout=CONNECT_S,
        socket_keepalive=True,
        max_connections=CONNECTIONS,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
        health_check_interval=0,
    )
    return made


def named(*parts: str) -> str:
    """A key or channel of this installation's."""
    return ":".join((settings.REDIS_PREFIX, *parts))
