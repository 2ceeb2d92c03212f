"""The tables of files. Only this room touches them; the bytes lie in `storage`."""

from django.db import models

from kefu.files.kinds import MediaType, State
from kefu.kit import clock, ids


class Upload(models.Model):
    """A re-encoded picture. Without a conversation it waits to be sent; after a day `sweep` takes it.

    Writer: `uploads`. `bytes` and `sha256` tell of what is stored, not of what was sent to us.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    owner_kind = models.CharField(max_length=10)
    owner_id = models.BigIntegerField()
    conversation = models.ForeignKey(
        "conversations.Conversation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    staff_only = models.BooleanField(default=False)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=20, choices=[(m.value, m.value) for m in MediaType])
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=26, unique=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.READY)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(conversation__isnull=True), name="uploads_waiting"),
            models.Index(fields=["owner_kind", "owner_id", "-created_at"], name="uploads_by_owner"),
        ]


class LinkHolder(models.Model):
    """Which session a link speaks for: links carry the handle, never the session. Writer: `links`."""

    handle = models.CharField(max_length=64, unique=True)
    session = models.CharField(max_length=200)
    person_kind = models.CharField(max_length=10)
    person_id = models.BigIntegerField()
    created_at = models.DateTimeField(default=clock.now, db_index=True)
