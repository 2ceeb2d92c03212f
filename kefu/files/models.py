"""The tables of files. Only this room touches them; the bytes lie in `storage`."""

from django.db import models

from kefu.files.kinds import PAPERS, MediaType, State
from kefu.kit import clock, ids


class Upload(models.Model):
    """A whole file: a re-encoded picture, or any other as it came. Without a conversation it waits to be sent, or
    `is_public`, or `is_evidence`; what waits for a day `sweep` takes.

    Writers: `uploads`, and `scanning` for what the scanner said. `bytes` and `sha256` tell of what is stored.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    owner_kind = models.CharField(max_length=10)
    owner_id = models.BigIntegerField()
    conversation = models.ForeignKey(
        "conversations.Conversation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    staff_only = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)  # in an article: everybody has it, and no sweep takes it
    is_evidence = models.BooleanField(default=False)  # kept with a report of a scammer: staff see it, no sweep takes it
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40, choices=[(m.value, m.value) for m in MediaType])
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=26, unique=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.READY)
    finding = models.CharField(max_length=120, default="", blank=True)  # what the scanner called it
    holds_archives = models.BooleanField(default=False)
    scan_at = models.DateTimeField(null=True)  # when a quarantined file is looked at next
    scan_attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(conversation__isnull=True), name="uploads_waiting"),
            models.Index(fields=["owner_kind", "owner_id", "-created_at"], name="uploads_by_owner"),
            models.Index(fields=["scan_at"], condition=models.Q(state=State.QUARANTINED), name="uploads_to_scan"),
        ]


class Transfer(models.Model):
    """An upload that is still arriving, piece by piece. The file's own length says how far it got: pieces write no row.

    Writer: `transfers`. Becomes an `Upload` of the same `public_id`; after a day `sweep` takes it.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    owner_kind = models.CharField(max_length=10)
    owner_id = models.BigIntegerField()
    name = models.CharField(max_length=400)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, default="", blank=True)  # as announced; empty if it was not
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="transfers_by_owner")]


class LinkHolder(models.Model):
    """Which session a link speaks for: links carry the handle, never the session. Writer: `links`."""

    handle = models.CharField(max_length=64, unique=True)
    session = models.CharField(max_length=200)
    person_kind = models.CharField(max_length=10)
    person_id = models.BigIntegerField()
    created_at = models.DateTimeField(default=clock.now, db_index=True)


class VaultFile(models.Model):
    """A paper's picture, made anew and sealed under a key of its own, which lies wrapped under the customer's (`people.keys`).

    `sha256` is of the picture, `stored_*` of what lies on disk. Deleted, the row stays: without its key, and `deleted_at` says
    since when. Writer: `vault`.
    """

    public_id = models.CharField(max_length=26, unique=True)
    customer = models.BigIntegerField()
    media_type = models.CharField(max_length=40, choices=[(m.value, m.value) for m in PAPERS])
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=26, unique=True)
    stored_bytes = models.PositiveIntegerField()
    stored_sha256 = models.CharField(max_length=64)
    key = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)
