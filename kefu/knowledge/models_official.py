"""Official answers that everybody may read and check. Only this room touches its tables."""

from django.db import models

from kefu.kit import clock, ids


class OfficialAnswer(models.Model):
    """What one of us wants to be said to everybody, and another let out. Writer: `official`; none is ever deleted.

    `signed` is the file as it was signed when it was let out, or when it was taken back: then it holds no words.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        REFUSED = "refused"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    locale = models.CharField(max_length=16)
    question = models.CharField(max_length=200)
    answer = models.TextField()
    is_pinned = models.BooleanField(default=False)
    badge = models.CharField(max_length=8, blank=True)  # of who proposed it
    signed = models.TextField(blank=True)
    proposed_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was refused or taken back; for staff

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="official_answers_by_state")]
