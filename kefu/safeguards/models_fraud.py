from django.db import models

from kefu.kit import clock, ids


class FraudReport(models.Model):
    """One name, or one message, that people reported as a fraud. Writer: `safeguards.fraud`.

    `what` is how lists hold it (a host, `@handle`, an address, a number), or `conversation#seq`; what was dismissed may be
    reported anew. A confirmed message warns nobody: there is nothing in it that others could ask about.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        DISMISSED = "dismissed"

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    reference = models.CharField(max_length=16, unique=True)
    what = models.CharField(max_length=253)
    is_message = models.BooleanField(default=False)
    about = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")  # who wrote it
    denied = models.CharField(max_length=253, blank=True)  # what a confirmation warns of
    imitates = models.CharField(max_length=253, blank=True)  # the entry of ours it looked like then
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tellings = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what"], condition=~models.Q(state="dismissed"), name="one_open_report_a_name"
            ),
        ]
        indexes = [models.Index(fields=["state", "-told_at"], name="fraud_by_state")]


class FraudTelling(models.Model):
    """What one person told of it. Writer: `safeguards.fraud`. `teller` is a keyed hash of their network, for bounds alone.

    `conversation` (public id) and `seq` (as staff count) say which message it came from; its words are read there. `files`
    are `{id, name, is_picture}`, kept with it until `retention` erases them.
    """

    class Source(models.TextChoices):
        VERIFY = "verify"
        CHAT = "chat"
        API = "api"
        DESK = "desk"

    report = models.ForeignKey(FraudReport, on_delete=models.CASCADE, related_name="told")
    shown = models.CharField(max_length=500, blank=True)  # as it was written
    conversation = models.CharField(max_length=26, blank=True)
    seq = models.PositiveIntegerField(default=0)
    files = models.JSONField(default=list, blank=True)
    words = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    customer = models.ForeignKey("people.Customer", null=True, on_delete=models.SET_NULL, related_name="+")
    agent = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    teller = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["teller", "made_at"], name="fraud_by_teller")]


class FraudAppeal(models.Model):
    """Somebody says that a confirmed report is wrong. Writer: `safeguards.appeals`; decided by somebody else than confirmed.

    `contact` is sealed (`people.strangers`), and goes with the evidence (`retention`).
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        GRANTED = "granted"
        DENIED = "denied"

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    report = models.ForeignKey(FraudReport, on_delete=models.CASCADE, related_name="appeals")
    words = models.TextField()
    contact = models.TextField(blank=True)
    teller = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(state="waiting"), name="one_waiting_appeal_a_report"
            ),
        ]
        indexes = [
            models.Index(fields=["teller", "made_at"], name="fraud_appeals_by_teller"),
            models.Index(fields=["state", "id"], name="fraud_appeals_by_state"),
        ]
