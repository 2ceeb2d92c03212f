"""Forgets guests whose last session ran out long ago. Whether one ever wrote is for the caller to say: no log is read here."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kefu.people.models import Customer, CustomerSession, Proof

BATCH = 500
MOST_BATCHES = 20

Wrote = Callable[[Collection[int]], set[int]]


def sweep(now: datetime, *, wrote: Wrote) -> int:
    """Forget guests' sessions that ran out before KEEP_VISITORS_DAYS, and with the last one the guest, unless they wrote.

    Returns how many guests went. Bounded: the next run goes on. `wrote` tells of these customers who has a conversation.
    """
    before = now - timedelta(days=settings.KEEP_VISITORS_DAYS)
    gone = 0
    for _batch in range(MOST_BATCHES):
        swept, forgotten = _sweep_some(before, wrote)
        gone += forgotten
        if swept < BATCH:
            break
    return gone


def _sweep_some(before: datetime, wrote: Wrote) -> tuple[int, int]:
    """How many sessions went, and how many guests: short transactions, since the log waits meanwhile."""
    with transaction.atomic():
        over = CustomerSession.objects.filter(expires_at__lt=before, customer__proof=Proof.NONE)
        some = list(over.order_by("expires_at").values_list("pk", "customer_id")[:BATCH])
        CustomerSession.objects.filter(pk__in=[pk for pk, _ in some]).delete()
        guests = {customer for _, customer in some}
        guests -= set(CustomerSession.objects.filter(customer_id__in=guests).values_list("customer_id", flat=True))
        guests -= wrote(guests)
        Customer.objects.filter(pk__in=guests, proof=Proof.NONE).delete()
    return len(some), len(guests)
