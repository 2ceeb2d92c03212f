"""The examination that is made without anybody asking: in a process of its own, behind everything else, and not for ever."""

import logging
import subprocess
import sys
from datetime import datetime

from django.conf import settings

from kefu.trust import self_checks

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "kefu", "doctor", "--report", "--in-background")
MOST_S = 1_800.0


def examine_when_due(now: datetime, *, command: tuple[str, ...] = COMMAND, most_s: float = MOST_S) -> int:
    """Of all processes one, when its time has come. 1 if an examination was made. It ends with us: its line to us ends."""
    if not settings.DOCTOR_HOURS or not self_checks.take_turn(now):
        return 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            process.wait(timeout=most_s)
        except subprocess.TimeoutExpired:
            logger.error("the doctor did not come to an end within %.0f s; the next try is in an hour", most_s)
            process.kill()
    return 1
