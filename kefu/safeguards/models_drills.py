"""Fire drills of the alarms. Only this room touches this table."""

from django.db import models

from kefu.kit import clock, ids


class AlarmDrill(models.Model):
    """An alarm that nobody set off, to see that alarms arrive; the newest 90 are kept. Writer: `safeguards.alarm_drills`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(told_at=None), name="alarm_drills_untold")]
