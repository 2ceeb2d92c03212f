"""What our people have not seen, who wants to be told where, and what is on its way to them."""

from datetime import time

from django.db import models

from kefu.kit import clock, ids


class Unread(models.Model):
    """A conversation whose customer said something our people have not seen up to `last_seq`. Writer: `notify.watch`."""

    conversation = models.OneToOneField(
        "conversations.Conversation", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    last_seq = models.PositiveIntegerField()
    at = models.DateTimeField()


class Preference(models.Model):
    """What an agent chose about notices; no row: what `rules.Preferences` says. Writer: `notify.preferences`."""

    agent = models.OneToOneField("people.Agent", on_delete=models.CASCADE, primary_key=True, related_name="+")
    rings = models.JSONField(default=list)
    pushes = models.JSONField(default=list)
    sound = models.CharField(max_length=12)
    volume = models.PositiveSmallIntegerField()
    has_quiet_hours = models.BooleanField(default=False)
    quiet_starts = models.TimeField(default=time(22))
    quiet_ends = models.TimeField(default=time(8))
    quiet_days = models.JSONField(default=list)
    zone = models.CharField(max_length=64, default="UTC")
    silent_until = models.DateTimeField(null=True)


class Subscription(models.Model):
    """A browser that may be told something while the session lives that asked for it. Writer: `notify.subscriptions`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    person_kind = models.CharField(max_length=10)
    person_id = models.BigIntegerField()
    session = models.CharField(max_length=200)
    endpoint = models.TextField()
    endpoint_hash = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=32)
    locale = models.CharField(max_length=16)
    label = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person_kind", "person_id"], name="subscriptions_of_a_person")]


class PushJob(models.Model):
    """One notice to one browser. It holds no words: they are chosen when it is sent. Writer: `notify.jobs`."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"  # the push service took it
        SHOWN = "shown"  # the browser told us that it stands on the screen
        SEEN = "seen"  # its person had seen the entry before it was sent
        MUTED = "muted"  # quiet hours, or not wanted any more
        FAILED = "failed"
        UNCERTAIN = "uncertain"  # we ended between claim and outcome: it is not sent twice

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="jobs")
    conversation = models.ForeignKey(
        "conversations.Conversation", null=True, on_delete=models.CASCADE, related_name="+"
    )  # null: a trial
    reason = models.CharField(max_length=12)
    seq = models.PositiveIntegerField(default=0)
    number = models.PositiveIntegerField(default=0)  # the same entry in its person's own counting
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    error = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "conversation", "seq"], name="one_push_an_entry"),
        ]
        indexes = [
            models.Index(fields=["status", "due_at"], name="push_jobs_due"),
            models.Index(fields=["subscription", "-created_at"], name="push_jobs_of_a_browser"),
        ]
