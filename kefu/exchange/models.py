"""What the exchange says of itself. Only this room touches its table."""

from django.db import models

from kefu.kit import clock, ids


class Fact(models.Model):
    """A figure or a word of the exchange's: a fee, a limit, its domain. Writer: `facts`.

    `value` is what is so; `words` what it is called in a language, where that is more than a figure. `version` counts up
    over all facts, so that the largest one tells whether anything changed.
    """

    name = models.CharField(max_length=60)
    args = models.CharField(max_length=120, blank=True)  # one space between two
    value = models.CharField(max_length=200)
    words = models.JSONField(default=dict)  # locale -> text
    unit = models.CharField(max_length=12, blank=True)
    version = models.PositiveIntegerField(db_index=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "args"], name="one_fact_a_name")]


class CheckRun(models.Model):
    """A check that was run, and what it found. Writer: `runs`.

    One that no conversation has yet belongs to whoever ran it, and comes along when they open one. `answers` and `finding`
    are sealed under that customer's key, a guest's too: a string each, which opens in its own row and column alone.
    """

    class By(models.TextChoices):
        CUSTOMER = "customer"
        AGENT = "agent"
        WATCHER = "watcher"

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    diagnosis = models.CharField(max_length=60)  # a definition's key
    customer = models.ForeignKey("people.Customer", on_delete=models.CASCADE, related_name="+")
    by = models.CharField(max_length=12, choices=By.choices)
    answers = models.JSONField()
    finding = models.JSONField()
    is_told = models.BooleanField(default=False)  # the customer has seen it
    conversation = models.CharField(max_length=26, blank=True)  # its public id, once there is one
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "conversation", "id"], name="runs_by_customer"),
            models.Index(fields=["conversation", "id"], name="runs_by_conversation"),
            models.Index(fields=["made_at"], condition=models.Q(conversation=""), name="runs_to_forget"),
        ]
