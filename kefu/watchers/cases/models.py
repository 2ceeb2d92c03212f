"""What the cases watcher remembers: which checks are to be run for which conversation, and what was told last."""

from django.db import models

from kefu.kit import clock


class CaseJob(models.Model):
    """A check to be run for a conversation, again while it waits. Writers: `jobs`, and the watcher's rows.

    `answers` are sealed under the customer's key; `told` is a mark of the verdict that the log heard last (`sealing`);
    `tellings` how many it was to hear, and the key of each; `untold_run` the newest of these while nobody knows whether it
    heard it. `until_at` ends what would wait for ever. `is_own`: the customer chose what it is about, and answered what is asked.
    """

    class Status(models.TextChoices):
        DUE = "due"
        RUNNING = "running"
        DONE = "done"

    class Reason(models.TextChoices):
        CATEGORY = "category"  # before the first reply
        FOLLOW = "follow"  # a case that waits, for its customer

    conversation = models.BigIntegerField()  # its row
    public_id = models.CharField(max_length=26)
    customer = models.BigIntegerField()
    diagnosis = models.CharField(max_length=60)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    answers = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DUE)
    is_own = models.BooleanField(db_default=False)
    told = models.CharField(max_length=80, blank=True)
    tellings = models.IntegerField(db_default=0)
    untold_run = models.CharField(max_length=26, blank=True, db_default="")  # its public id
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
