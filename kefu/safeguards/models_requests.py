"""Requests that move an account, and what has to be told of each step. Only this room touches the tables."""

from django.db import models
from django.db.models import F, Q

from kefu.exchange.contract.kinds import Action, Notice
from kefu.kit import clock, ids
from kefu.safeguards.requests import HELD, OPEN, State


class AccountRequest(models.Model):
    """One request. Writer: `requests_store`; every change goes through `requests`, under the row's lock.

    `value` is the new address, where the action has one. `uid`, `value`, `reason`, `ending` and the notes of proofs are sealed
    under the customer's key (`requests_rows`). `proofs` and `flags` only grow. `stop_hash` finds it by its link, which is kept
    sealed so that each notice carries the same one.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    conversation_public_id = models.CharField(max_length=26)
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, related_name="+")
    uid = models.TextField()
    action = models.CharField(max_length=24, choices=[(each.value, each.value) for each in Action])
    value = models.TextField(blank=True)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in State], default=State.ASKED)
    asked_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    colleagues = models.JSONField(default=list)
    proofs = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    approved_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    hold_s = models.PositiveIntegerField(default=0)
    held_from = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    refusals = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)  # the last of the exchange
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    ending = models.TextField(blank=True)  # why it was stopped or refused, in the words of ours
    stop_hash = models.CharField(max_length=64, unique=True)
    stop_sealed = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")), name="requests_by_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[each.value for each in HELD])
                | Q(approved_by__isnull=False, held_from__isnull=False),
                name="requests_held_and_approved",
            ),
            models.UniqueConstraint(
                fields=["customer", "action"],
                condition=Q(state__in=[each.value for each in State if each in OPEN]),
                name="one_open_request_an_action",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="requests_by_state"),
            models.Index(fields=["-asked_at"], name="requests_newest"),
        ]


class RequestStep(models.Model):
    """What happened to one, to be told: a note in the conversation, and a notice to the customer where there is one.

    Writer: `requests_store` makes it in the step's transaction, `requests_telling` marks it as told.
    """

    request = models.ForeignKey(AccountRequest, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16)
    by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    noted_at = models.DateTimeField(null=True)
    notice = models.CharField(max_length=10, blank=True, choices=[(each.value, each.value) for each in Notice])
    noticed_at = models.DateTimeField(null=True)
    channels = models.CharField(max_length=60, blank=True)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(noticed_at=None) & ~Q(notice=""), name="request_notices_due"),
            models.Index(fields=["id"], condition=Q(noted_at=None), name="request_notes_due"),
        ]
