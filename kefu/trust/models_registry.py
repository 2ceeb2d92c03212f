from django.db import models

from kefu.kit import clock, ids


class Named(models.Model):
    """What the registry says of one name of ours; `value` in canonical form (`lookalike.prepared.canonical`)."""

    sort = models.CharField(max_length=16)
    network = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=253)
    name = models.CharField(max_length=200, blank=True)
    proof = models.CharField(max_length=200, blank=True)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Channel(Named):
    """An official channel, or a third party's host that may be linked. Writer: `trust.channels`; ended ones stay as rows."""

    added_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sort", "network", "value"], condition=models.Q(ended_at=None), name="one_channel_a_name"
            ),
        ]


class ChannelChange(Named):
    """A change that one of us wants and another decides on. Writer: `trust.channels`."""

    class Act(models.TextChoices):
        SET = "set"  # add it, or change what is said of it
        END = "end"

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    act = models.CharField(max_length=4, choices=Act.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="channel_changes_by_state")]


class DeniedName(models.Model):
    """A host, `@handle`, address or number that was found to be a fraud. Writer: `trust.denied`.

    `source` is where that was found: a list's name, or `report` for what our own people confirmed.
    """

    name = models.CharField(max_length=253)
    source = models.CharField(max_length=40)
    is_shared = models.BooleanField(default=False)  # a host below which anybody may have one: never denied itself

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="one_denial_a_source")]
        indexes = [models.Index(fields=["name"], name="denied_by_name")]
