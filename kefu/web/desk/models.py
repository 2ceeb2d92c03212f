"""What the desk remembers for one of our people, so that it follows them to another device. Nothing here is about customers."""

from django.db import models

from kefu.kit import clock, ids


class DeskPreference(models.Model):
    """How an agent's desk looks. A width of 0 is the usual one. Writer: `layout`."""

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable"
        COMPACT = "compact"

    agent = models.OneToOneField("people.Agent", on_delete=models.CASCADE, primary_key=True, related_name="+")
    density = models.CharField(max_length=12, choices=Density.choices, default=Density.COMFORTABLE)
    list_width_px = models.PositiveSmallIntegerField(default=0)
    side_width_px = models.PositiveSmallIntegerField(default=0)


class SavedView(models.Model):
    """A list under a name: `filter` is `inbox.Filter` as JSON. Without sharing its owner's alone. Writer: `saved`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    owner = models.ForeignKey("people.Agent", on_delete=models.CASCADE, related_name="+")
    is_shared = models.BooleanField(default=False)
    name = models.CharField(max_length=40)
    filter = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["owner", "position"], name="saved_views_by_owner")]


class BulkAct(models.Model):
    """What one request did to many conversations: the entries it appended, for the undo. Writer: `bulk`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    agent = models.ForeignKey("people.Agent", on_delete=models.CASCADE, related_name="+")
    entries = models.JSONField(default=list)  # [[conversation's public id, seq], ...]
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    undone_at = models.DateTimeField(null=True)
