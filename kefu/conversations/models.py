"""The log's tables. Only this room touches them; `log` alone writes conversations and entries."""

from django.db import models

from kefu.conversations.data_conduct import Appeal, Step
from kefu.conversations.data_mail import CopyRole
from kefu.conversations.kinds import (
    Audience,
    AuthorKind,
    DeliveryForm,
    DeliveryStatus,
    FieldKind,
    Holder,
    Kind,
    Priority,
    Status,
    Visibility,
)
from kefu.conversations.models_away import Away, NoMail, ProofAsked

__all__ = [
    "Away",
    "Category",
    "Conversation",
    "Delivery",
    "Emptying",
    "Entry",
    "Field",
    "NoMail",
    "ProofAsked",
    "Reaction",
    "ReadMark",
    "SecondHeld",
    "Tag",
    "Tagging",
    "Withdrawn",
]

_IS_OPEN, _IS_CLOSED = models.Q(status=Status.OPEN.value), models.Q(status=Status.CLOSED.value)
_IS_WITH_BOT = models.Q(status=Status.OPEN.value, holder=Holder.BOT.value)
_IS_SNOOZED = models.Q(status=Status.SNOOZED.value)
_CAME_IN = models.Q(account__isnull=False)  # by an address of ours; the many chats are in none of these indexes
# What lists are narrowed down by stands at the end of each index a list is read from: a row that does not fit is passed
# over without being fetched, so that a rare pair of filters costs a walk through an index and nothing else.
NARROWS = ("assignee", "team", "category", "priority", "locale", "origin")
_NEWEST = ("-last_entry_at", "-id")


class Conversation(models.Model):
    """The head of one log. From `status` on, the columns are a cache that `fold.replay` can rebuild. Writer: `log`."""

    public_id = models.CharField(max_length=26, unique=True)
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    origin = models.CharField(max_length=24)
    # the address of ours it came in by; null where readers come to us, as in chats
    account = models.ForeignKey(
        "channels.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    locale = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    visibility = models.CharField(
        max_length=8, db_default=Visibility.PRIVATE.value, choices=[(v.value, v.value) for v in Visibility]
    )

    status = models.CharField(max_length=12, default=Status.OPEN, choices=[(s.value, s.value) for s in Status])
    holder = models.CharField(max_length=12, default=Holder.QUEUE, choices=[(h.value, h.value) for h in Holder])
    assignee = models.ForeignKey("people.Agent", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    last_seq = models.PositiveIntegerField(default=0)
    last_public_seq = models.PositiveIntegerField(default=0)
    last_message_seq = models.PositiveIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True)
    last_entry_at = models.DateTimeField()
    team = models.ForeignKey("people.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    priority = models.PositiveSmallIntegerField(default=Priority.NORMAL, choices=[(p.value, p.name) for p in Priority])
    category = models.CharField(max_length=40, blank=True)
    snoozed_until = models.DateTimeField(null=True)
    tags = models.JSONField(default=list)
    fields = models.JSONField(default=dict)

    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    split_seqs = models.JSONField(default=list)
    step = models.CharField(max_length=8, blank=True, default=Step.NONE, choices=[(s.value, s.value) for s in Step])
    paused_until = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    appeal = models.CharField(
        max_length=8, blank=True, default=Appeal.NONE, choices=[(a.value, a.value) for a in Appeal]
    )

    class Meta:
        # A message moves only what stands in the first two. What is closed has an index in order for whatever it is
        # narrowed down to; what is open or snoozed is little, and one index in order each does for all of it.
        indexes = [
            models.Index(fields=["id"], condition=models.Q(appeal="open"), name="appeals_open"),
            models.Index(fields=["-id"], condition=models.Q(visibility="public"), name="conversations_public"),
            models.Index(
                fields=[*_NEWEST, "waiting_since", *NARROWS, "holder"], condition=_IS_OPEN, name="open_by_newest"
            ),
            models.Index(fields=[*_NEWEST, "waiting_since", *NARROWS], condition=_IS_WITH_BOT, name="with_bot"),
            models.Index(
                fields=["status", "waiting_since", "id", *NARROWS, "holder"],
                condition=models.Q(waiting_since__isnull=False),
                name="conversation_by_waiting",
            ),
            models.Index(
                fields=["status", "waiting_since", "id", *NARROWS, "holder"],
                condition=models.Q(waiting_since__isnull=False, priority=Priority.URGENT.value),
                name="urgent_by_waiting",
            ),
            models.Index(fields=[*_NEWEST, "waiting_since", *NARROWS], condition=_IS_SNOOZED, name="snoozed_by_newest"),
            models.Index(fields=["status", "team", "assignee", "holder"], name="conversation_by_team"),
            models.Index(fields=["assignee", "status", "holder"], name="conversation_by_assignee"),
            models.Index(fields=["customer", "-id"], name="conversation_by_customer"),
            models.Index(
                fields=["customer", "-id"], condition=models.Q(step=Step.ENDED.value), name="endings_by_customer"
            ),
            models.Index(
                fields=["snoozed_until"], condition=models.Q(snoozed_until__isnull=False), name="conversation_by_snooze"
            ),
            models.Index(fields=[*_NEWEST, *NARROWS], condition=_IS_CLOSED, name="closed_by_newest"),
            models.Index(
                fields=["account", "status", *_NEWEST, "waiting_since"], condition=_CAME_IN, name="mailbox_by_newest"
            ),
            models.Index(
                fields=["account", "status", "waiting_since", "id", "priority"],
                condition=_CAME_IN & models.Q(waiting_since__isnull=False),
                name="mailbox_by_waiting",
            ),
            *(
                models.Index(
                    fields=[column, *_NEWEST, *(other for other in NARROWS if other != column)],
                    condition=_IS_CLOSED,
                    name=f"closed_by_{column}",
                )
                for column in NARROWS
            ),
        ]


class Category(models.Model):
    """What conversations can be about; `names` by locale. `needs_second`: a second person reads replies before customers do.
    Writers: `definitions`; of how long they are kept, `keeping`.
    """

    slug = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    needs_second = models.BooleanField(default=False, db_default=False)
    keep_days = models.PositiveIntegerField(null=True)  # after closing; null: for good
    keep_since = models.DateTimeField(null=True)  # from when on the rule counts
    kept_from = models.DateTimeField(null=True)  # what was last touched before is done with

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(keep_days=None) | models.Q(keep_since__isnull=False), name="retention_begins"
            )
        ]


class SecondHeld(models.Model):
    """A conversation that left a category which wanted a second reader then, or was joined to one: its rule went along.
    Writer: `second_readers`, for `log`.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    category = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "category"], name="one_rule_a_conversation")]


class Field(models.Model):
    """What the exchange wants noted of a conversation; `choices`: slug -> names by locale. Writer: `definitions`."""

    slug = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in FieldKind])
    choices = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)


class Tag(models.Model):
    """A tag somebody used. Writer: `tagging`, for `log`."""

    slug = models.CharField(max_length=40, unique=True)


class Tagging(models.Model):
    """Which conversations carry a tag: a cache of the log, as `Conversation.tags` is. Writer: `tagging`, for `log`."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "conversation"], name="one_tagging_a_tag")]


class Entry(models.Model):
    """One thing that happened. `seq` is gap-free over all, `public_seq` over what everyone may see. Writer: `log`.

    `reacted_at` is the watchers' job list: null until the reaction pass has run.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="entries", db_index=False
    )  # by `one_entry_a_seq`
    seq = models.PositiveIntegerField()
    public_seq = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in Kind if k is not Kind.BROKEN])
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


class Withdrawn(models.Model):
    """What an entry carried before it was changed or taken out: its code's hash, and the commitment of what is gone; no
    words. Writer: `withdrawn`, for `log`.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveSmallIntegerField()
    code_hash = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="one_withdrawal_a_version")]
        indexes = [models.Index(fields=["code_hash"], condition=~models.Q(code_hash=""), name="withdrawn_by_code")]


class Delivery(models.Model):
    """One thing we said on its way to one address outside; only for channels that push. Writer: `deliveries`, first for `log`.

    The address is sealed under the customer's key as `people.fields` does, and found by its digest. `nth`: sent anew by hand, it
    is another row. `external_id` is what the other side knows it by, written down before it leaves; `proof_code` is that of the
    words as they left. `next_try_at`: null where nothing is to be done any more. `permanent`: trying again would not help.
    `is_untold`: it will not arrive, or may not, and that does not stand in the conversation yet.
    `role`: what the address is to it; one row each for the customer and for everybody who gets a copy.
    `first_seq`: of a chat that goes on by mail: from which entry on what was not read goes along. `form`: empty for the words
    themselves.
    """

    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="+", db_index=False
    )  # by `one_delivery_a_try`
    nth = models.PositiveSmallIntegerField(default=1)
    first_seq = models.PositiveIntegerField(null=True)
    form = models.CharField(
        max_length=8, blank=True, default="", db_default="", choices=[(f.value, f.value) for f in DeliveryForm]
    )
    channel = models.CharField(max_length=24)
    account = models.ForeignKey("channels.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64, blank=True, default="")
    role = models.CharField(
        max_length=8, default=CopyRole.TO, db_default=CopyRole.TO.value, choices=[(r.value, r.value) for r in CopyRole]
    )
    status = models.CharField(
        max_length=12, default=DeliveryStatus.PENDING, choices=[(s.value, s.value) for s in DeliveryStatus]
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    proof_code = models.CharField(max_length=14, blank=True, default="")
    external_id = models.CharField(max_length=250, blank=True, default="")
    content_hash = models.CharField(max_length=64, blank=True, default="")
    error = models.CharField(max_length=200, blank=True, default="")
    permanent = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False)
    is_untold = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "account", "digest", "form", "nth"], name="one_delivery_a_try"),
            models.UniqueConstraint(
                fields=["external_id", "account"], condition=~models.Q(external_id=""), name="one_delivery_an_id"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="deliveries_by_next_try"
            ),
            models.Index(fields=["claimed_at"], condition=models.Q(status="sending"), name="deliveries_claimed"),
            models.Index(fields=["id"], condition=models.Q(is_untold=True), name="deliveries_untold"),
            models.Index(
                fields=["digest", "claimed_at"], condition=models.Q(is_automatic=True), name="automatic_deliveries"
            ),
            models.Index(
                fields=["proof_code", "digest"], condition=~models.Q(proof_code=""), name="deliveries_by_proof"
            ),
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


class Original(models.Model):
    """How the words of an entry looked when they came in from outside, sealed under the key of its customer. It goes with the
    words: taken out, changed or emptied, nothing of it stays. `told` is small and read with every page, `kept` is the page and
    the source. Writers: `originals`, and `store`, which takes it away.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="+")
    public_id = models.CharField(max_length=26, unique=True)
    customer = models.BigIntegerField()
    told = models.BinaryField()
    kept = models.BinaryField()
    size_bytes = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        # what one sender fills is added up at each arrival: not by walking through the bytes
        indexes = [models.Index(fields=["customer", "at", "size_bytes"], name="originals_by_customer")]


class Emptying(models.Model):
    """How far a conversation is emptied whose log says that it is: entries up to `cursor`, of those up to `through`. Done
    once whatever else held its words is gone too. Writer: `emptying`.
    """

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, primary_key=True, related_name="+")
    through = models.PositiveIntegerField()
    cursor = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["conversation"], condition=models.Q(done_at=None), name="emptyings_to_finish"),
        ]


class ReadMark(models.Model):
    """How far a person got, in `seq`. Writer: `marks`."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="marks", db_index=False)
    person_kind = models.CharField(max_length=10, choices=[(a.value, a.value) for a in AuthorKind])
    person_id = models.BigIntegerField()
    delivered_seq = models.PositiveIntegerField(default=0)
    read_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person_kind", "person_id"], name="one_mark_a_person")
        ]
