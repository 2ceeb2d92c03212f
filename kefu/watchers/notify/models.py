from django.db import models


class Unread(models.Model):
    """A conversation whose customer said something our people have not seen up to `last_seq`. Writer: `notify.watch`."""

    conversation = models.OneToOneField(
        "conversations.Conversation", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    last_seq = models.PositiveIntegerField()
    at = models.DateTimeField()
