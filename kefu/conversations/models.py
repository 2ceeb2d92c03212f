"""The log's tables. Only this room touches them; `log` alone writes conversations and entries."""

from django.db import models

from kefu.conversations.kinds import Audience, AuthorKind, Holder, Kind, Status


class Conversation(models.Model):
    """The head of one log. From `status` on, the columns are a cache that `fold.replay` can rebuild. Writer: `log`."""

    public_id = models.CharField(max_length=26, unique=True)
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=24)
    locale = models.CharField(max_length=16)
    created_at = models.DateTimeField()

    status = models.CharField(max_length=12, default=Status.OPEN, choices=[(s.value, s.value) for s in Status])
    holder = models.CharField(max_length=12, default=Holder.QUEUE, choices=[(h.value, h.value) for h in Holder])
    assignee = models.ForeignKey("people.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    last_seq = models.PositiveIntegerField(default=0)
    last_public_seq = models.PositiveIntegerField(default=0)
    last_message_seq = models.PositiveIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True)
    last_entry_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["status", "-last_entry_at", "-id"], name="conversation_by_status"),
            models.Index(fields=["assignee", "status", "-last_entry_at", "-id"], name="conversation_by_assignee"),
            models.Index(fields=["customer", "-id"], name="conversation_by_customer"),
        ]


class Entry(models.Model):
    """One thing that happened. `seq` is gap-free over all, `public_seq` over what everyone may see. Writer: `log`.

    `reacted_at` is the watchers' job list: null until the reaction pass has run.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    public_seq = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in Kind])
    audience = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Audience])
    author_kind = models.CharField(max_length=10, choices=[(a.value, a.value) for a in AuthorKind])
    author_id = models.BigIntegerField(default=0)
    author_name = models.CharField(max_length=40, blank=True)
    body = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=80, null=True)  # noqa: DJ001  (null: no key; unique where there is one)
    key_body_hash = models.CharField(max_length=32, blank=True)
    cause = models.BigIntegerField(null=True)
    depth = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    reacted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_entry_a_seq"),
            models.UniqueConstraint(
                fields=["conversation", "public_seq"],
                condition=models.Q(public_seq__isnull=False),
                name="one_entry_a_public_seq",
            ),
            models.UniqueConstraint(
                fields=["key", "author_kind", "author_id", "author_name"],
                condition=models.Q(key__isnull=False),
                name="one_entry_a_key",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(reacted_at__isnull=True), name="entries_not_reacted"),
        ]


class Reaction(models.Model):
    """A watcher's run that failed, waits or carries state; most runs leave no row. Writer: `react`."""

    class Status(models.TextChoices):
        DUE = "due"
        RUNNING = "running"
        DONE = "done"
        GIVEN_UP = "given_up"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="reactions")
    watcher = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "watcher"], name="one_reaction_a_watcher")]
        indexes = [models.Index(fields=["status", "next_try_at"], name="reactions_due")]


class ReadMark(models.Model):
    """How far a person got, in `seq`. Writer: `marks`."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="marks")
    person_kind = models.CharField(max_length=10, choices=[(a.value, a.value) for a in AuthorKind])
    person_id = models.BigIntegerField()
    delivered_seq = models.PositiveIntegerField(default=0)
    read_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person_kind", "person_id"], name="one_mark_a_person")
        ]
