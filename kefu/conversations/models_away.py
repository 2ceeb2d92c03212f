"""The tables of chats that go on by mail. Only this room touches them."""

from django.db import models


class Away(models.Model):
    """A chat in which we said something that its customer may not have read. Writer: `away`.

    `due_at`: when it is looked at next; null: nothing waits. `armed_seq`: the newest of ours that waits. `mailed_seq`: up to
    where what was not read went by mail. `here_at`: when a page of its customer's was last connected while something waited.
    """

    conversation = models.OneToOneField(
        "conversations.Conversation", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True)
    armed_seq = models.PositiveIntegerField()
    mailed_seq = models.PositiveIntegerField(default=0)
    here_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="away_by_due")]


class NoMail(models.Model):
    """A customer who wants no mail of what is said in their chats. Writer: `away`."""

    customer = models.OneToOneField("people.Customer", on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()


class ProofAsked(models.Model):
    """Somebody asks by mail whether a message code is ours; gone as soon as it was looked at. Writer: `proof_mails`.

    `digest`: of the address they say it was sent to (`people.fields`); what they typed is kept nowhere. `network`: for the
    count of guesses.
    """

    code = models.CharField(max_length=14)
    digest = models.CharField(max_length=64)
    network = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField()
