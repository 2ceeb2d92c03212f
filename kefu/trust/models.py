from django.db import models

from kefu.trust.models_doctor import DoctorReport, QueueGate
from kefu.trust.models_passkeys import CustomerPasskey
from kefu.trust.models_registry import Channel, ChannelChange, DeniedName
from kefu.trust.models_sealing import JournalLine, SealedRow, TreeHead, TreeNode

__all__ = [
    "Channel",
    "ChannelChange",
    "CustomerPasskey",
    "DeniedName",
    "DoctorReport",
    "JournalEntry",
    "JournalLine",
    "QueueGate",
    "SealedRow",
    "TreeHead",
    "TreeNode",
]


class JournalEntry(models.Model):
    """Who on our side did what to what. Written by `trust.journal` alone, in the transaction of the act; never changed.

    What is sealed of `detail` is a commitment over it and `salt`. Where it was erased both are empty, and `commitment` is kept.
    """

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    action = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    detail = models.CharField(max_length=200, blank=True)
    # the database's own defaults: while a release changes, the one before writes rows too
    salt = models.CharField(max_length=32, blank=True, db_default="")
    commitment = models.CharField(max_length=64, blank=True, db_default="")

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
