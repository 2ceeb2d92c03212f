"""Appeals of customers against decisions about their accounts. Only this room touches the table."""

from django.db import models
from django.db.models import F, Q

from kefu.kit import clock, ids
from kefu.safeguards.account_appeals import DECIDED, Outcome, State, Subject


class AccountAppeal(models.Model):
    """One appeal; one for each `decision` (of whom, what and when). Writer: `account_appeals_store`; every change goes through
    `account_appeals`, under the row's lock. `detail` is what the exchange told of it, masked; `parts` who of ours decided first.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    conversation_public_id = models.CharField(max_length=26)
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Subject])
    decision = models.CharField(max_length=120)
    detail = models.CharField(max_length=200, blank=True)
    first_decided_at = models.DateTimeField(null=True)
    parts = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in State])
    items = models.JSONField(default=list)
    asks = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    since = models.DateTimeField()
    bring_by = models.DateTimeField(null=True)
    decide_by = models.DateTimeField()
    bring_within_s = models.PositiveIntegerField()
    decide_within_s = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, blank=True, choices=[(each.value, each.value) for each in Outcome])
    reason = models.TextField(blank=True)
    prepared_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(null=True)
    sent_back = models.CharField(max_length=500, blank=True)  # what the second person wants changed
    confirmed_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    alarmed = models.PositiveSmallIntegerField(default=0)
    is_told = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "decision"], name="one_appeal_a_decision"),
            models.CheckConstraint(
                condition=~Q(state__in=[each.value for each in sorted(DECIDED)])
                | (Q(prepared_by__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("prepared_by"))),
                name="account_appeals_by_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "decide_by"], name="account_appeals_by_state"),
            models.Index(fields=["id"], condition=Q(is_told=False), name="account_appeals_to_tell"),
        ]
