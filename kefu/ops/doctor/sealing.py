"""The journal: whether it is sealed and signed in time, whether its newest part holds, and where its heads go."""

import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from kefu.kit import clock, db
from kefu.ops.doctor.finding import Word, critical, ok, warn
from kefu.trust.sealing import standing

LATE = timedelta(minutes=3)  # a head a minute, and a minute to bring it


def journal_sealed() -> Word:
    """Whether reveals may be made hangs on the same question."""
    found = standing.standing()
    said = f"{found.sealed} rows are sealed, {found.signed} signed, {found.outside} known outside"
    waits = clock.now() - found.waiting_since if found.waiting_since else timedelta()
    if standing.is_overdue(clock.now()):
        return critical(
            f"{said}; a row has waited for {waits.total_seconds() / 60:.0f} min: nothing sealed may be revealed.",
            "Does a worker run, and do KEFU_JOURNAL_FOLDER and KEFU_JOURNAL_URL take what it brings? Its log says.",
        )
    if waits > LATE:
        return warn(f"{said}; a row has waited for {waits.total_seconds() / 60:.0f} min.", "Does a worker run?")
    return ok(f"{said}.")


def journal_sound() -> Word:
    fault = standing.fault()
    if fault:
        return critical(
            f"The journal was changed: {fault}.", "Keep the database as it is, and run `kefu verify_journal`."
        )
    return ok(f"The newest {standing.NEWEST} rows of the journal and its last heads hold.")


def journal_outside() -> Word:
    """A disk of its own, or an address: whoever has the database must not have the heads too."""
    place = Path(settings.JOURNAL_FOLDER)
    if not place.exists():
        return warn(
            f"The folder of heads is not there yet: {place}.", "It is made with the first head; does a worker run?"
        )
    if not os.access(place, os.W_OK):
        return critical(
            f"Nothing can be written to {place}: no head of the journal gets there.",
            f"Let Kefu's user write to {place}.",
        )
    beside = Path(db.file()) if db.is_sqlite() else Path(settings.DATA)
    is_beside = beside.exists() and beside.stat().st_dev == place.stat().st_dev
    if is_beside and not settings.JOURNAL_URL:
        return warn(
            "The heads of the journal lie on the same disk as the data: who can change one can change both.",
            "Set KEFU_JOURNAL_FOLDER to another disk, or KEFU_JOURNAL_URL to another machine.",
        )
    return ok("The heads of the journal go to a place of their own.")
