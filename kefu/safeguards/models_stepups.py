"""Step-ups: customers asked to prove anew who they are. Only this room touches the table."""

from django.db import models
from django.db.models import Q

from kefu.conversations.data_identity import Reason
from kefu.kit import clock, ids
from kefu.safeguards.stepup import State


class StepUp(models.Model):
    """One question. Writers: `stepups` asks, `stepups_answers` settles, `stepups_work` ends and tells.

    `number` is shown in the chat and in the app, `app_url` leads there; staff are shown neither. `challenge` is what a passkey
    has to sign, once; `nonce_hash` is that of the callback that settled it. `told_at` is null until the log tells how it ended;
    `is_asked`: the log told that it was asked. `uid` is sealed under the customer's key (`stepups_rows`).
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    conversation_public_id = models.CharField(max_length=26)
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, related_name="+")
    uid = models.TextField()
    level = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Reason])
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in State], default=State.ASKING)
    number = models.CharField(max_length=2)
    asked_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    app_url = models.CharField(max_length=500, blank=True)
    challenge = models.CharField(max_length=64, blank=True)
    nonce_hash = models.CharField(max_length=64, blank=True)
    reached = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    is_asked = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state__in=["asking", "pending"]), name="one_open_stepup_a_customer"
            ),
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(reached__gte=2, settled_at__isnull=False),
                name="stepups_passed_at_a_level",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "-asked_at"], name="stepups_of_a_conversation"),
            models.Index(fields=["customer", "-asked_at"], name="stepups_of_a_customer"),
            models.Index(fields=["ends_at"], condition=Q(state__in=["asking", "pending"]), name="stepups_open"),
            models.Index(fields=["id"], condition=Q(told_at=None, settled_at__isnull=False), name="stepups_untold"),
        ]
