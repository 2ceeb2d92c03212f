"""What became of backups that were tried: rows of the journal, so that the doctor knows when one was last proved whole."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, transaction

from kefu.kit import clock
from kefu.ops.backups.errors import NotWhole
from kefu.ops.backups.take import SUBJECT
from kefu.trust import journal

logger = logging.getLogger(__name__)

WHOLE, REFUSED = "backup_proved", "backup_refused"


def newest_at(*, is_whole: bool) -> datetime | None:
    """When a backup was last found whole, or not whole."""
    return journal.newest(WHOLE if is_whole else REFUSED, subject_kind=SUBJECT)


@contextmanager
def remembered(file: Path) -> Iterator[None]:
    """Around a trial: how it ends stands in the journal. One that could not be made at all does not."""
    try:
        yield
    except NotWhole:
        _note(REFUSED, file)
        raise
    _note(WHOLE, file)


def _note(action: str, file: Path) -> None:
    """Where a backup is tried on a machine of its own, there is no journal to tell."""
    act = journal.Act(clock.now(), "operator", 0, action, SUBJECT, 0, file.name[:200])
    try:
        with transaction.atomic():
            journal.write([act])
    except DatabaseError as error:
        logger.warning("the journal does not know of this trial: %s", error)
