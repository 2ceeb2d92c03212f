from django.db import models

from kefu.trust.models_registry import Channel, ChannelChange, DeniedName

__all__ = ["Channel", "ChannelChange", "DeniedName", "JournalEntry"]


class JournalEntry(models.Model):
    """Who on our side did what to what. Written by `trust.journal` alone, in the transaction of the act; never changed."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    action = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"]), models.Index(fields=["actor_id", "at"])]


class Badge(models.Model):
    """An agent's number, by which anyone asks whether they are ours. Drawn by chance, kept for good. Writer: `trust.badges`."""

    agent = models.OneToOneField("people.Agent", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=7, unique=True)


class CustomerWord(models.Model):
    """The word a customer chose to know us by, sealed: it must be shown again, but never lie open. Writer: `trust.own_word`."""

    customer = models.OneToOneField("people.Customer", on_delete=models.CASCADE, related_name="+")
    sealed = models.CharField(max_length=500)
    chosen_at = models.DateTimeField()
