"""What came in by itself: a ledger that never forgets what it saw, and the bytes until they are in the log."""

from typing import ClassVar

from django.db import models

from kefu.kit import clock


class Arrived(models.Model):
    """One thing that came in. The row stays for good, so that the same never counts twice.

    Writers: `arrivals`; `taking_in`, which claims; `settling` and `leases`, which say what became of it; `blocking`, `personal`.

    `raw_digest` is of the bytes, `digest` of what its author wrote: the same whichever way it came. `message` is a keyed hash
    of what its sender calls it. `uid_validity` and `uid` say where it lies in a mailbox. `conversation` and `entry` are numbers
    of rows that may be gone; `named` is a conversation that it named and did not get into. What proved its sender stands in
    `spf`, `dkim`, `dmarc`, `arc`. `next_try_at`: null where nothing is to be done any more.
    `blocked` is the row of who blocks it.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting"  # on disk, and not looked at yet
        GOES_ON = "goes_on"
        OVERHEARD = "overheard"
        ANEW = "anew"
        ASIDE = "aside"
        ECHO = "echo"
        REPORT = "report"
        KNOWN = "known"  # it came before, in other bytes
        PARKED = "parked"  # a person has to see to it
        BLOCKED = "blocked"  # from somebody whom our people blocked: kept unseen, and let go after a while
        DROPPED = "dropped"  # a person saw to it, or nobody within the time it is kept

    account = models.ForeignKey("channels.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    raw_digest = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  (null: not read yet)
    message = models.CharField(max_length=64, blank=True, default="")
    uid_validity = models.PositiveBigIntegerField(null=True)
    uid = models.PositiveBigIntegerField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    why = models.CharField(max_length=40, blank=True, default="")
    conversation = models.BigIntegerField(null=True)
    entry = models.BigIntegerField(null=True)
    named = models.BigIntegerField(null=True)
    blocked = models.BigIntegerField(null=True)
    is_proved = models.BooleanField(default=False)
    spf = models.CharField(max_length=12, blank=True, default="")
    dkim = models.CharField(max_length=12, blank=True, default="")
    dmarc = models.CharField(max_length=12, blank=True, default="")
    arc = models.CharField(max_length=12, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="arrivals_due"),
            models.Index(fields=["message"], condition=~models.Q(message=""), name="arrivals_by_message"),
            models.Index(fields=["conversation"], name="arrivals_by_conversation"),
            models.Index(fields=["named", "at"], condition=models.Q(named__isnull=False), name="arrivals_by_named"),
            models.Index(fields=["-id"], condition=models.Q(outcome="parked"), name="arrivals_parked"),
            models.Index(fields=["blocked", "-id"], condition=models.Q(outcome="blocked"), name="arrivals_blocked"),
        ]


class Mailbox(models.Model):
    """How far a mailbox was read, and since when. Its numbers begin anew with another `uid_validity`, and with another `place`: a
    digest of server, user and folder, empty until it is read for the first time after an upgrade. Writer: `arrivals`.
    """

    account = models.OneToOneField("channels.Account", on_delete=models.CASCADE, primary_key=True, related_name="+")
    place = models.CharField(max_length=64, blank=True, default="")
    uid_validity = models.PositiveBigIntegerField()
    last_uid = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField(default=clock.now)


class Held(models.Model):
    """The bytes of what is not in the log yet, sealed, with what was said before them.

    Writers: `arrivals`; `settling`, which writes down what was decided; `leases`, `blocking` and `personal`, which take it away.

    `decided` is what was made of it, written down before the log is asked: tried again it becomes the same. `customer` is the
    row of whoever it was decided to be from. `peer` and `domain` are keyed hashes of who brought it and of where its sender says
    to be: no stranger takes the room of others.
    """

    arrived = models.OneToOneField(Arrived, on_delete=models.CASCADE, primary_key=True, related_name="held")
    sealed = models.BinaryField()
    size_bytes = models.PositiveIntegerField()
    decided = models.JSONField(null=True)
    customer = models.BigIntegerField(null=True)
    peer = models.CharField(max_length=64, blank=True, default="")
    domain = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        # sizes are added up at each arrival: not by walking through the bytes
        indexes: ClassVar = [
            models.Index(fields=["arrived", "size_bytes"], name="held_by_size"),
            models.Index(fields=["peer", "size_bytes"], condition=~models.Q(peer=""), name="held_by_peer"),
            models.Index(fields=["domain", "size_bytes"], condition=~models.Q(domain=""), name="held_by_domain"),
        ]


class Blocked(models.Model):
    """A sender whose mails our people do not see: one address by its digest, or all of a domain. Writer: `blocking`.

    `masked` is all that is kept of an address to be read. `by` is an agent's row.
    """

    digest = models.CharField(max_length=64, unique=True)
    masked = models.CharField(max_length=254)
    is_domain = models.BooleanField(default=False)
    by = models.BigIntegerField()
    at = models.DateTimeField(default=clock.now)
