"""What the cases watcher remembers: which checks are to be run for which conversation, and what was told last."""

from django.db import models

from kefu.kit import clock


class CaseJob(models.Model):
    """A check to be run for a conversation, again while it waits. Writers: `jobs`, and the watcher's rows.

    `told` is the verdict that the log heard last; `until_at` ends what would wait for ever.
    """

    class Status(models.TextChoices):
        DUE = "due"
        RUNNING = "running"
        DONE = "done"

    class Reason(models.TextChoices):
        CATEGORY = "category"  # before the first reply, for staff
        FOLLOW = "follow"  # a case that waits, for its customer

    conversation = models.BigIntegerField()  # its row
    public_id = models.CharField(max_length=26)
    customer = models.BigIntegerField()
    diagnosis = models.CharField(max_length=60)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    answers = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DUE)
    told = models.CharField(max_length=80, blank=True)
    attempts = models.IntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    until_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "diagnosis", "reason"], name="one_job_a_check"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=~models.Q(status="done"), name="cases_due"),
        ]
