"""Replies that a second person reads before customers do. Only this room touches the table."""

from django.db import models
from django.db.models import F, Q

from kefu.kit import clock, ids
from kefu.safeguards.kinds import ReadingState


class SecondReading(models.Model):
    """A reply as its writer handed it in. `files` are references as in the log, `seen` the newest entry its writer had read,
    `approved_seen` the newest its reader had. Once it is sent, the log alone holds its words. `paper`: these words ask for
    identity papers of this kind. Writer: `second_reading`.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    body = models.TextField(blank=True)
    files = models.JSONField(default=list)
    paper = models.CharField(max_length=10, blank=True, default="", db_default="")
    digest = models.CharField(max_length=64)
    seen = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in ReadingState], default=ReadingState.WAITING
    )
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved_seen = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=500, blank=True)
    entry = models.BigIntegerField(null=True)
    is_told = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="one_reading_a_key"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "sent"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("author"))),
                name="readings_by_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state="waiting"), name="readings_waiting"),
            models.Index(fields=["id"], condition=Q(state="approved"), name="readings_to_send"),
            models.Index(fields=["id"], condition=Q(is_told=False), name="readings_to_tell"),
            models.Index(fields=["decided_at"], condition=~Q(body=""), name="readings_by_age"),
        ]
