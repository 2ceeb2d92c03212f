"""Texts that the guard refused and that a second person reads. Only this room touches the table."""

from django.db import models

from kefu.kit import clock, ids
from kefu.safeguards.kinds import State


class BlockedText(models.Model):
    """A reply that was refused, as its writer typed it. `entry` is what it became in the log. Writer: `releases`.

    Decided ones are kept: the journal names them.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    conversation_public_id = models.CharField(max_length=26)
    author = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    rule = models.CharField(max_length=16)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    entry = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "key"], name="one_blocked_text_a_key")]
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(state="waiting"), name="blocked_texts_waiting"),
        ]
