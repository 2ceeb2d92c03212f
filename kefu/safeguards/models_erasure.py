"""Legal holds, persons who are erased, and what a customer may have a copy of. Only this room touches the tables."""

from django.db import models
from django.db.models import F, Q

from kefu.kit import clock, ids
from kefu.safeguards.kinds import ERASURE_IS_OPEN, CopyState, ErasureBy, ErasureState


class LegalHold(models.Model):
    """While it stands, nothing of this customer, or of this conversation, is erased by rule or by request. Writer: `holds`.

    One of the two is named. Lifting is asked for by one of ours and done by another.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, null=True, related_name="+")
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200)
    set_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)
    lift_asked_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    lift_asked_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=200, blank=True)
    lifted_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer=None, conversation__isnull=False) | Q(customer__isnull=False, conversation=None),
                name="hold_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("lift_asked_by")), name="hold_lifted_by_two"
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], condition=Q(lifted_at=None), name="holds_of_customers"),
            models.Index(fields=["conversation"], condition=Q(lifted_at=None), name="holds_of_conversations"),
        ]


class Erasure(models.Model):
    """A person to be erased, and how far that is. Writers: `erasures`, `erasing`. Kept: it is the proof.

    `person` is their row, `digest` the keyed hash of the public id they had. `step` counts what is done, `counts` what went.
    `report` is the signed file.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    person = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=8, choices=[(each.value, each.value) for each in ErasureBy])
    asked_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in ErasureState])
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    obstacles = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    report = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=[each.value for each in ERASURE_IS_OPEN]),
                name="one_open_erasure_a_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                name="erasure_by_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="erasures_by_state"),
            models.Index(fields=["-asked_at"], name="erasures_newest"),
        ]


class ErasedPerson(models.Model):
    """That somebody is erased, told by a keyed hash alone, so that no older backup brings them back. Writer: `ledger`."""

    digest = models.CharField(max_length=64, unique=True)
    erasure = models.CharField(max_length=26)
    at = models.DateTimeField()
    in_folder_at = models.DateTimeField(null=True)
    at_url_at = models.DateTimeField(null=True)


class RetentionWait(models.Model):
    """A conversation whose time is over and that is not emptied yet, and why it waits. Writer: `retention_rules`."""

    conversation = models.OneToOneField(
        "conversations.Conversation", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    category = models.CharField(max_length=40)
    why = models.CharField(max_length=8)
    look_at = models.DateTimeField(db_index=True)


class CustomerCopy(models.Model):
    """A copy of what is held of a customer, made for them. Writers: `copies`, `copies_making`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    customer = models.ForeignKey("people.Customer", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in CopyState], default=CopyState.ASKED
    )
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    pieces = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-asked_at"], name="copies_of_a_customer"),
            models.Index(fields=["state", "asked_at"], name="copies_by_state"),
        ]


class CopyPiece(models.Model):
    """A run of its bytes, sealed under the customer's own key. Writer: `copies_making`."""

    copy = models.ForeignKey(CustomerCopy, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["copy", "number"], name="one_copy_piece_a_number")]
