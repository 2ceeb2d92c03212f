"""One clock for each conversation to which an answer was promised."""

from django.db import models

_RUNS = models.Q(answered_at__isnull=True, is_void=False)


class Clock(models.Model):
    """Writers: the watcher, and its sweep. `returned_at`: an answer came back; when it was last looked whether one arrived.
    `runs_in`: where its customer is answered now (row), itself or what it was merged into; there since `moved_at`.
    """

    conversation = models.BigIntegerField(unique=True)  # its row
    runs_in = models.BigIntegerField(null=True)  # null: started by the release before, until the next sweep
    moved_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(db_index=True)
    near_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    is_void = models.BooleanField(default=False)  # closed as spam: nobody is owed an answer
    told = models.PositiveSmallIntegerField(default=0)  # 1: that it is nearly due, 2: that it is over

    class Meta:
        indexes = [
            models.Index(fields=["runs_in", "due_at"], name="clocks_where"),
            models.Index(fields=["near_at"], condition=_RUNS & models.Q(told=0), name="clocks_nearly"),
            models.Index(
                fields=["returned_at"],
                condition=models.Q(answered_at__isnull=True, returned_at__isnull=False),
                name="clocks_returned",
            ),
            models.Index(fields=["due_at"], condition=_RUNS & models.Q(told__lt=2), name="clocks_due"),
        ]
