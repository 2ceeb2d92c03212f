"""The one place that asks what time it is, so that tests can hold it still."""

from datetime import UTC, datetime
from functools import lru_cache


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(tz=UTC)


@lru_cache(maxsize=256)  # a batch is of one moment, told with each of its messages to each who hears it
def told(at: datetime) -> str:
    """As programs are told it: ISO 8601, to the millisecond."""
    return at.isoformat(timespec="milliseconds")
