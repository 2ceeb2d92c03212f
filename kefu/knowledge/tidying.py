"""Forgets what readers of the help centre did, after a while."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Model, QuerySet

from kefu.knowledge.models import Doubt, Lookup, Unanswered, Visit, Vote

BATCH, AT_MOST_S = 2_000, 5.0


def tidy(now: datetime) -> int:
    """Forget what is older than KEFU_KEEP_READING_DAYS, a few thousand rows at once, for some seconds at most.

    How many rows went. What is left is taken the next time.
    """
    before = now - timedelta(days=settings.KEEP_READING_DAYS)
    old: list[QuerySet[Model]] = [
        Lookup.objects.filter(at__lt=before),
        Vote.objects.filter(at__lt=before),
        Unanswered.objects.filter(at__lt=before),
        Visit.objects.filter(began_at__lt=before),
        Doubt.objects.filter(settled_at__lt=before),
    ]
    ends_at, gone = time.monotonic() + AT_MOST_S, 0
    while old:
        counts = [_forget(rows) for rows in old]
        gone += sum(counts)
        old = [rows for rows, count in zip(old, counts, strict=True) if count >= BATCH]
        if time.monotonic() >= ends_at:
            break
    return gone


def _forget(rows: QuerySet[Model]) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if keys:
        rows.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)
