"""The channels' tables. Only this room touches them; a channel's own folder never does."""

from django.db import models

from kefu.channels.models_arrivals import Arrived, Blocked, Held, Mailbox
from kefu.channels.models_tallies import Tally
from kefu.kit import clock

__all__ = ["Account", "Arrived", "Blocked", "Held", "Mailbox", "Signature", "Tally"]


class Account(models.Model):
    """One address of ours that customers write to: a mailbox, a bot, a handle. Writer: `accounts`.

    `settings` are what may be read (hosts, ports, names); `sealed` what may not (passwords, private keys), as JSON under the key
    outside the database (`accounts`). `language` is what we write there before we know a customer's own.
    `checked_at`: when it was last tried at the desk, with so many `faults` found; null: not since it was changed.
    """

    channel = models.CharField(max_length=24)
    address = models.CharField(max_length=254)
    label = models.CharField(max_length=80)
    team = models.ForeignKey("people.Team", null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=16, default="en")
    is_open = models.BooleanField(default=True)
    settings = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    checked_at = models.DateTimeField(null=True)
    faults = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="one_account_an_address")]


class Signature(models.Model):
    """What stands below our people's words in mails, by team (null: all) and language. Writer: `signatures`."""

    team = models.ForeignKey("people.Team", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=16)
    body = models.CharField(max_length=600)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "language"], name="one_signature_a_team"),
            models.UniqueConstraint(
                fields=["language"], condition=models.Q(team=None), name="one_signature_a_language"
            ),
        ]
