"""What the desk remembers for one of our people, so that it follows them to another device.

Nothing here is truth about a customer: that stands in the log.
"""

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


class Lease(models.Model):
    """Who is writing an answer just now; nobody's once `expires_at` has passed. Writer: `answering`."""

    conversation = models.OneToOneField(
        "conversations.Conversation", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    agent = models.ForeignKey("people.Agent", on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField(db_index=True)


class ReplyDraft(models.Model):
    """What an agent has typed and not sent, on all their devices; nobody else's to see. Writer: `drafts`.

    `version` counts every change. A sent draft stays for a while as an empty row with a newer version, so that a save
    which comes late finds that it is too late. `key` is the one its words will be sent under.
    """

    class Mode(models.TextChoices):
        REPLY = "message"
        NOTE = "note"

    agent = models.ForeignKey("people.Agent", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.REPLY)
    body = models.TextField(blank=True)
    files = models.JSONField(default=list)
    key = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "conversation"], name="one_draft_a_conversation")]
