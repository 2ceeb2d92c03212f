"""How often something happened lately: what bounds on strangers are counted by, and what alarms are raised from."""

from typing import ClassVar

from django.db import models


class Tally(models.Model):
    """So many of `what` within one hour of the clock, by one (`who`: a keyed hash; empty: all). Kept for two days.

    `told`: people were told of it. Writer: `tallies`.
    """

    what = models.CharField(max_length=24)
    who = models.CharField(max_length=64, blank=True, default="")
    hour_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    told = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["what", "who", "hour_at"], name="one_tally_an_hour")]
        indexes: ClassVar = [models.Index(fields=["hour_at"], name="tallies_by_hour")]
