"""Papers that came as ordinary files and go to the vault. Only this room touches the table."""

from django.db import models

from kefu.kit import clock


class PaperMove(models.Model):
    """Files of one message (`seq` in its conversation) on their way: `files` is [{"id", "kind"}]. `by`: the agent who said so;
    null: a mail's own words. Done when `next_try_at` is null. Writer: `vault_moves`.
    """

    key = models.CharField(max_length=60, unique=True)
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    customer = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    files = models.JSONField()
    by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="paper_moves_due")
        ]
