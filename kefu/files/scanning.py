"""Gets quarantined files looked at: once when they arrive, then by `run_due` with growing pauses until a scanner answers.

Writer of what the scanner said, with the journal row of what was removed.
"""

import logging
import threading
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from kefu.files import clamd, storage
from kefu.files.errors import Busy
from kefu.files.kinds import State, Variant
from kefu.files.models import Upload
from kefu.kit import clock, turns
from kefu.trust import journal

logger = logging.getLogger(__name__)

AT_ONCE = 2  # scans of arriving files; more of them wait for `run_due`, not for a thread of the pages
BATCH = 20
LEASE = timedelta(minutes=2)  # longer than one scan can take
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)

_turns = threading.BoundedSemaphore(AT_ONCE)


def is_configured() -> bool:
    return bool(settings.CLAMD)


def is_shown_unscanned() -> bool:
    """Whether what no scanner has seen may be downloaded: only where there is none, and the policy allows it."""
    return not is_configured() and settings.UNSCANNED_FILES == "warn"


def look_at(row: Upload) -> None:
    """A first look at a file that just came in. Never waits for a turn: what gets none is due at once."""
    if not is_configured() or not _turns.acquire(blocking=False):
        return
    turns.give_away()
    try:
        _claimed_scan(row, clock.now())
    finally:
        _turns.release()


def run_due(now: datetime) -> int:
    """Scan what is due; how many got a verdict. Stops at the first sign that the scanner is down. Outside transactions."""
    if not is_configured():
        return 0
    done = 0
    for row in list(Upload.objects.filter(state=State.QUARANTINED, scan_at__lte=now).order_by("scan_at")[:BATCH]):
        if not _claimed_scan(row, now):
            break
        done += 1
    return done


def overdue(before: datetime) -> int:
    """How many files came in before this moment and were seen by no scanner yet."""
    return Upload.objects.filter(state=State.QUARANTINED, created_at__lt=before).count()


def pause_after(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << min(attempts, 20)), LONGEST_PAUSE)


def _claimed_scan(row: Upload, now: datetime) -> bool:
    """False if the scanner is down. A claim that its process took to the grave is due again after the lease."""
    due = Upload.objects.filter(pk=row.pk, state=State.QUARANTINED, scan_at=row.scan_at)
    if due.update(scan_at=now + LEASE) != 1:
        return True
    try:
        with storage.opened(row.stored_as, variant=Variant.FULL) as file:
            found = clamd.finding(file, address=settings.CLAMD)
    except FileNotFoundError:
        return True  # withdrawn meanwhile
    except clamd.ScannerDown as error:
        logger.warning("scanner: %s", error)
        again_at = now + pause_after(row.scan_attempts)
        Upload.objects.filter(pk=row.pk).update(scan_at=again_at, scan_attempts=row.scan_attempts + 1)
        return False
    if not found:
        _release(row)
    _settle(row, found)
    return True


def _release(row: Upload) -> None:
    """It is read as well while it stays sealed: a full disk keeps nobody's file back."""
    try:
        storage.release(row.stored_as)
    except FileNotFoundError:
        return  # withdrawn meanwhile
    except (OSError, Busy) as error:
        logger.warning("scanner: a clean file stays sealed: %s", type(error).__name__)


def _settle(row: Upload, found: str) -> None:
    with transaction.atomic():
        quarantined = Upload.objects.filter(pk=row.pk, state=State.QUARANTINED)
        verdict = {"state": State.INFECTED if found else State.READY, "finding": found[:120], "scan_at": None}
        if quarantined.update(**verdict) != 1 or not found:
            return
        act = journal.Act(clock.now(), "scanner", 0, "file_removed", "upload", row.pk, found[:120])
        journal.write([act])
        transaction.on_commit(partial(storage.forget, row.stored_as))
    logger.warning("scanner: upload %s removed: %s", row.public_id, found)
