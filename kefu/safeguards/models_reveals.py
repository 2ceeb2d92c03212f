"""Who revealed what of whom, what that set off, and whom nobody should ask for. Only this room touches these tables."""

from django.db import models

from kefu.kit import clock, ids


class Reveal(models.Model):
    """One field of one customer asked for by one agent; never the value. Writer: `safeguards.reveals`.

    `is_shown`: it was granted until `ends_at`; else only slowed down, which counts as asked for all the same. `is_own`: the
    conversation was in the agent's hands. `customer` is a row.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    agent = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    conversation_public_id = models.CharField(max_length=26)
    customer = models.BigIntegerField()
    field = models.CharField(max_length=8)
    reason = models.CharField(max_length=200)
    is_shown = models.BooleanField()
    is_own = models.BooleanField()
    at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["agent", "-at"], name="reveals_of_an_agent"),
            models.Index(fields=["-at"], name="reveals_newest"),
        ]


class RevealAlarm(models.Model):
    """A rule that an agent broke. `told_at` is null until those who watch were told. Writer: `safeguards.alarms`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    agent = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    conversation_public_id = models.CharField(max_length=26)
    rule = models.CharField(max_length=16)
    at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["agent", "rule", "-at"], name="reveal_alarms_of_an_agent"),
            models.Index(fields=["id"], condition=models.Q(told_at=None), name="reveal_alarms_untold"),
        ]


class RevealFreeze(models.Model):
    """From `at` until `lifted_at` this agent reveals nothing. Writer: `safeguards.freezes`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    agent = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=16)
    at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=models.Q(lifted_at=None), name="one_reveal_freeze_an_agent"
            )
        ]


class HoneyCustomer(models.Model):
    """An invented customer (row): whoever asks for their data is looking for data. Writer: `safeguards.freezes`."""

    customer = models.BigIntegerField(unique=True)
    because = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)
