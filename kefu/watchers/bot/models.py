"""What the assistant remembers: which conversations wait for its word, and why it said what it said."""

from django.db import models

from kefu.kit import clock


class BotJob(models.Model):
    """A conversation in which a customer's word waits. One row each. Writers: `jobs`, and the watcher's rows."""

    conversation = models.BigIntegerField(unique=True)  # its row
    public_id = models.CharField(max_length=26)
    attempts = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(default=clock.now, db_index=True)


class BotTurn(models.Model):
    """A decision, with what it was made of. `entry` is the one it answers to. Writer: `turns`.

    `candidates`: [{"key", "title", "score", "probability"}], best first. `thresholds`: name -> figure.
    """

    class Feedback(models.TextChoices):
        NONE = ""
        HELPED = "helped"
        NOT_IT = "not_it"
        PERSON = "person"

    class Verdict(models.TextChoices):
        NONE = ""
        CONFIRMED = "confirmed"
        CORRECTED = "corrected"

    conversation = models.BigIntegerField()
    public_id = models.CharField(max_length=26)
    customer = models.BigIntegerField()
    entry = models.BigIntegerField(unique=True)
    said_seq = models.PositiveIntegerField(default=0)
    locale = models.CharField(max_length=16, blank=True)
    query = models.CharField(max_length=500, blank=True)
    decision = models.CharField(max_length=16)
    key = models.CharField(max_length=160, blank=True)  # what was answered with: "article:slug", "check:key"
    candidates = models.JSONField(default=list)
    nearness = models.FloatField(default=0)
    margin = models.FloatField(default=0)
    thresholds = models.JSONField(default=dict)
    by = models.CharField(max_length=40, blank=True)
    took_ms = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    feedback = models.CharField(max_length=12, blank=True, choices=Feedback.choices, default=Feedback.NONE)
    verdict = models.CharField(max_length=12, blank=True, choices=Verdict.choices, default=Verdict.NONE)
    corrected_to = models.CharField(max_length=160, blank=True)
    judged_by = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "said_seq"], name="turns_of_conversation"),
            models.Index(fields=["customer", "made_at"], name="turns_of_customer"),
            models.Index(fields=["made_at"], name="turns_by_age"),
        ]
