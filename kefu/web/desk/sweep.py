"""Forgets what the desk no longer needs: leases that ran out, drafts that were sent or forgotten."""

from datetime import datetime

from kefu.web.desk import answering, drafts


def run(now: datetime) -> int:
    """Returns how many rows went. May run at any time, in several processes at once."""
    return answering.sweep(now) + drafts.sweep(now)
