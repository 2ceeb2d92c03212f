"""What the indexing watcher remembers."""

from django.db import models


class IndexedUpTo(models.Model):
    """One row: entries up to this one are indexed; `is_done` once the reactions alone keep up. Writer: `progress`."""

    entry = models.BigIntegerField()
    is_done = models.BooleanField(default=False)
