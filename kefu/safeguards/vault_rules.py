"""Until when a paper can be sent, looked at and kept. Pure: what time it is is given."""

from datetime import datetime, timedelta

# A case that was closed by mistake, or that its customer takes up again the same day, still has its papers.
GRACE = timedelta(hours=24)


def may_be_sent(*, expires_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    return ended_at is None and now < expires_at


def is_over(closed_at: datetime, *, keep: timedelta, now: datetime) -> bool:
    """Whether what came to a case that was closed then goes now, if nothing holds it."""
    return now >= closed_at + GRACE + keep
