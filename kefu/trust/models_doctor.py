"""How the installation proved itself lately, and whether it takes chats. Only this room touches these tables."""

from django.db import models

from kefu.kit import clock, ids


class DoctorReport(models.Model):
    """One examination, signed as a whole in `told`; the newest 90 are kept. Writer: `trust.self_checks`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=8)
    told = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="doctor_reports_newest")]


class QueueGate(models.Model):
    """The one row that says why no chats are taken: `found` since a minute, `examined` by the newest report (JSON, lists of
    id, says, todo). Until `open_until` an operator has them taken all the same. At `next_at` the next examination is due, and
    whoever moves it on makes it. Writers: `trust.queues`, and `trust.self_checks.take_turn`.
    """

    found = models.TextField(default="[]")
    examined = models.TextField(default="[]")
    open_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
