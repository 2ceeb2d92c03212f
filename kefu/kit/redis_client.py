"""Redis, an optional part: installed with requirements/postgres, needed only beyond one machine."""

from typing import Any

try:
    import redis
except ImportError:  # the embedded set-up has no Redis
    redis = None  # type: ignore[assignment]

ERRORS: tuple[type[Exception], ...] = (redis.RedisError,) if redis is not None else ()


def connect(url: str) -> Any:
    """A client with short time-outs. RuntimeError if the part is not installed."""
    if redis is None:
        raise RuntimeError("KEFU_WAKE_URL names Redis, but its client is missing: install requirements/postgres.txt.")
    return redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5, health_check_interval=15)
