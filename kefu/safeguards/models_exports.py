"""Lists of conversations that are carried out of the house. Only this room touches the tables."""

from django.db import models

from kefu.kit import clock, ids
from kefu.kit.sheets import Form
from kefu.safeguards.kinds import ExportState


class Export(models.Model):
    """One asked for. `asked` is a Filter as JSON, `query` the address of the same list; `sealing` seals to the key that only
    the link has; `cursor` is where the making goes on, `tries` how often its next piece was begun, `due_at` when it is again.
    Writers: `exports`, `exports_making`. Kept: the journal names them.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    asker = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    asked = models.JSONField(default=dict)
    query = models.CharField(max_length=600)
    purpose = models.CharField(max_length=200)
    form = models.CharField(max_length=4, choices=[(each.value, each.value) for each in Form])
    locale = models.CharField(max_length=16)
    sealing = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in ExportState], default=ExportState.ASKED
    )
    rows = models.PositiveIntegerField(default=0)
    pieces = models.PositiveIntegerField(default=0)
    cursor = models.CharField(max_length=120, blank=True)
    tries = models.PositiveIntegerField(default=0, db_default=0)  # the release before writes rows too
    due_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "asked_at"], name="exports_by_state"),
            models.Index(fields=["asker", "asked_at"], name="exports_by_asker"),
        ]


class ExportPiece(models.Model):
    """A run of lines, sealed to the link's key: nothing here opens it. Writer: `exports_making`."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="one_piece_a_number")]
